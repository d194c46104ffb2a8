/**
 * Randomness that repeats itself: xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (public domain,
 * https://prng.di.unimi.it), its state filled by SplitMix32 from the seed. For tests only: whoever sees some of its output can
 * tell the rest.
 */
import { AirssysError } from '@airssys/model';
import type { Randomness } from '@airssys/host';

export type Xoshiro128State = [number, number, number, number];

/**
 * Randomness from a seed: the same seed gives the same bytes, on every machine and in every version of this package.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a seed that is no safe integer.
 */
export function createRandomness(seed: number): Randomness {
  if (!Number.isSafeInteger(seed)) {
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The seed cannot be ${seed}`, {
      hint: 'Give a whole number up to 2⁵³ − 1.',
    });
  }
  const next = xoshiro128(seedState(seed));
  return (bytes) => {
    for (let at = 0; at < bytes.length; at += 4) {
      const word = next();
      for (let i = 0; i < 4 && at + i < bytes.length; i += 1) bytes[at + i] = word >>> (8 * i);
    }
  };
}

/** The generator: 32 random bits per call. Changes the state that it is given. */
export function xoshiro128(state: Xoshiro128State): () => number {
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return result;
  };
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

function seedState(seed: number): Xoshiro128State {
  // Both halves of the seed count; the sum wraps at 2³².
  let word = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e37_79b9)) | 0;
  const next = (): number => {
    word = (word + 0x9e37_79b9) | 0;
    let mixed = Math.imul(word ^ (word >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next()];
}
