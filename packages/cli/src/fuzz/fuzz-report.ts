/** How a search is told: a line that changes while it goes on, and what was found, as text or JSON. */
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { formatCount, formatMs } from '../report/numbers.ts';
import { painter } from '../report/paint.ts';
import { printable, shownPath, widthOf, wrap } from '../report/text.ts';
import type { Attempts } from './attempt.ts';
import { type Finding, printAnswers, printCalls } from './finding.ts';
import type { FuzzEnd, Progress } from './fuzzer.ts';
import type { Target, Targets } from './target.ts';

export interface FuzzReportOptions {
  readonly json: boolean;
  readonly attempts: Attempts;
  readonly skipped: Targets['skipped'];
}

export interface FuzzFacts {
  readonly seed: number;
  readonly targets: readonly Target[];
  /** The file with the tests, where one was asked for. */
  readonly out: string | undefined;
  readonly isInterrupted: boolean;
}

const PROGRESS_EVERY_MS = 200;
/** Longer inputs are shown in part; the file with the tests has all of it. */
const MAX_SHOWN = 300;

export class FuzzReport {
  readonly #io: CommandIo;
  readonly #options: FuzzReportOptions;
  readonly #startedAt = performance.now();
  #toldAt = -Infinity;

  constructor(io: CommandIo, options: FuzzReportOptions) {
    this.#io = io;
    this.#options = options;
  }

  progress({ inputs, findings, isShrinking }: Progress): void {
    const { stderr } = this.#io;
    const now = performance.now();
    if (!stderr.isTerminal || this.#options.json || now - this.#toldAt < PROGRESS_EVERY_MS) return;
    this.#toldAt = now;
    const text = `${formatCount(inputs)} inputs, ${counted(findings)}, ${formatMs(now - this.#startedAt)}${isShrinking ? ', shrinking' : ''}`;
    stderr.write(`\r\u001B[K${text.slice(0, stderr.columns - 1)}`);
  }

  /** Told at once: a search may be long. */
  finding({ operation, kind }: Finding): void {
    const { stderr } = this.#io;
    if (this.#options.json) return;
    stderr.write(`${stderr.isTerminal ? '\r\u001B[K' : ''}${printable(`found: ${operation}: ${kind}`)}\n`);
  }

  end(end: FuzzEnd, facts: FuzzFacts): void {
    if (this.#options.json) return printJson(this.#io, this.#documentOf(end, facts));
    if (this.#io.stderr.isTerminal) this.#io.stderr.write('\r\u001B[K');
    const { stdout } = this.#io;
    const paint = painter(this.#io, stdout);
    const { findings, inputs } = end;
    for (const [at, finding] of findings.entries()) {
      const [head, ...more] = linesOf(finding, widthOf(stdout));
      stdout.write(`${at + 1}. ${paint.red(head ?? '')}\n${more.join('\n')}\n\n`);
    }
    const { out, seed, targets, isInterrupted } = facts;
    const took = formatMs(performance.now() - this.#startedAt);
    const what = `${isInterrupted ? 'Interrupted: ' : ''}${formatCount(inputs)} inputs for ${namesOf(targets)} in ${took}, seed ${seed}: ${counted(findings.length)}`;
    stdout.write(`${wrap(printable(what), widthOf(stdout), 2)}\n`);
    for (const note of this.#notes()) stdout.write(`${wrap(printable(note), widthOf(stdout), 2)}\n`);
    if (findings.length === 0) return;
    if (out === undefined) stdout.write('Write them as tests with --out test/NAME.fuzz.test.ts\n');
    else stdout.write(`Written as tests to ${shownPath(out)}\n`);
  }

  /** What was not tried as it should be. */
  #notes(): readonly string[] {
    const { skipped, attempts } = this.#options;
    return [
      ...skipped.map(({ label, reason }) => `Not called: ${label} (${reason})`),
      ...[...attempts.denied].map(
        ([label, { message, isImport }]) =>
          `Denied in ${label}: ${message}${isImport ? '' : '. Grant it with --allow.'}`,
      ),
    ];
  }

  #documentOf({ findings, inputs }: FuzzEnd, { seed, targets, out, isInterrupted }: FuzzFacts): unknown {
    const { skipped, attempts } = this.#options;
    return {
      seed,
      inputs,
      calls: attempts.count,
      operations: targets.map(({ label }) => label),
      interrupted: isInterrupted,
      findings: findings.map((finding) => {
        const { operation, kind, code, message, frames } = finding;
        const answers = printAnswers(finding);
        return {
          operation,
          kind,
          code,
          message,
          frames,
          calls: printCalls(finding),
          ...(answers.length > 0 && { answers }),
        };
      }),
      skipped,
      denied: Object.fromEntries([...attempts.denied].map(([label, { message }]) => [label, message])),
      ...(out !== undefined && findings.length > 0 && { out }),
    };
  }
}

function linesOf(finding: Finding, width: number): readonly string[] {
  const { operation, kind, message, frames } = finding;
  const shown = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
  return [
    printable(`${operation}: ${kind}`),
    `   ${wrap(printable(message), width - 3, 3)}`,
    ...frames.map((frame) => `     ${printable(frame)}`),
    ...printCalls(finding).map((call) => `   ${printable(shown(call))}`),
    ...printAnswers(finding).map((answer) => `   ${printable(shown(answer))}`),
  ];
}

const counted = (findings: number): string =>
  findings === 0 ? 'nothing found' : `${findings} finding${findings === 1 ? '' : 's'}`;

const namesOf = (targets: readonly Target[]): string =>
  targets.length > 5 ? `${targets.length} operations` : targets.map(({ label }) => label).join(', ');
