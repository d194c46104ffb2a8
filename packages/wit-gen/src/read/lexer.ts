/**
 * WIT text as tokens. Comments fall away, except that those of documentation are kept with the token that follows them.
 * A version (`1.2.3-rc.1`) cannot be told from numbers, dots and names here: the parser asks for it where it expects one.
 */
import { complaint, SyntaxComplaint } from './complaint.ts';
import { documentationOf } from './documentation.ts';
import type { Span, WitSource } from './source-text.ts';

export type TokenKind = 'name' | 'number' | 'text' | 'mark' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** The mark, the digits, the name without its `%`, or the text without its quotes. */
  readonly value: string;
  /** Whether a name was written with `%`, and so is no keyword. */
  readonly isEscaped: boolean;
  readonly docs: string | undefined;
}

const NAME = /%?[A-Za-z][A-Za-z0-9-]*/y;
const NUMBER = /[0-9]+/y;
const MARK = /->|[=,:;.(){}<>*/@_+-]/y;
const SPACE = /[ \t\r\n]+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const TEXT = /"(?:[^"\\\n]|\\["\\])*"/y;

/** Characters that change how text looks without being seen: control characters, and those that turn its direction. */
// Control characters are what this looks for.
// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069]/u;

/** @throws SyntaxComplaint */
export function tokenize(source: WitSource): readonly Token[] {
  const { text } = source;
  const fail = (start: number, end: number, message: string, hint?: string): never => {
    throw new SyntaxComplaint(complaint('AIRSSYS_WIT_READ_SYNTAX', { source, start, end }, message, hint));
  };
  const hidden = HIDDEN.exec(text);
  if (hidden) {
    const code = hidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    fail(hidden.index, hidden.index + 1, `the text has the hidden character U+${code}`, 'Remove it.');
  }

  const tokens: Token[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let comments: string[] = [];
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: TokenKind, length: number, value: string, isEscaped = false): void => {
    tokens.push({ kind, value, isEscaped, docs: documentationOf(comments), source, start: at, end: at + length });
    comments = [];
    at += length;
  };

  while (at < text.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const comment = match(LINE_COMMENT) ?? (text.startsWith('/*', at) ? blockComment(text, at) : undefined);
    if (comment !== undefined) {
      if (comment === '')
        fail(at, at + 2, 'the comment has no end', 'Close it with */; each /* inside of it has an end of its own.');
      comments.push(comment);
      at += comment.length;
      continue;
    }
    const name = match(NAME);
    const number = match(NUMBER);
    const literal = match(TEXT);
    const mark = match(MARK);
    if (name !== undefined) {
      const isEscaped = name.startsWith('%');
      push('name', name.length, isEscaped ? name.slice(1) : name, isEscaped);
    } else if (number !== undefined) push('number', number.length, number);
    else if (literal !== undefined) push('text', literal.length, literal.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
    else if (mark !== undefined) push('mark', mark.length, mark);
    else if (text[at] === '"') fail(at, at + 1, 'the text has no end', 'Close it with " on the same line.');
    else fail(at, at + 1, `'${String.fromCodePoint(text.codePointAt(at) ?? 0)}' has no meaning in WIT`);
  }
  push('end', 0, '');
  return tokens;
}

/** The comment that begins at `start`, with those nested in it; empty where it has no end. */
function blockComment(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith('/*', at)) {
      depth += 1;
      at += 1;
    } else if (text.startsWith('*/', at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return text.slice(start, at + 1);
    }
  }
  return '';
}
