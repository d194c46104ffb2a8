import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryDirectory, written } from '../components.ts';

test('what another version of the transpiler has prepared is not used', async () => {
  const dir = temporaryDirectory();
  const bytes = await written({ core: '(func (export "run") (result i32) (i32.const 42))' });
  const compiled = async (): Promise<boolean> => {
    vi.resetModules();
    const { Engine } = await import('../../src/engine/engine.ts');
    const engine = new Engine({ cacheDir: join(dir, 'cache'), metering: 'exact', suspendingImports: [] });
    return (await engine.compile(bytes, 'it')).fromCache;
  };
  expect([await compiled(), await compiled()]).toEqual([false, true]);
  const packageJson = join(dir, 'package.json');
  writeFileSync(packageJson, '{ "version": "99.0.0" }');
  vi.doMock(import('node:module'), async (original) => ({ ...(await original()), findPackageJSON: () => packageJson }));
  expect([await compiled(), await compiled()]).toEqual([false, true]);
  vi.doUnmock('node:module');
  expect(await compiled()).toBe(true);
});
