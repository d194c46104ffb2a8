/** What two readers of the same sources say, the analysis and the TypeScript compiler, as one list without repetitions. */
import type { BuildDiagnostic } from './diagnostics.ts';

/** TypeScript says more of what cannot be found: the name that was meant, or why a module does not resolve. */
const UNRESOLVED = 'AIRSSYS_WIT_TYPE_UNRESOLVED';
const SYNTAX = 'AIRSSYS_WIT_SYNTAX';

/**
 * All of the analysis's, and of the compiler's those that it has not said already: where both have an error that begins at
 * one place, it is one trouble. In source order, the entry first.
 */
export function mergeDiagnostics(
  entry: string,
  analysis: readonly BuildDiagnostic[],
  compiler: readonly BuildDiagnostic[],
): readonly BuildDiagnostic[] {
  const errors = analysis.filter(({ severity }) => severity === 'error');
  const known = new Set(errors.map(placeOf));
  // The two parsers may see a mistake some characters apart.
  const brokenLines = new Set(errors.filter(({ code }) => code === SYNTAX).map(lineOf));
  const isKnown = (one: BuildDiagnostic): boolean =>
    known.has(placeOf(one)) || (isSyntax(one.code) && brokenLines.has(lineOf(one)));
  const explained = analysis.map((one) => explain(one, compiler));
  return [...explained, ...compiler.filter((one) => !isKnown(one))].toSorted(
    (a, b) =>
      Number(a.file !== entry) - Number(b.file !== entry) ||
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

function explain(diagnostic: BuildDiagnostic, compiler: readonly BuildDiagnostic[]): BuildDiagnostic {
  if (diagnostic.code !== UNRESOLVED) return diagnostic;
  const said = compiler.find((one) => placeOf(one) === placeOf(diagnostic));
  return said === undefined ? diagnostic : { ...diagnostic, hint: `TypeScript says (${said.code}): ${said.message}` };
}

/** TS1000 to TS1999 are the parser's. */
const isSyntax = (code: string): boolean => /^TS1\d{3}$/.test(code);

const lineOf = ({ file, line }: BuildDiagnostic): string => `${file}:${line}`;

const placeOf = ({ file, line, column }: BuildDiagnostic): string => `${file}:${line}:${column}`;

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
