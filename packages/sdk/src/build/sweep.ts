import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A result that is older is made again when it is asked for. */
const KEPT_MS = 30 * DAY_MS;
/** What a killed build has left under a temporary name. No build takes that long. */
const TEMPORARY_MS = DAY_MS / 24;
const TEMPORARY_NAME = /\.[\da-f]{8}-[\da-f-]{27}(\.tmp)?$|^componentize-/;

/** Removes what has become old in a folder of the cache. What cannot be removed stays: somebody may be using it. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const now = Date.now();
  for (const name of names) {
    const path = join(folder, name);
    const limitMs = TEMPORARY_NAME.test(name) ? TEMPORARY_MS : KEPT_MS;
    const isOld = await stat(path).then(
      ({ mtimeMs }) => now - mtimeMs > limitMs,
      () => false,
    );
    if (isOld) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
