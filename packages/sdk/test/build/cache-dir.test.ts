import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultCacheDir } from '../../src/build/cache-dir.ts';

const POSIX = process.platform !== 'win32';
let temp: string;
let own: string;

beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'airssys-test-'));
  own = join(temp, `airssys-${process.getuid?.()}`);
  vi.stubEnv('TMPDIR', temp);
  vi.stubEnv('AIRSSYS_CACHE_DIR', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temp, { recursive: true, force: true });
});

test('is what the environment says, else in the nearest node_modules', () => {
  mkdirSync(join(temp, 'node_modules'));
  expect(defaultCacheDir(join(temp, 'a/b'))).toBe(join(temp, 'node_modules/.cache/airssys'));
  vi.stubEnv('AIRSSYS_CACHE_DIR', '/some/where');
  expect(defaultCacheDir(temp)).toBe('/some/where');
});

test.runIf(POSIX)('is else one per project in a directory for this user alone', () => {
  const [a, again, b] = ['a', 'a', 'b'].map((name) => defaultCacheDir(join(temp, name)));
  expect(again).toBe(a);
  expect(b).not.toBe(a);
  expect(dirname(a ?? '')).toBe(own);
  expect(statSync(own).mode & 0o777).toBe(0o700);
});

test.runIf(POSIX)('is refused where others could have put something', () => {
  const refused = expect.objectContaining({
    code: 'AIRSSYS_BUILD_CONFIG',
    message: `The cache directory ${own} is not this user's alone`,
  });
  mkdirSync(own);
  chmodSync(own, 0o777);
  expect(() => defaultCacheDir(temp)).toThrow(refused);
  rmSync(own, { recursive: true });
  symlinkSync(temp, own);
  expect(() => defaultCacheDir(temp)).toThrow(refused);
});

test.runIf(POSIX && process.getuid?.() === 0)('is refused where it is of another user', async () => {
  const { chownSync } = await import('node:fs');
  mkdirSync(own, { mode: 0o700 });
  chownSync(own, 1234, 1234);
  expect(() => defaultCacheDir(temp)).toThrow(/not this user's alone/);
});
