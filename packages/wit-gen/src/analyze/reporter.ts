import { explainCommand } from '@airssys/model';
import type { ts } from 'ts-morph';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

interface Found {
  readonly diagnostic: Diagnostic;
  /** Offset in the file, to sort by. */
  readonly position: number;
}

type What = Pick<Diagnostic, 'severity' | 'message' | 'hint'> & { readonly code: DiagnosticCode };

/** A type of a package can be wrong in a hundred ways, all reported where the author uses it. */
const MAX_PER_PLACE = 4;

/** Collects diagnostics, each once per place. */
export class Reporter {
  readonly #found = new Map<string, Found>();
  /** How many were found at each place. */
  readonly #counts = new Map<string, number>();

  error(node: ts.Node, code: DiagnosticCode, message: string, hint: string): void {
    this.#add(node, { code, severity: 'error', message, hint });
  }

  /** As {@link error}, but only the first of a code at this place: what is declared once is reported once. */
  errorOnce(node: ts.Node, code: DiagnosticCode, message: string, hint: string): void {
    this.#add(node, { code, severity: 'error', message, hint }, code);
  }

  warning(node: ts.Node, code: DiagnosticCode, message: string, hint: string): void {
    this.#add(node, { code, severity: 'warning', message, hint });
  }

  /** For what concerns the file as a whole: at 1:1. */
  fileError({ fileName }: ts.SourceFile, code: DiagnosticCode, message: string, hint: string): void {
    const what: What = { code, severity: 'error', message, hint };
    this.#found.set(`${fileName}:${code}`, {
      position: 0,
      diagnostic: { ...what, file: fileName, line: 1, column: 1, length: 1, docs: explainCommand(code) },
    });
  }

  get hasErrors(): boolean {
    return this.#found.values().some(({ diagnostic }) => diagnostic.severity === 'error');
  }

  /** In source order, the entry file before the files that it imports. */
  sorted(entry: string): readonly Diagnostic[] {
    const rank = ({ file }: Diagnostic): number => (file === entry ? 0 : 1);
    const order = (a: Found, b: Found): number =>
      rank(a.diagnostic) - rank(b.diagnostic) ||
      compareText(a.diagnostic.file, b.diagnostic.file) ||
      a.position - b.position;
    return [...this.#found.values()].sort(order).map(({ diagnostic }) => diagnostic);
  }

  /** @param identity What of two diagnostics at one place makes them the same. */
  #add(node: ts.Node, what: What, identity = `${what.code}:${what.message}`): void {
    const file = node.getSourceFile();
    const position = node.getStart(file);
    const at = `${file.fileName}:${position}`;
    const key = `${at}:${identity}`;
    const count = this.#counts.get(at) ?? 0;
    if (count >= MAX_PER_PLACE || this.#found.has(key)) return;
    this.#counts.set(at, count + 1);
    const { line, character } = file.getLineAndCharacterOfPosition(position);
    const place = {
      file: file.fileName,
      line: line + 1,
      column: character + 1,
      length: Math.max(1, node.getEnd() - position),
    };
    this.#found.set(key, { position, diagnostic: { ...what, ...place, docs: explainCommand(what.code) } });
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The 1-based line of a node, for messages that name a second place. */
export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}
