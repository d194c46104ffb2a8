/** Each code that a user can meet is explained, in words that fit a terminal. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '@airssys/model';
import { BIND_CODES, DIAGNOSTIC_CODES, READ_CODES } from '@airssys/wit-gen';
import { describe, expect, it } from 'vitest';
import { explainedCodes } from '../src/explain/codes.ts';
import { terminalMarkdown } from '../src/explain/terminal-markdown.ts';
import { painter } from '../src/report/paint.ts';
import { airssys, PACKAGE_DIR } from './support/command.ts';

const PACKAGES = join(PACKAGE_DIR, '..');
const VARIABLE = /^AIRSSYS_(CACHE_DIR|CACHE_MAX_BYTES|PROCESS|SECRET_)$/;

/** What stands in quotes in the sources as codes do; and what else stands where a diagnostic has its code. */
function codesInSources(): readonly string[] {
  const found = globSync('*/src/**/*.ts', { cwd: PACKAGES }).flatMap((path) => {
    const text = readFileSync(join(PACKAGES, path), 'utf8');
    return [...text.matchAll(/'(AIRSSYS_[A-Z_]+)'|code: '(BUNDLE|TOP_LEVEL|INTERNAL)'/g)].map(
      ([, ours, other]) => ours ?? other ?? '',
    );
  });
  return [...new Set(found)].filter((code) => !VARIABLE.test(code));
}

const LISTED = [...Object.keys(ERROR_CODES), ...Object.keys({ ...DIAGNOSTIC_CODES, ...READ_CODES, ...BIND_CODES })];

