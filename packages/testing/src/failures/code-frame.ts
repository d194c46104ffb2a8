/** The lines around a place in a file, as Vitest shows those of a test. */
import { readFileSync } from 'node:fs';

/** Lines before and after the place. */
const AROUND = 2;
/** Columns of source that are shown; a longer line is cut around the place. */
const WIDTH = 74;

export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Undefined where there is no such line. */
export function codeFrame({ file, line, column }: Place): string | undefined {
  const lines = linesOf(file);
  if (lines?.[line - 1] === undefined) return undefined;
  const [first, last] = [Math.max(1, line - AROUND), Math.min(lines.length, line + AROUND)];
  const cut = column > WIDTH ? column - WIDTH / 2 : 0;
  const gutter = String(last).length + 2;
  const shown: string[] = [];
  for (let at = first; at <= last; at += 1) {
    const text = (lines[at - 1] ?? '').replaceAll('\t', ' ').slice(cut, cut + WIDTH);
    shown.push(`${String(at).padStart(gutter)}| ${text}`.trimEnd());
    if (at === line) shown.push(`${' '.repeat(gutter)}| ${' '.repeat(Math.max(0, column - 1 - cut))}^`);
  }
  return shown.join('\n');
}

function linesOf(file: string): readonly string[] | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return undefined; // what cannot be read cannot be shown
  }
}
