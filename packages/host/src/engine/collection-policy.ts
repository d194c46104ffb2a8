/**
 * When V8 collects garbage. Each instance has a memory outside of V8's heap, of a megabyte and more; V8 looks through all that is alive
 * whenever 64 MB of these have been added, however many there are. So the thousandth instance took several times as long to
 * make as the first. By the other policy V8 waits until there is a third more than at the last collection, as it does for its own heap.
 *
 * That policy counts memories against V8's heap limit, and near to it V8 would collect all the time. So it is in force as long as
 * memories and heap together are below the limit: `--max-old-space-size` says how far that is.
 *
 * The setting is the whole process's. A thread of an instance of its own has no use for it.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

const POLICY = 'external-memory-accounted-in-global-limit';
/** The first version of V8 that knows it. */
const SINCE_MAJOR = 14;
const IS_KNOWN = isMainThread && Number.parseInt(process.versions.v8, 10) >= SINCE_MAJOR;
/** Instances between two looks. */
const INTERVAL = 64;

let made = 0;
let isInForce = false;

/** An instance is about to be made. */
export function considerCollections(): void {
  if (!IS_KNOWN || made++ % INTERVAL !== 0) return;
  const { external, heapTotal } = process.memoryUsage();
  const hasRoom = external + heapTotal < getHeapStatistics().heap_size_limit;
  if (hasRoom === isInForce) return;
  isInForce = hasRoom;
  setFlagsFromString(hasRoom ? `--${POLICY}` : `--no-${POLICY}`);
}
