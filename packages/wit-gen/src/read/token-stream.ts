import type { ReadCode } from './codes.ts';
import { complaint, SyntaxComplaint } from './complaint.ts';
import { tokenize, type Token } from './lexer.ts';
import { isKebab, isSemver, KEYWORDS } from './names.ts';
import type { Span, WitSource } from './source-text.ts';
import type { Ident } from './syntax.ts';

/** As much of a version as can be told from what follows it; whether it is one is checked apart. */
const VERSION_TEXT = /\d+\.\d+\.\d+(?:-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?/y;

/** The tokens of one file, taken one after another. Whatever does not fit ends the parsing of the file. */
export class TokenStream {
  readonly source: WitSource;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws SyntaxComplaint */
  constructor(source: WitSource) {
    this.source = source;
    this.#tokens = tokenize(source);
  }

  /** The token that comes next, or one `ahead` of it. The last one is of kind `end` and comes again and again. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError('a token list ends with `end`');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  isMark(mark: string, ahead = 0): boolean {
    const { kind, value } = this.peek(ahead);
    return kind === 'mark' && value === mark;
  }

  isKeyword(word: string, ahead = 0): boolean {
    const { kind, value, isEscaped } = this.peek(ahead);
    return kind === 'name' && value === word && !isEscaped;
  }

  /** Takes the mark if it comes next, and says whether. */
  takeMark(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.#at += 1;
    return true;
  }

  takeKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.#at += 1;
    return true;
  }

  expectMark(mark: string, hint?: string): Token {
    if (!this.isMark(mark)) this.unexpected(`'${mark}'`, hint);
    return this.next();
  }

  expectKeyword(word: string): Token {
    if (!this.isKeyword(word)) this.unexpected(`'${word}'`);
    return this.next();
  }

  /** A name. `what` says whose, for the complaint. */
  ident(what: string): Ident {
    const token = this.peek();
    if (token.kind !== 'name') this.unexpected(what);
    const { value, isEscaped } = token;
    if (!isEscaped && KEYWORDS.has(value)) {
      this.fail(
        'AIRSSYS_WIT_READ_NAME',
        token,
        `'${value}' is a keyword of WIT, where ${what} is expected`,
        `Write %${value}.`,
      );
    }
    if (!isKebab(value)) {
      this.fail(
        'AIRSSYS_WIT_READ_NAME',
        token,
        `'${value}' is not a kebab-case name`,
        'Words of letters and digits, each all lower or all upper case and joined by one `-`; the first begins with a letter.',
      );
    }
    this.#at += 1;
    const { source, start, end } = token;
    return { name: value, source, start, end };
  }

  /** A version, after the `@` or `=` that announces it. */
  version(): Span & { readonly text: string } {
    const { start } = this.peek();
    VERSION_TEXT.lastIndex = start;
    const text = VERSION_TEXT.exec(this.source.text)?.[0];
    const end = start + (text?.length ?? this.peek().end - start);
    const span = { source: this.source, start, end };
    while (this.peek().kind !== 'end' && this.peek().end <= end) this.#at += 1;
    if (text === undefined || !isSemver(text) || this.peek().start < end) {
      const shown = /^[^\s;{}()]*/.exec(this.source.text.slice(start))?.[0] ?? '';
      this.fail(
        'AIRSSYS_WIT_READ_VERSION',
        span,
        `'${shown}' is not a semantic version`,
        'Write three numbers, such as 1.2.3.',
      );
    }
    return { ...span, text };
  }

  /** From the token at `first` to the one taken last. */
  spanFrom(first: Span): Span {
    const last = this.#tokens[this.#at - 1] ?? first;
    return { source: this.source, start: first.start, end: Math.max(first.end, last.end) };
  }

  /** Items between `open` and `close`, with commas between them and perhaps after the last. */
  list<T>(open: string, close: string, item: () => T): readonly T[] {
    this.expectMark(open);
    const items: T[] = [];
    while (!this.takeMark(close)) {
      items.push(item());
      if (this.takeMark(',')) continue;
      this.expectMark(close, 'Or put a comma between the two.');
      break;
    }
    return items;
  }

  /** Items between braces, up to the closing one. */
  block<T>(item: () => T): readonly T[] {
    this.expectMark('{');
    const items: T[] = [];
    while (!this.takeMark('}')) items.push(item());
    return items;
  }

  unexpected(wanted: string, hint?: string): never {
    const token = this.peek();
    const found = token.kind === 'end' ? 'the end of the file' : `'${this.source.text.slice(token.start, token.end)}'`;
    return this.fail('AIRSSYS_WIT_READ_SYNTAX', token, `${wanted} is expected, not ${found}`, hint);
  }

  fail(code: ReadCode, span: Span, message: string, hint?: string): never {
    throw new SyntaxComplaint(complaint(code, span, message, hint));
  }
}
