/** The page about errors and the closed list of codes say the same, both ways. */
import { readdirSync, readFileSync } from 'node:fs';
import { ERROR_CODES } from '@airssys/model';
import { BIND_CODES, DIAGNOSTIC_CODES, READ_CODES } from '@airssys/wit-gen';
import { expect, test } from 'vitest';

const PAGES = '../packages/cli/docs/diagnostics/';
const page = readFileSync(new URL('../packages/cli/docs/errors.md', import.meta.url), 'utf8');
/** `| CODE | family | …` and `| CODE | …`, by code. */
const documented = new Map(
  [...page.matchAll(/^\| +\[?`(AIRSSYS_\w+)`(?:\]\(diagnostics\/\1\.md\))? +\| +(\w+) +\|/gm)].map(
    ([, code, family]) => [code, family],
  ),
);

test('every error code is documented with its family, and no other', () => {
  const codes = Object.fromEntries([...documented].filter(([, family]) => family !== 'source'));
  expect(codes).toEqual(ERROR_CODES);
});

test('every diagnostic links to its page, which begins with what the list says', () => {
  const rows = [...page.matchAll(/^\| \[`(AIRSSYS_\w+)`\]\(diagnostics\/\1\.md\) +\| source \| (.+?) +\|$/gm)];
  expect(rows.map(([, code]) => `${code}.md`).toSorted()).toEqual(
    readdirSync(new URL(PAGES, import.meta.url)).toSorted(),
  );
  for (const [, code = '', meaning = ''] of rows) {
    const text = readFileSync(new URL(`${PAGES}${code}.md`, import.meta.url), 'utf8');
    expect(text).toMatch(`# ${code}\n\n`);
    expect(text.split('\n\n')[1]?.replaceAll('\n', ' ')).toBe(meaning);
  }
});

test('every diagnostic of the analysis and of WIT texts is documented, and no other', () => {
  const codes = [...documented].filter(([, family]) => family === 'source').map(([code]) => code);
  expect(codes.toSorted()).toEqual(
    [
      ...Object.keys(DIAGNOSTIC_CODES),
      ...Object.keys(READ_CODES),
      ...Object.keys(BIND_CODES),
      'AIRSSYS_BUILD_INTERFACE',
      'AIRSSYS_BUILD_UNREQUESTED',
      'AIRSSYS_BUILD_UNUSED',
    ].toSorted(),
  );
});