describe('every code', () => {
  it('of the lists and of the sources is explained, and no other', () => {
    const inSources = codesInSources();
    expect(inSources).toEqual(expect.arrayContaining(['AIRSSYS_BUILD_UNREQUESTED', 'BUNDLE', 'TOP_LEVEL', 'INTERNAL']));
    const explained = explainedCodes().map(({ code }) => code);
    expect(explained.toSorted()).toEqual([...new Set([...LISTED, ...inSources])].toSorted());
  });

  it('has a text of several paragraphs within 80 columns, without signs of Markdown', async () => {
    for (const { code, family } of explainedCodes()) {
      const { code: exit, stdout, stderr } = await airssys(['explain', code]);
      expect([exit, stderr]).toEqual([0, '']);
      const [title, ...paragraphs] = stdout.trimEnd().split('\n\n');
      expect(title).toBe(code);
      expect([code, paragraphs.length]).toEqual([code, expect.toSatisfy((count: number) => count >= 3)]);
      if (family !== 'source') expect(paragraphs.at(-1)).toMatch(/^What to do: [A-Za-z`]/);
      const lines = stdout.split('\n');
      expect([code, lines.filter((line) => line.length > 80 || line.endsWith(' '))]).toEqual([code, []]);
      const prose = lines.filter((line) => !line.startsWith('  ')).map((line) => line.replaceAll(/`[^`]+`/g, 'code'));
      expect([code, prose.filter((line) => /```|\*\*|\]\(|^#|^\|/.test(line))]).toEqual([code, []]);
    }
  });
});

it('prints the page of a diagnostic, with what is wrong and how it is mended', async () => {
  const { stdout } = await airssys(['explain', 'AIRSSYS_WIT_TYPE_BIGINT']);
  expect(stdout).toMatchInlineSnapshot(`
    "AIRSSYS_WIT_TYPE_BIGINT

    A type is bigint, whose sign and range are open.

    A \`bigint\` has any size and either sign. WIT has integers of 64 bits, with a
    sign and without.

    Wrong:

      @component({ id: 'acme:shop', version: '1.0.0' })
      export class Shop {
        // ↓ here
        @operation() total(cents: bigint[]): u64 {
          return cents.reduce((sum, one) => sum + one, 0n);
        }
      }

    Say which one it is: \`u64\` or \`s64\`. They are \`bigint\` in TypeScript, and their
    range is checked at the boundary.

    Mended:

      @component({ id: 'acme:shop', version: '1.0.0' })
      export class Shop {
        @operation() total(cents: u64[]): u64 {
          return cents.reduce((sum, one) => sum + one, 0n);
        }
      }
    "
  `);
});

it('prints what is said of another error', async () => {
  const { stdout } = await airssys(['explain', 'AIRSSYS_SOURCE_INVALID']);
  expect(stdout).toMatchInlineSnapshot(`
    "AIRSSYS_SOURCE_INVALID

    A place that components come from is not spelled as one, is not protected, or
    has something else than a component of the size that is allowed.

    The host failed, or whoever called it.

    What to do: Write the place as \`oci://HOST/NAME:TAG\`, \`npm:NAME@VERSION\`,
    \`https://…\` or the path of a file, and see that it is a component that was
    published.
    "
  `);
});

it.each(['trap-out-of-fuel', 'AIRSSYS_TRAP_OUT_OF_FUEL:', 'Trap_Out_Of_Fuel', 'airssys_trap_out_of_fuel'])(
  'takes %s',
  async (typed) => {
    expect((await airssys(['explain', typed])).stdout).toContain('AIRSSYS_TRAP_OUT_OF_FUEL\n\nThe call used up');
  },
);

it.each([
  ['typ-any', /^hint: Did you mean AIRSSYS_WIT_TYPE_ANY\? /m],
  ['trap_out_of_feul', /^hint: Did you mean AIRSSYS_TRAP_OUT_OF_FUEL\? airssys explain lists all of them\.$/m],
  ['sdk_missing', /^hint: Did you mean AIRSSYS_WIT_SDK_MISSING\? /m],
  ['missing', /^hint: Did you mean AIRSSYS_BUILD_MISSING_FILE,/m],
  ['AIRSSYS_NOTHING_LIKE_IT_AT_ALL', /^hint: airssys explain lists all of them\.$/m],
  ['TS2322', /^hint: Its message says what is wrong\.$/m],
])('answers %s with what may have been meant', async (typed, hint) => {
  const { code, stdout, stderr } = await airssys(['explain', typed]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error AIRSSYS_CLI_USAGE: /);
  expect(stderr).toMatch(hint);
});

it('lists all codes by area, one line each within 80 columns', async () => {
  const { stdout } = await airssys(['explain']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const codes = lines.filter((line) => line.startsWith('  ')).map((line) => line.trim().split(' ')[0] ?? '');
  expect(codes.map((code) => (/^(BUNDLE|TOP_LEVEL|INTERNAL)$/.test(code) ? code : `AIRSSYS_${code}`))).toEqual(
    explainedCodes().map(({ code }) => code),
  );
  expect(lines.filter((line) => /^\S/.test(line))).toMatchInlineSnapshot(`
    [
      "airssys explain CODE says what to do. AIRSSYS_ may be left out, as it is here.",
      "Building",
      "Components and their values",
      "Composition and pipelines",
      "Instances and their calls",
      "Traps",
      "Capabilities and the audit log",
      "The host",
      "Updates",
      "Supervision",
      "Distribution and signatures",
      "Storage",
      "Messages",
      "Tests and recordings",
      "The command",
      "Diagnostics of the sources",
      "Complaints about WIT",
      "Codes without the prefix",
    ]
  `);
});

it('prints documents', async () => {
  const one = JSON.parse((await airssys(['explain', 'build_unused', '--json'])).stdout) as Record<string, string>;
  expect(one).toMatchObject({ code: 'AIRSSYS_BUILD_UNUSED', area: 'Diagnostics of the sources', family: 'source' });
  expect(one['page']).toBe(readFileSync(join(PACKAGE_DIR, 'docs/diagnostics/AIRSSYS_BUILD_UNUSED.md'), 'utf8'));
  const all = JSON.parse((await airssys(['explain', '--json'])).stdout) as { readonly codes: readonly unknown[] };
  expect(all.codes).toEqual(JSON.parse(JSON.stringify(explainedCodes())));
});

describe('Markdown in a terminal', () => {
  const paint = (isTerminal: boolean): Parameters<typeof terminalMarkdown>[1] => {
    const output = { isTerminal, columns: 40, write: () => {} };
    return painter({ env: {} } as Parameters<typeof painter>[0], output); // it reads no more of it
  };
  const text = `# Title

A **strong** word, \`orders.**\` and \`**\`, a [page](other.md) and
a [site](https://example.com).

- An item that is longer than the line is wide
  and goes on.
- Another.

1. First.

\`\`\`ts wrong
// ↓ here
const a = 1;

const b = 2;
\`\`\`
`;

  it('is plain where nobody looks', () => {
    expect(terminalMarkdown(text, paint(false), 40)).toMatchInlineSnapshot(`
      "Title

      A strong word, \`orders.**\` and \`**\`,
      a page and a site (https://example.com).

      - An item that is longer than the line
        is wide and goes on.
      - Another.

      1. First.

      Wrong:

        // ↓ here
        const a = 1;

        const b = 2;
      "
    `);
  });

  it('has colours where somebody does', () => {
    const coloured = terminalMarkdown(text, paint(true), 40);
    expect(coloured).toContain('\u001B[1mTitle\u001B[22m');
    expect(coloured).toContain('\u001B[36m`orders.**`\u001B[39m');
    expect(coloured).toContain('\u001B[31mWrong:\u001B[39m');
    // Nothing but colours differs.
    const colour = /\u001B\[\d+m/g; // oxlint-disable-line no-control-regex
    expect(coloured.replaceAll(colour, '')).toBe(terminalMarkdown(text, paint(false), 40));
  });
});
