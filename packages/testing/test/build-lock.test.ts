import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withBuildLock } from '../src/load/build-lock.ts';

async function lockPath(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'airssys-lock-'));
  onTestFinished(async () => await rm(dir, { recursive: true, force: true }));
  return join(dir, 'locks', 'one');
}

test('work under one lock is done one after the other', async () => {
  const lock = await lockPath();
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, (inside += 1));
    await new Promise((done) => setTimeout(done, 10));
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withBuildLock(lock, work)));
  expect(most).toBe(1);
  expect(await readdir(join(lock, '..'))).toEqual([]);
});

test('a lock whose process is gone gives way', async () => {
  const lock = await lockPath();
  await mkdir(lock, { recursive: true });
  // Above the largest process id of Linux.
  await writeFile(join(lock, 'owner'), '4194305 someone');
  expect(await withBuildLock(lock, async () => 'done')).toBe('done');
});

test('a failure lets go of the lock', async () => {
  const lock = await lockPath();
  await expect(withBuildLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await withBuildLock(lock, async () => 'done')).toBe('done');
});

test('where there can be no lock, the work is done without', async () => {
  expect(await withBuildLock('/dev/null/lock', async () => 'done')).toBe('done');
});
