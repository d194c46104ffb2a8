/** Comments before an item, as its documentation: those with three slashes, and those that begin with two stars. */

/** The text of the documentation comments among these; undefined where there is none. */
export function documentationOf(comments: readonly string[]): string | undefined {
  const lines = comments.flatMap((comment) => {
    if (/^\/\/\/(?!\/)/.test(comment)) return [withoutIndent(comment.slice(3))];
    if (/^\/\*\*(?![*/])/.test(comment)) return blockLines(comment.slice(3, -2));
    return [];
  });
  return documentation(lines);
}

/** Lines as documentation in its normal form: no blanks at their ends, no empty lines around. */
export function documentation(lines: readonly string[]): string | undefined {
  const text = lines.map((line) => line.trimEnd()).join('\n');
  const trimmed = text.replace(/^\n+/, '').replace(/\n+$/, '');
  return trimmed === '' ? undefined : trimmed;
}

const withoutIndent = (line: string): string => (line.startsWith(' ') ? line.slice(1) : line);

/** Lines of a block, without the ornamental star at the start of each. */
function blockLines(text: string): readonly string[] {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const isStarred = rest.every((line) => /^\s*(?:\*|$)/.test(line));
  const lines = rest.map((line) => (isStarred ? withoutIndent(line.replace(/^\s*\*?/, '')) : line));
  return [withoutIndent(first), ...(isStarred ? lines : outdent(lines))];
}

/** Removes the indentation that all lines share. */
function outdent(lines: readonly string[]): readonly string[] {
  const widths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const width = Math.min(...widths, Number.MAX_SAFE_INTEGER);
  return lines.map((line) => line.slice(width));
}
