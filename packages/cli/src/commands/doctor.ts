/** `airssys doctor`: what is not as it is to be on this machine and in this project, and how to mend it. */
import { CHECKS } from '../doctor/checks.ts';
import type { Finding, FindingState } from '../doctor/check.ts';
import { readProject } from '../doctor/project.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { type Paint, painter } from '../report/paint.ts';
import { printable, widthOf, wrap } from '../report/text.ts';

export interface DoctorFlags {
  readonly json?: boolean;
}

/** Answers 1 where something must be mended. */
export async function doctor(io: CommandIo, { json }: DoctorFlags): Promise<ExitCode> {
  const context = { io, project: readProject(process.cwd()) };
  const paint = painter(io, io.stdout);
  const found: ({ readonly name: string } & Finding)[] = [];
  // One after the other: two of them compile, and lines come in the same order each time.
  for (const { name, run } of CHECKS) {
    const finding = await run(context);
    found.push({ name, ...finding });
    if (!json) io.stdout.write(lines(name, finding, paint, widthOf(io.stdout)));
  }
  const count = found.filter(({ state }) => state === 'mend').length;
  if (json) printJson(io, { ok: count === 0, checks: found });
  else io.stdout.write(`\n${count === 0 ? paint.green('Nothing is to be mended.') : paint.red(`${count} to mend.`)}\n`);
  return count === 0 ? EXIT.ok : EXIT.failed;
}

const MARKS: Readonly<Record<FindingState, readonly [word: string, colour: keyof Paint]>> = {
  ok: ['ok', 'green'],
  note: ['note', 'yellow'],
  mend: ['MEND', 'red'],
  skipped: ['-', 'dim'],
};
const MARK_WIDTH = 6;

function lines(name: string, { state, message, hint }: Finding, paint: Paint, width: number): string {
  const [word, colour] = MARKS[state];
  const text = wrap(printable(`${name}: ${message}`), width - MARK_WIDTH, MARK_WIDTH);
  const advice = hint === undefined ? '' : `${' '.repeat(MARK_WIDTH)}${hintLines(hint, paint, width)}\n`;
  return `${paint[colour](word)}${' '.repeat(MARK_WIDTH - word.length)}${text.replace(name, paint.bold(name))}\n${advice}`;
}

function hintLines(hint: string, paint: Paint, width: number): string {
  const text = wrap(printable(`hint: ${hint}`), width - MARK_WIDTH, MARK_WIDTH);
  return text.replace('hint:', paint.green('hint:'));
}
