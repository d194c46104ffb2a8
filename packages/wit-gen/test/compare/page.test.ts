/** docs/interfaces.md and the closed list of kinds say the same, both ways. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHANGE_KINDS } from '../../src/index.ts';

const page = readFileSync(new URL('../../../../docs/interfaces.md', import.meta.url), 'utf8');

test('every kind of change is in the table of the page, and no other', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` +\| (.+?) +\|/gm)].map(([, kind, what]) => [kind, what]);
  expect(Object.fromEntries(rows)).toEqual(CHANGE_KINDS);
});
