/** WIT `airssys:ext-random/random@1.0.0`, which components of airssys import, and `wasi:random/random@0.2`, which others do. */
import { randomFillSync } from 'node:crypto';
import type { AccessRequest } from '../capabilities/capability-set.ts';
import type { HostCall, HostFunction, HostService } from './host-service.ts';

/** Fills the array with random bytes. */
export type Randomness = (bytes: Uint8Array) => void;

export const SYSTEM_RANDOMNESS: Randomness = (bytes) => {
  randomFillSync(bytes);
};

const ACCESS: AccessRequest = Object.freeze({ area: 'random', action: 'read', resource: '*' });

/** Bytes that one call may ask for; more ends the instance, as WIT's plain list leaves no other answer. */
const MAX_BYTES = 1 << 20;

export function randomServices(fill: Randomness): readonly HostService[] {
  const bytes = (length: number): Uint8Array => {
    const filled = new Uint8Array(length);
    fill(filled);
    return filled;
  };
  const getRandomBytes: HostFunction = {
    access: () => ACCESS,
    call: (_call: HostCall, length: bigint) => {
      if (length > MAX_BYTES)
        throw new RangeError(`get-random-bytes gives at most ${MAX_BYTES} bytes, ${length} asked`);
      return bytes(Number(length));
    },
  };
  const getRandomU64: HostFunction = {
    access: () => ACCESS,
    call: () => new DataView(bytes(8).buffer).getBigUint64(0),
  };
  return [
    { interface: 'airssys:ext-random/random@1.0.0', immediate: { getRandomBytes } },
    { interface: 'wasi:random/random@0.2.12', immediate: { getRandomBytes, getRandomU64 } },
  ];
}
