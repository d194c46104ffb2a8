/** Which file a path in a test means. */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AirssysError } from '@airssys/model';
import { expect } from 'vitest';

/** The test file that is running. */
export function currentTestFile(): string | undefined {
  return expect.getState().testPath;
}

/**
 * Absolute path of what a test names: a URL (`new URL('./counter.ts', import.meta.url)`), an absolute path, or one that is
 * relative to the test file.
 */
export function locate(path: string | URL, testFile: string | undefined): string {
  if (path instanceof URL || path.startsWith('file:')) return fileURLToPath(path);
  return resolve(testFile === undefined ? '.' : dirname(testFile), path);
}

/** @throws AirssysError `AIRSSYS_TEST_MOUNT` where there is no such file, with the place that was looked at. */
export function locateComponent(path: string | URL, testFile: string | undefined): string {
  const file = locate(path, testFile);
  if (existsSync(file)) return file;
  const from = testFile === undefined ? 'the current directory' : `the test file ${relative(process.cwd(), testFile)}`;
  const hint =
    path instanceof URL
      ? 'Name the .ts file with the component class, or a built .wasm.'
      : `A relative path is relative to ${from}. From another file, pass new URL('${path}', import.meta.url).`;
  throw new AirssysError('AIRSSYS_TEST_MOUNT', `There is no component ${String(path)}: looked for ${file}`, {
    hint,
    data: { path: file },
  });
}
