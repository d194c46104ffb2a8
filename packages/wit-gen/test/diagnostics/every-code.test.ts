import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BIND_CODES, DIAGNOSTIC_CODES, READ_CODES } from '../../src/index.ts';

const TESTS = join(import.meta.dirname, '..');
/** A diagnostic as formatDiagnostic prints it, in an inline snapshot; the test that it stands in proves it. */
const SHOWN = /^\s*"?\S+:\d+:\d+ - (?:error|warning) (AIRSSYS_WIT_\w+): \S/gm;

test('every code of the list has a test that shows its text, and no other is shown', () => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const shown = files
    .filter((name) => !name.endsWith('format.test.ts')) // its diagnostics are made up
    .flatMap((name) => [...readFileSync(join(TESTS, name), 'utf8').matchAll(SHOWN)].map(([, code]) => code));
  const known = { ...DIAGNOSTIC_CODES, ...READ_CODES, ...BIND_CODES };
  expect(Object.keys(known).filter((code) => !shown.includes(code))).toEqual([]);
  expect(shown.filter((code) => !Object.hasOwn(known, code ?? ''))).toEqual([]);
});
