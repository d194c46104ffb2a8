import { explainCommand } from '@airssys/model';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ReadCode } from './codes.ts';
import { positionOf, type Span } from './source-text.ts';

/** A complaint about a place in WIT text. */
export function complaint(code: ReadCode, span: Span, message: string, hint?: string): Diagnostic {
  return Object.freeze({
    code,
    severity: 'error',
    message,
    ...(hint !== undefined && { hint }),
    file: span.source.path,
    ...positionOf(span.source, span.start),
    length: Math.max(1, span.end - span.start),
    docs: explainCommand(code),
  });
}

/** Ends the parsing of a file: after an error of syntax what follows has no meaning. Never leaves this folder. */
export class SyntaxComplaint extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** Collects what is wrong with names and types: all of it is told at once. */
export class Complaints {
  readonly #all: Diagnostic[] = [];

  add(code: ReadCode, span: Span, message: string, hint?: string): void {
    this.#all.push(complaint(code, span, message, hint));
  }

  /** File by file as they were complained of, from top to bottom, without repetitions. */
  get all(): readonly Diagnostic[] {
    const files = [...new Set(this.#all.map(({ file }) => file))];
    const seen = new Set<string>();
    return this.#all
      .filter(({ file, line, column, code }) => {
        const key = JSON.stringify([file, line, column, code]);
        return !seen.has(key) && seen.add(key);
      })
      .toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column);
  }
}
