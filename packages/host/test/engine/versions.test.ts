import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryDirectory, written } from '../components.ts';

test.each([
  ['of the transpiler', '@bytecodealliance/jco-transpile'],
  ['of this package', '..'],
])('what another version %s has prepared is not used', async (_name, specifier) => {
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
  vi.doMock(import('node:module'), async (original) => {
    const { findPackageJSON, ...rest } = await original();
    const found: typeof findPackageJSON = (asked, base) =>
      asked === specifier ? packageJson : findPackageJSON(asked, base);
    return { ...rest, findPackageJSON: found };
  });
  expect([await compiled(), await compiled()]).toEqual([false, true]);
  vi.doUnmock('node:module');
  expect(await compiled()).toBe(true);
});
