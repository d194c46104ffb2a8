/** The complaints of a build, with the places in the sources that they are about. */
import { readFile } from 'node:fs/promises';
import type { AirssysError } from '@airssys/model';
import type { BuildDiagnostic } from '@airssys/sdk/build';
import type { Diagnostic } from '@airssys/wit-gen';
import type { CommandIo, Output } from '../io.ts';
import { hasColours, painter } from './paint.ts';
import { printable, shownPath, widthOf, wrap } from './text.ts';

/** The diagnostics that a build's error carries. */
export function diagnosticsIn(error: AirssysError): readonly BuildDiagnostic[] {
  // As diagnosticsOf of the build does, without loading it: set for these codes alone, by what reads sources.
  const hasDiagnostics = error.code === 'AIRSSYS_BUILD_SOURCE' || error.code === 'AIRSSYS_WIT_INVALID';
  return hasDiagnostics && error.data['diagnostics'] !== undefined
    ? (error.data['diagnostics'] as readonly BuildDiagnostic[])
    : [];
}

/** Prints code frames, on stderr where nothing else is said. */
export async function printDiagnostics(
  diagnostics: readonly BuildDiagnostic[],
  io: CommandIo,
  output: Output = io.stderr,
): Promise<void> {
  if (diagnostics.length === 0) return;
  // Loads the analysis; a build that has complaints of its own has loaded it already.
  const { formatDiagnostic } = await import('@airssys/wit-gen');
  const color = hasColours(io, output);
  for (const diagnostic of diagnostics) {
    const source = (await readFile(diagnostic.file, 'utf8').catch(() => '')).replaceAll('\r\n', '\n');
    // formatDiagnostic prints any code; its type names those of the analysis.
    const one = { ...diagnostic, message: printable(diagnostic.message) } as Diagnostic;
    const text = formatDiagnostic(one, printable(source), { color, cwd: process.cwd() });
    output.write(`${text.trimEnd()}\n\n`);
  }
}

/** Repeats warnings that an earlier build has shown in full: one line each, so that nothing has to be loaded. */
export function repeatWarnings(warnings: readonly BuildDiagnostic[], io: CommandIo): void {
  const paint = painter(io, io.stderr);
  for (const { file, line, column, code, message } of warnings) {
    const place = `${shownPath(file)}:${line}:${column}`;
    const text = wrap(printable(`${place} - warning ${code}: ${message}`), widthOf(io.stderr), 2);
    io.stderr.write(`${text.replace('- warning', `- ${paint.yellow('warning')}`)}\n`);
  }
}

/** A diagnostic for programs: the same members in the same order, whichever command prints it. */
export function jsonDiagnostic(diagnostic: BuildDiagnostic): BuildDiagnostic {
  const { code, severity, message, hint, file, line, column, length, docs } = diagnostic;
  return {
    code,
    severity,
    message,
    ...(hint !== undefined && { hint }),
    file,
    line,
    column,
    length,
    ...(docs !== undefined && { docs }),
  };
}

/** Each once: components may share files. */
export function unique(diagnostics: readonly BuildDiagnostic[]): readonly BuildDiagnostic[] {
  const byText = new Map(diagnostics.map((one) => [JSON.stringify(jsonDiagnostic(one)), one]));
  return [...byText.values()];
}

/** `2 errors and 1 warning in the sources`. */
export function countDiagnostics(diagnostics: readonly BuildDiagnostic[]): string {
  return `${countOf(diagnostics)} in the sources`;
}

/** `2 errors and 1 warning`, `1 error`, `no errors`. */
export function countOf(diagnostics: readonly BuildDiagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const count = (number: number, noun: string): string =>
    `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
  const parts = [count(errors, 'error'), ...(warnings > 0 ? [count(warnings, 'warning')] : [])];
  return parts.join(' and ');
}
