import { AirssysError, isAirssysError } from '@airssys/model';

/** A complaint about a place in the author's sources, from whichever stage found it. */
export interface BuildDiagnostic {
  /** `AIRSSYS_WIT_…` (interface), `TS…` (the TypeScript compiler's), `BUNDLE` (imports, syntax). */
  readonly code: string;
  /** An error stops the build. */
  readonly severity: 'error' | 'warning';
  /** What is wrong, in words. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Absolute path. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** Characters of the place. */
  readonly length: number;
  /** The command that prints the page about the code. The compiler's and the bundler's codes have none. */
  readonly docs?: string;
}

/** The error that a build ends with when the sources have errors. All of them are in `data.diagnostics`. */
export function sourceError(diagnostics: readonly BuildDiagnostic[]): AirssysError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const place = first ? `${first.file}:${first.line}:${first.column}: ` : '';
  return new AirssysError('AIRSSYS_BUILD_SOURCE', `${place}${first?.message ?? 'the sources have errors'}${more}`, {
    ...(first?.hint !== undefined && { hint: first.hint }),
    data: { diagnostics },
  });
}

/** The diagnostics that an error of a build carries. */
export function diagnosticsOf(error: AirssysError): readonly BuildDiagnostic[] {
  return diagnosticsIn(error) ?? [];
}

/** As {@link diagnosticsOf}, of whatever was thrown; undefined where it is something else than errors of the sources. */
export function diagnosticsIn(error: unknown): readonly BuildDiagnostic[] | undefined {
  // Set by sourceError alone, for this code alone.
  return isAirssysError(error, 'AIRSSYS_BUILD_SOURCE')
    ? (error.data['diagnostics'] as readonly BuildDiagnostic[])
    : undefined;
}
