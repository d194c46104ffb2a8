import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { type Diagnostic, formatDiagnostic } from '../../src/index.ts';

const base: Diagnostic = {
  code: 'AIRSSYS_WIT_TYPE_ANY',
  severity: 'error',
  message: "parameter 'x' of 'run' is any",
  file: '/project/src/a.ts',
  line: 2,
  column: 7,
  length: 3,
};

test('position, frame, hint and docs', () => {
  const diagnostic = { ...base, hint: 'First line.\n  second: line', docs: 'https://example.com' };
  expect(formatDiagnostic(diagnostic, 'one\r\ntwo = any;\r\nthree\r\n', { cwd: '/project' })).toMatchInlineSnapshot(`
    "src/a.ts:2:7 - error AIRSSYS_WIT_TYPE_ANY: parameter 'x' of 'run' is any

    1 | one
    2 | two = any;
      |       ^~~
    3 | three

    hint: First line.
            second: line
    docs: https://example.com"
  `);
});

test('the first line, the last line, and a place over several lines', () => {
  expect(formatDiagnostic({ ...base, line: 1, column: 1, length: 50 }, 'one\ntwo')).toMatchInlineSnapshot(`
    "/project/src/a.ts:1:1 - error AIRSSYS_WIT_TYPE_ANY: parameter 'x' of 'run' is any

    1 | one
      | ^~~
    2 | two
    "
  `);
  expect(formatDiagnostic({ ...base, line: 2, column: 4, length: 1 }, 'one\ntwo')).toMatchInlineSnapshot(`
    "/project/src/a.ts:2:4 - error AIRSSYS_WIT_TYPE_ANY: parameter 'x' of 'run' is any

    1 | one
    2 | two
      |    ^
    "
  `);
});

test('colours only where they are asked for', () => {
  expect(formatDiagnostic(base, 'one\ntwo = any;')).not.toContain('\u001B');
  expect(formatDiagnostic(base, 'one\ntwo = any;', { color: true })).toContain('\u001B[31m^~~\u001B[0m');
});

test('a source that no longer fits leaves the frame out', () => {
  expect(formatDiagnostic({ ...base, line: 9 }, 'one')).not.toContain('|');
  expect(formatDiagnostic(base, '')).not.toContain('|');
});

test('every place in every source gives a frame within 80 columns', () => {
  const sources = fc.array(
    fc.string({ maxLength: 300 }).map((line) => line.replaceAll(/[\r\n]/g, ' ')),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(sources, fc.nat(), fc.nat(), fc.nat(400), (lines, row, at, length) => {
      const line = row % lines.length;
      const text = lines[line] ?? '';
      const diagnostic = { ...base, line: line + 1, column: (at % (text.length + 1)) + 1, length };
      const frame = formatDiagnostic(diagnostic, lines.join('\n'))
        .split('\n')
        .filter((one) => /^ *\d* \|/.test(one));
      expect(frame.some((one) => one.includes('^'))).toBe(text.length > 0 || lines.join('\n') !== '');
      expect(frame.every((one) => one.length <= 80)).toBe(true);
    }),
  );
});
