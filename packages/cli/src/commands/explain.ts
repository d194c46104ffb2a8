/** `airssys explain`: what a code means and what to do, from the pages that come with the package. */
import { closest } from '@airssys/model';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { bareCode, type ExplainedCode, explainedCodes, findCode } from '../explain/codes.ts';
import { pageOf } from '../explain/page.ts';
import { plainText, terminalMarkdown } from '../explain/terminal-markdown.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { painter } from '../report/paint.ts';
import { printable, widthOf } from '../report/text.ts';
import { usageError } from '../report/usage-error.ts';

export interface ExplainFlags {
  readonly json?: boolean;
}

/** Prints the page of a code; without one, all codes. @throws AirssysError `AIRSSYS_CLI_USAGE` for a code that there is not. */
export function explain(io: CommandIo, typed: string | undefined, { json }: ExplainFlags): ExitCode {
  const codes = explainedCodes();
  if (typed === undefined) {
    if (json) printJson(io, { codes });
    else io.stdout.write(listOf(codes, io));
    return EXIT.ok;
  }
  const found = findCode(typed, codes);
  if (found === undefined) throw unknownCode(typed, codes);
  const page = pageOf(found);
  if (json) printJson(io, { ...found, page });
  else io.stdout.write(terminalMarkdown(page, painter(io, io.stdout), widthOf(io.stdout)));
  return EXIT.ok;
}

/** By area, one line each, as much of the meaning as fits. */
function listOf(codes: readonly ExplainedCode[], io: CommandIo): string {
  const paint = painter(io, io.stdout);
  const column = Math.max(...codes.map(({ code }) => bareCode(code).length));
  const room = widthOf(io.stdout) - column - 4;
  const lines = codes.flatMap(({ code, area, meaning }, at) => [
    ...(codes[at - 1]?.area === area ? [] : ['', paint.bold(area)]),
    `  ${paint.cyan(bareCode(code).padEnd(column))}  ${shortened(plainText(meaning), room)}`,
  ]);
  return `airssys explain CODE says what to do. AIRSSYS_ may be left out, as it is here.\n${lines.join('\n')}\n`;
}

/** The first sentence where there is no room for more; else whole words, and a sign that there were more. */
function shortened(text: string, room: number): string {
  const [sentence = text] = /^.+?\.(?= )/.exec(text) ?? [];
  const fitting = [text, sentence].find(({ length }) => length <= room);
  if (fitting !== undefined) return fitting;
  const cut = text.slice(0, room - 1);
  return `${cut.slice(0, cut.lastIndexOf(' '))} …`;
}

function unknownCode(typed: string, codes: readonly ExplainedCode[]): Error {
  if (/^ts\d+$/i.test(typed)) {
    return usageError(`${typed} is a code of the TypeScript compiler`, 'Its message says what is wrong.');
  }
  const meant = meantCodes(bareCode(typed), codes);
  const question = meant.length === 0 ? '' : `Did you mean ${oneOf(meant)}? `;
  return usageError(`There is no code ${printable(typed)}`, `${question}airssys explain lists all of them.`);
}

const MAX_MEANT = 4;

/** Those that have what was typed as words in them; else those that are spelled most alike, with or without the word of their area. */
function meantCodes(bare: string, codes: readonly ExplainedCode[]): readonly string[] {
  const having = codes.filter(({ code }) => `_${code}_`.includes(`_${bare}_`));
  if (having.length > 0 && having.length <= MAX_MEANT) return having.map(({ code }) => code);
  const spellings = (code: string): readonly string[] => [bareCode(code), bareCode(code).replace(/^[A-Z]+_/, '')];
  const near = closest(
    bare,
    codes.flatMap(({ code }) => spellings(code)),
  );
  if (near === undefined) return [];
  const alike = codes.filter(({ code }) => spellings(code).includes(near));
  return alike.slice(0, MAX_MEANT).map(({ code }) => code);
}

const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
