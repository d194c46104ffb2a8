/** How a command's error is told: to people on stderr, to programs as JSON on stdout. */
import { type AirssysError, explainCommand, isAirssysError } from '@airssys/model';
import type { GuestError, TrapError, TrapFrame, Usage } from '@airssys/host';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { countDiagnostics, diagnosticsIn, jsonDiagnostic, printDiagnostics } from './diagnostics.ts';
import { printJson } from './json.ts';
import { formatUsage } from './numbers.ts';
import { type Paint, painter } from './paint.ts';
import { printable, widthOf, wrap } from './text.ts';

export interface FailureOptions {
  readonly json: boolean;
  /** Instead of the error's own hint. */
  readonly hint?: string | undefined;
  /** Further members of the JSON document. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

const REPORT_HINT = 'This is a defect of airssys. Please report it, with the command and the lines above.';

/** Tells of an error. Answers the exit code that goes with it. */
export async function reportFailure(error: unknown, io: CommandIo, options: FailureOptions): Promise<ExitCode> {
  const exitCode = exitCodeOf(error);
  if (options.json) printJson(io, { error: failureDocument(error, options.hint), ...options.facts });
  else if (isAirssysError(error)) await printError(error, io, exitCode, options.hint);
  else printDefect(error, io);
  return exitCode;
}

async function printError(error: AirssysError, io: CommandIo, exitCode: ExitCode, hint = error.hint): Promise<void> {
  const paint = painter(io, io.stderr);
  const diagnostics = diagnosticsIn(error);
  if (diagnostics.length > 0) {
    await printDiagnostics(diagnostics, io);
    const isOfSources = error.code === 'AIRSSYS_BUILD_SOURCE';
    printHeadline(io, paint, error.code, isOfSources ? countDiagnostics(diagnostics) : error.message);
    // What a diagnostic has said already is not said again.
    if (hint !== undefined && !diagnostics.some((one) => one.hint === hint)) printHint(io, paint, hint);
    io.stderr.write('\n');
    return;
  }
  printHeadline(io, paint, error.code, error.message);
  const trap = asTrap(error);
  if (trap) printTrap(io, paint, trap);
  if (exitCode === EXIT.defect) io.stderr.write(`${paint.dim(stackOf(error.cause ?? error))}\n`);
  const shownHint = exitCode === EXIT.defect ? REPORT_HINT : hint;
  if (shownHint !== undefined) printHint(io, paint, shownHint);
  // A hint is about this very error; the page only about its kind.
  else io.stderr.write(`${paint.dim(`docs: ${explainCommand(error.code)}`)}\n`);
  io.stderr.write('\n');
}

function printDefect(error: unknown, io: CommandIo): void {
  const paint = painter(io, io.stderr);
  printHeadline(io, paint, 'INTERNAL', messageOf(error));
  io.stderr.write(`${paint.dim(stackOf(error))}\n`);
  printHint(io, paint, REPORT_HINT);
  io.stderr.write('\n');
}

function printHeadline(io: CommandIo, paint: Paint, code: string, message: string): void {
  const text = wrap(printable(`error ${code}: ${message}`), widthOf(io.stderr), 2);
  io.stderr.write(`${text.replace(`error ${code}:`, `${paint.red('error')} ${paint.bold(`${code}:`)}`)}\n`);
}

function printHint(io: CommandIo, paint: Paint, hint: string): void {
  const text = wrap(printable(`hint: ${hint}`), widthOf(io.stderr), 6);
  io.stderr.write(`${text.replace('hint:', paint.green('hint:'))}\n`);
}

function printTrap(io: CommandIo, paint: Paint, { guestError, stack, frames, usage }: TrapFacts): void {
  if (guestError !== undefined) printGuestError(io, paint, guestError, '');
  // Of a compiled component: the stack's lines below its first, which is the headline.
  else if (frames.length > 0) io.stderr.write(`${paint.dim(printable(frameLines(stack)))}\n`);
  io.stderr.write(`used: ${formatUsage(usage)}\n`);
}

/** The stack of an error, and what led to it, each with its own. */
function printGuestError(io: CommandIo, paint: Paint, { stack, cause, errors }: GuestError, indent: string): void {
  if (stack !== '') io.stderr.write(`${paint.dim(printable(stack.replaceAll(/^/gm, indent)))}\n`);
  const inside = [
    ...(cause ? [['caused by', cause] as const] : []),
    ...errors.map((one, at) => [`[${at}]`, one] as const),
  ];
  for (const [label, one] of inside) {
    io.stderr.write(`${indent}  ${label} ${printable(`${one.name}: ${one.message}`)}\n`);
    printGuestError(io, paint, one, one === cause ? indent : `${indent}  `);
  }
}

const frameLines = (stack = ''): string => stack.slice(stack.indexOf('\n    at ') + 1);

interface TrapFacts {
  readonly guestError: GuestError | undefined;
  readonly stack?: string;
  readonly frames: readonly TrapFrame[];
  readonly usage: Usage;
}

/** By its members, not its class: the host is loaded only by the commands that need it. */
function asTrap(error: AirssysError): TrapFacts | undefined {
  return 'kind' in error && 'usage' in error ? (error as TrapError) : undefined;
}

/** An error as JSON has it. */
export function failureDocument(error: unknown, hint: string | undefined): Readonly<Record<string, unknown>> {
  if (!isAirssysError(error)) {
    return { code: 'INTERNAL', message: messageOf(error), hint: REPORT_HINT, data: { stack: stackOf(error) } };
  }
  const { diagnostics, ...data } = error.data;
  const { guestError, frames = [] } = asTrap(error) ?? {};
  return {
    code: error.code,
    message: error.message,
    hint: hint ?? error.hint,
    data: { ...data, ...(guestError && { guestError }), ...(frames.length > 0 && { frames }) },
    ...(diagnostics !== undefined && { diagnostics: diagnosticsIn(error).map(jsonDiagnostic) }),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const stackOf = (error: unknown): string =>
  printable(error instanceof Error ? (error.stack ?? error.message) : String(error));
