/**
 * Markdown as text for a terminal: as much of it as the pages about codes use, which a test holds them to. Headings, paragraphs, lists,
 * fenced code, and in the text code, strong words and links. Links within the documentation lead nowhere from here: their text stays.
 */
import type { Paint } from '../report/paint.ts';
import { wrap } from '../report/text.ts';

const FENCE = /^```(.*)$/;

/** The text, without a line that is longer than `width` except in code. */
export function terminalMarkdown(markdown: string, paint: Paint, width: number): string {
  return `${blocksOf(markdown)
    .map((block) => blockText(block, paint, width))
    .join('\n\n')}\n`;
}

/** Lines between empty ones; code is one block, with the empty lines in it. */
function blocksOf(markdown: string): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  let block: string[] | undefined;
  let isCode = false;
  for (const line of markdown.split('\n')) {
    const isFence = FENCE.test(line);
    if (line === '' && !isCode) {
      block = undefined;
    } else if (block === undefined || (isFence && !isCode)) {
      blocks.push((block = [line]));
    } else {
      block.push(line);
    }
    if (!isFence) continue;
    if (isCode) block = undefined;
    isCode = !isCode;
  }
  return blocks;
}

function blockText(lines: readonly string[], paint: Paint, width: number): string {
  const [first = ''] = lines;
  const heading = /^#+ (.+)/.exec(first)?.[1];
  if (heading !== undefined) return paint.bold(heading);
  if (FENCE.test(first)) return codeText(lines, paint);
  const items = itemsOf(lines).map((item) => {
    const indent = /^(?:[-*]|\d+\.) /.exec(item)?.[0].length ?? 0;
    return inline(wrap(linkTexts(item), width, indent), paint);
  });
  return items.join('\n');
}

/** The items of a list, each in one line; a paragraph is one. */
const itemsOf = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line) => line.trim())
    .join('\n')
    .split(/\n(?=(?:[-*]|\d+\.) )/)
    .map((item) => item.replaceAll('\n', ' '));

/** What stands behind the language in a fence's first line says what is to be learned from the code. */
const LABELS: Readonly<Record<string, (paint: Paint) => string>> = {
  wrong: (paint) => paint.red('Wrong:'),
  mended: (paint) => paint.green('Mended:'),
};

function codeText([fence = '', ...rest]: readonly string[], paint: Paint): string {
  const [, tag = ''] = fence.split(' ');
  const code = rest.slice(0, -1).map((line) => codeLine(line, paint));
  const label = Object.hasOwn(LABELS, tag) ? LABELS[tag]?.(paint) : undefined;
  return [...(label === undefined ? [] : [label, '']), ...code].join('\n');
}

/** The comment that marks a place is to be seen first. */
const codeLine = (line: string, paint: Paint): string =>
  line === '' ? '' : `  ${line.replace(/\/\/ [↓←] here.*/, (mark) => paint.yellow(mark))}`;

/** `text (address)` for an address of the web; else the text. */
const linkTexts = (text: string): string =>
  text.replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label: string, target: string) =>
    /^https?:/.test(target) ? `${label} (${target})` : label,
  );

/** Code, or strong words: two asterisks in code are code. */
const SPAN = /`([^`]+)`|\*\*([^*]+)\*\*/g;

/** A sentence without the signs of Markdown. */
export const plainText = (text: string): string =>
  linkTexts(text).replaceAll(SPAN, (_, code?: string, strong?: string) => code ?? strong ?? '');

const inline = (text: string, paint: Paint): string =>
  text.replaceAll(SPAN, (span, _code?: string, strong?: string) =>
    strong === undefined ? paint.cyan(span) : paint.bold(strong),
  );
