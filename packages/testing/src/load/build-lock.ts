/**
 * Lets one process at a time build a component, so that parallel test files do the work once: the others wait and find it in
 * the build's cache. It saves time and nothing hangs on it: builds at the same time are safe, so where the lock cannot be had
 * (a read-only directory, a holder that was killed or takes too long), the work is done without.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;
/** A lock without its owner's name for so long was left by a process that died while taking it. */
const UNNAMED_STALE_MS = 5_000;
const MAX_WAIT_MS = 120_000;
const OWNER_FILE = 'owner';

/** The lock of a component: of one engine, and one way of building it. */
export function buildLock(cacheDir: string, ...key: readonly string[]): string {
  return join(cacheDir, 'locks', createHash('sha256').update(key.join(' ')).digest('hex').slice(0, 32));
}

/** Does the work while holding the directory `dir` as a lock. */
export async function withBuildLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const owner = `${process.pid} ${randomUUID()}`;
  const isHeld = await acquire(dir, owner);
  try {
    return await work();
  } finally {
    if (isHeld && (await ownerOf(dir)) === owner) await rm(dir, { recursive: true, force: true });
  }
}

async function acquire(dir: string, owner: string): Promise<boolean> {
  const until = Date.now() + MAX_WAIT_MS;
  const hasPlace = await mkdir(dirname(dir), { recursive: true }).then(
    () => true,
    () => false,
  );
  if (!hasPlace) return false;
  do {
    try {
      await mkdir(dir);
      await writeFile(join(dir, OWNER_FILE), owner);
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
    }
    if (await isStale(dir)) await remove(dir);
    else await sleep(POLL_MS);
  } while (Date.now() < until);
  return false;
}

async function isStale(dir: string): Promise<boolean> {
  const pid = Number((await ownerOf(dir))?.split(' ')[0]);
  if (pid > 0) return !isAlive(pid);
  const since = await stat(dir).then(
    ({ mtimeMs }) => mtimeMs,
    () => Infinity,
  );
  return Date.now() - since > UNNAMED_STALE_MS;
}

const ownerOf = (dir: string): Promise<string | undefined> =>
  readFile(join(dir, OWNER_FILE), 'utf8').catch(() => undefined);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is alive, and not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Renamed first: of several who find it stale, one removes it. */
async function remove(dir: string): Promise<void> {
  const grave = `${dir}.${randomUUID()}`;
  await rename(dir, grave).catch(() => {});
  await rm(grave, { recursive: true, force: true });
}
