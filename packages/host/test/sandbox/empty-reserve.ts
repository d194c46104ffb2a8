import type { HostMemory } from '../../src/engine/packing/host-memory.ts';
import { MAX_KEPT_BYTES, memoryReserve } from '../../src/sandbox/memory-reserve.ts';

const PAGE_BYTES = 65_536;

/** Has the reserve let go of what other tests' instances have left, so that its bound is far. */
export function emptyReserve(): void {
  const whole: HostMemory = { module: 'all that it may keep', initial: MAX_KEPT_BYTES / PAGE_BYTES };
  memoryReserve.give(whole, memoryReserve.take(whole));
  memoryReserve.take(whole);
}
