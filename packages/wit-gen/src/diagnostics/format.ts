import { relative, sep } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';

/** How a diagnostic is printed. */
export interface FormatOptions {
  /** ANSI colours. Default false. */
  readonly color?: boolean;
  /** The directory that the printed path is relative to. Default: the path stays absolute. */
  readonly cwd?: string;
  /** Whether the page about the code is named. Default true. */
  readonly docs?: boolean;
}

/** Columns of source that a code frame shows; longer lines are cut around the place. */
const FRAME_WIDTH = 72;

/**
 * A diagnostic as text: position, code and message, a code frame, the hint. Fits 80 columns as long as the message does.
 *
 * @param source The text of the diagnostic's file; empty leaves the code frame out.
 */
export function formatDiagnostic(diagnostic: Diagnostic, source: string, options: FormatOptions = {}): string {
  const paint = painter(options.color ?? false);
  const severity = paint(diagnostic.severity === 'error' ? 'red' : 'yellow', diagnostic.severity);
  const position = `${shownPath(diagnostic.file, options.cwd)}:${diagnostic.line}:${diagnostic.column}`;
  const lines = [
    `${paint('cyan', position)} - ${severity} ${paint('dim', `${diagnostic.code}:`)} ${diagnostic.message}`,
  ];
  const frame = codeFrame(diagnostic, source, paint);
  if (frame.length > 0) lines.push('', ...frame, '');
  if (diagnostic.hint !== undefined) {
    const [first = '', ...rest] = diagnostic.hint.split('\n').flatMap((line) => wrap(line, FRAME_WIDTH));
    lines.push(`${paint('green', 'hint:')} ${first}`, ...rest.map((line) => `      ${line}`.trimEnd()));
  }
  if (diagnostic.docs !== undefined && options.docs !== false)
    lines.push(`${paint('dim', 'docs:')} ${diagnostic.docs}`);
  return lines.join('\n');
}

/** The line of the diagnostic between its neighbours, the place underlined. */
function codeFrame(diagnostic: Diagnostic, source: string, paint: Paint): string[] {
  const lines = source.split(/\r?\n/);
  const index = diagnostic.line - 1;
  const line = lines[index];
  if (source === '' || line === undefined) return [];
  const first = Math.max(0, index - 1);
  const last = Math.min(lines.length - 1, index + 1);
  const gutter = String(last + 1).length;
  const start = diagnostic.column - 1;
  const cut = start > FRAME_WIDTH - 20 ? start - 20 : 0;
  const frame: string[] = [];
  for (let at = first; at <= last; at++) {
    const text = (lines[at] ?? '').slice(cut, cut + FRAME_WIDTH).replaceAll('\t', ' ');
    const number = paint('dim', `${String(at + 1).padStart(gutter)} |`);
    frame.push(`${number} ${text}`.trimEnd());
    if (at !== index) continue;
    const room = Math.min(line.length, cut + FRAME_WIDTH) - start;
    const length = Math.max(1, Math.min(diagnostic.length, room));
    const mark = `^${'~'.repeat(length - 1)}`;
    const colour = diagnostic.severity === 'error' ? 'red' : 'yellow';
    frame.push(`${paint('dim', `${' '.repeat(gutter)} |`)} ${' '.repeat(start - cut)}${paint(colour, mark)}`);
  }
  return frame;
}

/** Lines of at most `width` columns, broken at spaces; what is indented is code and stays as it is. */
function wrap(text: string, width: number): readonly string[] {
  if (text.startsWith(' ') || text.length <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function shownPath(file: string, cwd: string | undefined): string {
  if (cwd === undefined) return file;
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path.split(sep).join('/');
}

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 } as const;

type Paint = (colour: keyof typeof COLOURS, text: string) => string;

function painter(color: boolean): Paint {
  return color ? (colour, text) => `\u001B[${COLOURS[colour]}m${text}\u001B[0m` : (_colour, text) => text;
}
