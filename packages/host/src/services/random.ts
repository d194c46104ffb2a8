/** WIT `airssys:ext-random/random@1.0.0`, which components of airssys import. */
import { randomFillSync } from 'node:crypto';
import type { AccessRequest } from '../capabilities/capability-set.ts';
import type { HostCall, HostFunction, HostService } from './host-service.ts';

/** Fills the array with random bytes. */
export type Randomness = (bytes: Uint8Array) => void;

export const SYSTEM_RANDOMNESS: Randomness = (bytes) => {
  randomFillSync(bytes);
};

export const RANDOM_ACCESS: AccessRequest = Object.freeze({ area: 'random', action: 'read', resource: '*' });

/** Bytes that one call may ask for; more ends the instance, as WIT's plain list leaves no other answer. */
const MAX_BYTES = 1 << 20;

export function randomService(fill: Randomness): HostService {
  return { interface: 'airssys:ext-random/random@1.0.0', immediate: { getRandomBytes: randomBytes(fill) } };
}

/** A function of any interface that gives so many random bytes. */
export function randomBytes(fill: Randomness): HostFunction {
  return {
    access: () => RANDOM_ACCESS,
    call: (_call: HostCall, length: bigint) => {
      if (length > MAX_BYTES) throw new RangeError(`it gives at most ${MAX_BYTES} bytes, ${length} asked`);
      return filled(fill, Number(length));
    },
  };
}

export function filled(fill: Randomness, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(bytes);
  return bytes;
}
