import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildComponent, type BuildResult } from '@airssys/sdk/build';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ComponentPreparation } from '../src/load/prepare-component.ts';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);

/** A cache of the test's own. */
async function emptyCache(): Promise<string> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'airssys-prepared-'));
  vi.stubEnv('AIRSSYS_CACHE_DIR', cacheDir);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(cacheDir, { recursive: true, force: true });
  });
  return cacheDir;
}

test('what is prepared is in the cache', async () => {
  const cacheDir = await emptyCache();
  await using preparation = new ComponentPreparation(import.meta.dirname);
  const built = async (name: string): Promise<boolean> =>
    (await buildComponent({ entry: fixture(name), engine: 'quickjs', outDir: false, cacheDir })).fromCache;

  await Promise.all([preparation.prepare(fixture('dice.ts')), preparation.prepare(fixture('nothing.ts'))]);

  expect(await built('dice.ts')).toBe(true);
});

test('so is each version of what is being written, and nothing of one with errors', async () => {
  const cacheDir = await emptyCache();
  // Inside of the package, where the SDK is found.
  const project = await mkdtemp(join(import.meta.dirname, 'fixtures/edited-'));
  onTestFinished(async () => await rm(project, { recursive: true, force: true }));
  const entry = join(project, 'edited.ts');
  const dice = await readFile(fixture('dice.ts'), 'utf8');
  const write = async (text: string): Promise<void> => {
    await writeFile(entry, text);
    const past = new Date(Date.now() - 10_000);
    await utimes(entry, past, past);
  };
  const build = async (useCache: boolean): Promise<BuildResult> =>
    await buildComponent({ entry, engine: 'quickjs', outDir: false, cacheDir, useCache });
  await using preparation = new ComponentPreparation(import.meta.dirname);
  for (const round of [1, 2, 3]) {
    await write(`${dice}\nexport const round = ${round};\n(globalThis as { round?: number }).round = round;\n`);
    await preparation.prepare(entry, true);
    const prepared = await build(true);
    expect(prepared.fromCache).toBe(true);
    // The last ones are made by the quick way, and are the same to the byte.
    if (round === 3) expect(Buffer.compare(prepared.component, (await build(false)).component)).toBe(0);
  }
  await write(`${dice}\nexport const wrong: number = 'text';\n`);
  await preparation.prepare(entry, true);
  await expect(build(true)).rejects.toMatchObject({ code: 'AIRSSYS_BUILD_SOURCE' });
});
