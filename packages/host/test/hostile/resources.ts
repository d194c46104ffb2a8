/** What the process holds: what must be level between the warm-up and the end. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export interface Resources {
  /** Resident memory, in MiB. */
  readonly residentMb: number;
  /** Memory that JavaScript holds, that of WebAssembly's memories included, in MiB. */
  readonly heldMb: number;
  /** What keeps the event loop alive, by kind. */
  readonly active: Readonly<Record<string, number>>;
  /** Open files and threads; 0 where the system does not tell. */
  readonly files: number;
  readonly threads: number;
}

/** After garbage has been collected and threads have ended. */
export async function settledResources(): Promise<Resources> {
  for (let round = 0; round < 5; round += 1) {
    await wait(50);
    globalThis.gc?.();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const active: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().sort()) active[kind] = (active[kind] ?? 0) + 1;
  return {
    residentMb: Math.round(rss / 2 ** 20),
    heldMb: Math.round((heapUsed + external) / 2 ** 20),
    active,
    files: countOf(() => readdirSync('/proc/self/fd').length),
    threads: countOf(() => Number(/^Threads:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])),
  };
}

function countOf(read: () => number): number {
  try {
    return read();
  } catch {
    return 0;
  }
}

/** Resident memory goes up and down with what V8 keeps for later; it must not go up with the number of runs. */
const RESIDENT_GROWTH_MB = 150;
const HELD_GROWTH_MB = 20;
/** Node and V8 start threads and open files when they first need them. A leak would be one for each run. */
const FILES_GROWTH = 8;
const THREADS_GROWTH = 4;
const HANDLES_GROWTH = 2;

/** What has grown. Memory is compared only where garbage was collected (`--expose-gc`). */
export function growth(before: Resources, after: Resources): readonly string[] {
  const found: string[] = [];
  const compare = (what: string, from: number, to: number, allowed: number): void => {
    if (to - from > allowed) found.push(`${what} went from ${from} to ${to}`);
  };
  if (globalThis.gc !== undefined) {
    compare('resident memory (MiB)', before.residentMb, after.residentMb, RESIDENT_GROWTH_MB);
    compare('memory held (MiB)', before.heldMb, after.heldMb, HELD_GROWTH_MB);
  }
  compare('open files', before.files, after.files, FILES_GROWTH);
  compare('threads', before.threads, after.threads, THREADS_GROWTH);
  for (const [kind, count] of Object.entries(after.active))
    compare(kind, before.active[kind] ?? 0, count, HANDLES_GROWTH);
  return found;
}
