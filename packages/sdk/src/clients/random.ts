import { hostImport } from '../imports.ts';
import { u64Argument } from './arguments.ts';

/** Randomness of the host (WIT `airssys:ext-random/random`). Needs `@requires('random')`, as `Math.random` does. */
export const random = {
  /** Cryptographically secure random bytes. `length` says how many. */
  bytes(length: number): Uint8Array {
    return hostImport('random', 'random').getRandomBytes(u64Argument(length, 'random.bytes(length)'));
  },
  /** A number in [0, 1) with 53 random bits. */
  number(): number {
    const bytes = random.bytes(7);
    let value = (bytes[0] ?? 0) & 0x1f;
    for (let i = 1; i < 7; i += 1) value = value * 256 + (bytes[i] ?? 0);
    return value / 2 ** 53;
  },
  /** A whole number from `low` to `high`, both included. At most 2⁵³ values apart. */
  integer(low: number, high: number): number {
    return low + Math.floor(random.number() * (high - low + 1));
  },
} as const;
