/** The codes that airssys knows something of, read from the page that lists them. It comes with the package. */
import { readFileSync } from 'node:fs';

/** A row of the page. */
export interface ExplainedCode {
  /** `AIRSSYS_TRAP_OUT_OF_FUEL`; a few that stand beside those of other tools have no prefix. */
  readonly code: string;
  /** The heading above it. */
  readonly area: string;
  /** Whose failure it is: `source` for what is wrong in the author's files. */
  readonly family: string;
  /** Markdown: what happened. */
  readonly meaning: string;
  /** Markdown: what to do. Undefined where the code has a page of its own, which says so. */
  readonly advice: string | undefined;
}

/** Where the pages are, as seen from `src` and from `dist` alike. */
export const DOCS: URL = new URL('../../docs/', import.meta.url);

const PREFIX = 'AIRSSYS_';

/** All of them, in the order of the page. */
export function explainedCodes(): readonly ExplainedCode[] {
  let area = '';
  return readFileSync(new URL('errors.md', DOCS), 'utf8')
    .split('\n')
    .flatMap((line) => {
      area = /^## (.+)/.exec(line)?.[1] ?? area;
      const [code, family = '', meaning = '', advice] = cellsOf(line);
      const [, name] = /^\[?`([A-Z_]+)`/.exec(code ?? '') ?? [];
      return name === undefined ? [] : [{ code: name, area, family, meaning, advice }];
    });
}

/** The one that a user means, who may leave the prefix out and write small letters. */
export function findCode(typed: string, codes: readonly ExplainedCode[]): ExplainedCode | undefined {
  const wanted = bareCode(typed);
  return codes.find(({ code }) => bareCode(code) === wanted);
}

/** `trap-deadline` and `AIRSSYS_TRAP_DEADLINE:` are `TRAP_DEADLINE`. */
export function bareCode(typed: string): string {
  const code = typed.replace(/:$/, '').replaceAll('-', '_').toUpperCase();
  return code.startsWith(PREFIX) ? code.slice(PREFIX.length) : code;
}

/** The cells of a row of a table; none of another line. */
function cellsOf(line: string): readonly string[] {
  if (!line.startsWith('|')) return [];
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
}
