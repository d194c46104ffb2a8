import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultCacheDir } from '../../src/engine/cache-dir.ts';
import { temporaryDirectory } from '../components.ts';

let temp: string;
let own: string;

beforeEach(() => {
  temp = temporaryDirectory();
  own = join(temp, `airssys-${process.getuid?.()}`);
  vi.stubEnv('TMPDIR', temp);
  vi.stubEnv('AIRSSYS_CACHE_DIR', '');
});

afterEach(() => void vi.unstubAllEnvs());

test('is what the environment says', () => {
  vi.stubEnv('AIRSSYS_CACHE_DIR', '/some/where');
  expect(defaultCacheDir()).toBe('/some/where');
});

test.skipIf(process.platform === 'win32')('is a directory for this user alone', () => {
  expect([defaultCacheDir(), defaultCacheDir()]).toEqual([own, own]);
  expect(statSync(own).mode & 0o777).toBe(0o700);
});

test.skipIf(process.platform === 'win32')('is refused where others could have put something', () => {
  const refused = expect.objectContaining({
    code: 'AIRSSYS_CONFIG_INVALID',
    message: `The cache directory ${own} is not this user's alone`,
  });
  mkdirSync(own);
  chmodSync(own, 0o777);
  expect(() => defaultCacheDir()).toThrow(refused);
  rmSync(own, { recursive: true });
  symlinkSync(temp, own);
  expect(() => defaultCacheDir()).toThrow(refused);
});
