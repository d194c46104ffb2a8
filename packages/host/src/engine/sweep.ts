/**
 * Keeps a folder of the cache bounded. Its entries are folders; the time of change of each is when it was last used.
 *
 * INVARIANT: an entry is taken away as a whole, by one rename, and only where nobody has used it for a while. A reader marks an
 * entry as used before it reads the first file, so it finds the entry whole, or finds that it has gone.
 */
import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** An entry that nobody has used for so long is made again when it is asked for. */
const KEPT_MS = 30 * DAY_MS;
/** What a killed process has left under a temporary name. Nothing takes that long to prepare. */
const TEMPORARY_MS = 60 * MINUTE_MS;
const TEMPORARY_NAME = /\.[\da-f]{8}-[\da-f-]{27}$/;
/** Somebody may still be reading an entry that was used within this time: it stays, however large the folder is. */
const IN_USE_MS = 5 * MINUTE_MS;

/** After so long, others may have put much into a folder that this process knows of. */
const KNOWN_MS = MINUTE_MS;

interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly idleMs: number;
}

/** A name under which nobody looks for an entry; what is left of it is swept. */
export const temporaryName = (path: string): string => `${path}.${randomUUID()}`;

/** Notes that an entry is used now. */
export async function markUsed(path: string): Promise<void> {
  const now = new Date();
  // One that is gone is noticed when it is read; one in a folder that is read-only has no order of use.
  await utimes(path, now, now).catch(() => {});
}

/** By folder, what was there when this process looked last, and what it has put there since. */
const known = new Map<string, { readonly atMs: number; bytes: number }>();

/**
 * Sweeps a folder in which this process has put an entry of so many bytes. A sweep looks at all entries: where the folder was swept
 * within the last minute, and by what this process knows still takes no more than `maxBytes`, there is none.
 */
export async function sweepAfter(folder: string, bytes: number, maxBytes: number): Promise<void> {
  const last = known.get(folder);
  if (last !== undefined) {
    last.bytes += bytes;
    if (last.bytes <= maxBytes && performance.now() - last.atMs < KNOWN_MS) return;
  }
  const atMs = performance.now();
  known.set(folder, { atMs, bytes: await sweep(folder, maxBytes) });
}

/**
 * Removes what has become old, then the least recently used entries until the rest takes no more than `maxBytes`. Those used
 * within five minutes stay. What cannot be removed stays, too. Answers what the rest takes.
 */
export async function sweep(folder: string, maxBytes: number): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const entries: Entry[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const idleMs = await idleTime(path);
    if (TEMPORARY_NAME.test(name)) {
      if (idleMs > TEMPORARY_MS) await remove(path);
    } else if (idleMs > KEPT_MS) await takeAway(path);
    else entries.push({ path, bytes: await sizeOf(path), idleMs });
  }
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of entries.toSorted((one, other) => other.idleMs - one.idleMs)) {
    // Somebody may have used it, or taken it away, since it was looked at.
    if (total <= maxBytes || (await idleTime(path)) <= IN_USE_MS) break;
    await takeAway(path);
    total -= bytes;
  }
  return total;
}

/** Milliseconds since its last use. None for what has gone meanwhile. */
async function idleTime(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

/** Bytes of the files in an entry, which has no folders. */
async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(path, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function takeAway(path: string): Promise<void> {
  const aside = temporaryName(path);
  const isMine = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (isMine) await remove(aside);
}

const remove = async (path: string): Promise<void> => await rm(path, { recursive: true, force: true }).catch(() => {});
