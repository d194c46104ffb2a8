import type { Randomness } from '../services/random.ts';
import type { SupervisorSettings } from './supervisor-options.ts';

/** Milliseconds that the n-th restart in a row waits, n from 1. */
export function backoffMs(
  { baseMs, factor, maxMs, jitter }: SupervisorSettings['backoff'],
  n: number,
  randomness: Randomness,
): number {
  const wait = Math.min(baseMs * factor ** (n - 1), maxMs);
  if (wait === 0 || jitter === 0) return wait;
  return wait * (1 - jitter * share(randomness));
}

/** From 0 up to 1. */
function share(randomness: Randomness): number {
  const bytes = new Uint8Array(4);
  randomness(bytes);
  return new DataView(bytes.buffer).getUint32(0) / 2 ** 32;
}
