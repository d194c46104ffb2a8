import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ComponentPreparation } from '../src/load/prepare-component.ts';

vi.setConfig({ testTimeout: 120_000 });

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);

test('what is prepared is in the cache', async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'airssys-prepared-'));
  vi.stubEnv('AIRSSYS_CACHE_DIR', cacheDir);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(cacheDir, { recursive: true, force: true });
  });
  await using preparation = new ComponentPreparation();
  const built = async (name: string): Promise<boolean> =>
    (await buildComponent({ entry: fixture(name), engine: 'quickjs', outDir: false, cacheDir })).fromCache;

  await Promise.all([preparation.prepare(fixture('dice.ts')), preparation.prepare(fixture('nothing.ts'))]);

  expect(await built('dice.ts')).toBe(true);
});
