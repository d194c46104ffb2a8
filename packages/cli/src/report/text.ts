/** Plain text for people: widths, paths, and nothing that drives a terminal. */
import { relative } from 'node:path';

/**
 * The text without characters that control a terminal or reverse the reading direction: each as `\xNN` or `\uNNNN`. Line breaks and tabs
 * stay. INVARIANT: whatever comes from a component or a file's name passes here before it is printed as text.
 */
export function printable(text: string): string {
  // Control characters are what this looks for.
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Breaks lines at spaces. A continuation is indented by `indent` spaces; a word longer than a line stays whole. */
export function wrap(text: string, width: number, indent: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width, indent))
    .join(`\n${' '.repeat(indent)}`);
}

function wrapLine(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const fits = line === '' || line.length + 1 + word.length <= width - (lines.length > 0 ? indent : 0);
    if (!fits) lines.push(line);
    line = fits && line !== '' ? `${line} ${word}` : word;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

const MAX_WIDTH = 100;

/** How wide text for this output is set. */
export const widthOf = (output: { readonly columns: number }): number => Math.min(output.columns, MAX_WIDTH);

/** A path as the user would type it: relative where it lies below the current directory. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return printable(short.startsWith('..') ? path : short || '.');
}
