import { PRIMITIVES, type PrimitiveName } from '@airssys/model';
import type { Span } from './source-text.ts';
import type { Ident, TypeSyntax } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';

const PRIMITIVE_NAMES: ReadonlySet<string> = new Set(PRIMITIVES);

/** Lengths of lists are 32 bits wide. */
const MAX_LENGTH = 0xffff_ffff;

/** Types inside of types; deeper ones are an attack, or a slip. */
const MAX_DEPTH = 100;

/** @throws SyntaxComplaint */
export function parseType(tokens: TokenStream, depth = 0): TypeSyntax {
  const first = tokens.peek();
  if (depth > MAX_DEPTH) tokens.fail('AIRSSYS_WIT_READ_SYNTAX', first, `types are nested more than ${MAX_DEPTH} deep`);
  if (first.kind !== 'name') tokens.unexpected('a type');
  const parse = first.isEscaped ? undefined : CONSTRUCTORS.get(first.value);
  if (parse !== undefined) {
    tokens.next();
    const type = parse(tokens, depth + 1);
    return { ...type, ...tokens.spanFrom(first) };
  }
  if (!first.isEscaped && isPrimitive(first.value)) {
    tokens.next();
    return { kind: 'primitive', name: first.value, ...spanOf(first) };
  }
  const name = tokens.ident('a type');
  return { kind: 'name', name, ...spanOf(name) };
}

const isPrimitive = (name: string): name is PrimitiveName => PRIMITIVE_NAMES.has(name);

const spanOf = ({ source, start, end }: Span): Span => ({ source, start, end });

type WithoutSpan<T> = T extends Span ? Omit<T, keyof Span> : never;

type Parser = (tokens: TokenStream, depth: number) => WithoutSpan<TypeSyntax>;

const CONSTRUCTORS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['list', parseList],
  ['option', (tokens, depth) => ({ kind: 'option', some: only(tokens, depth) })],
  ['result', parseResult],
  ['tuple', parseTuple],
  ['map', parseMap],
  ['stream', (tokens, depth) => ({ kind: 'stream', element: optional(tokens, depth) })],
  ['future', (tokens, depth) => ({ kind: 'future', element: optional(tokens, depth) })],
  ['error-context', () => ({ kind: 'error-context' })],
  ['own', (tokens) => ({ kind: 'own', resource: resource(tokens) })],
  ['borrow', (tokens) => ({ kind: 'borrow', resource: resource(tokens) })],
]);

function only(tokens: TokenStream, depth: number): TypeSyntax {
  tokens.expectMark('<');
  const type = parseType(tokens, depth);
  tokens.expectMark('>');
  return type;
}

function optional(tokens: TokenStream, depth: number): TypeSyntax | undefined {
  return tokens.isMark('<') ? only(tokens, depth) : undefined;
}

function resource(tokens: TokenStream): Ident {
  tokens.expectMark('<');
  const name = tokens.ident('the name of a resource');
  tokens.expectMark('>');
  return name;
}

function parseList(tokens: TokenStream, depth: number): WithoutSpan<TypeSyntax> {
  tokens.expectMark('<');
  const element = parseType(tokens, depth);
  if (!tokens.takeMark(',')) {
    tokens.expectMark('>');
    return { kind: 'list', element };
  }
  const token = tokens.next();
  const length = Number(token.value);
  if (token.kind !== 'number' || token.value.startsWith('0') || length > MAX_LENGTH) {
    const shown = token.source.text.slice(token.start, token.end);
    tokens.fail(
      'AIRSSYS_WIT_READ_SYNTAX',
      token,
      `'${shown}' is not the length of a list`,
      `Write a number from 1 to ${MAX_LENGTH}.`,
    );
  }
  tokens.expectMark('>');
  return { kind: 'fixed-list', element, length };
}

function parseResult(tokens: TokenStream, depth: number): WithoutSpan<TypeSyntax> {
  if (!tokens.takeMark('<')) return { kind: 'result', ok: undefined, err: undefined };
  if (tokens.takeMark('_')) {
    tokens.expectMark(',', 'A result without values is plain `result`.');
    const err = parseType(tokens, depth);
    tokens.expectMark('>');
    return { kind: 'result', ok: undefined, err };
  }
  const ok = parseType(tokens, depth);
  const err = tokens.takeMark(',') ? parseType(tokens, depth) : undefined;
  tokens.expectMark('>');
  return { kind: 'result', ok, err };
}

function parseTuple(tokens: TokenStream, depth: number): WithoutSpan<TypeSyntax> {
  const open = tokens.peek();
  const items = tokens.list('<', '>', () => parseType(tokens, depth));
  if (items.length === 0)
    tokens.fail('AIRSSYS_WIT_READ_EMPTY', tokens.spanFrom(open), 'the tuple has no types', 'Name at least one.');
  return { kind: 'tuple', items };
}

function parseMap(tokens: TokenStream, depth: number): WithoutSpan<TypeSyntax> {
  tokens.expectMark('<');
  const key = parseType(tokens, depth);
  tokens.expectMark(',');
  const value = parseType(tokens, depth);
  tokens.expectMark('>');
  return { kind: 'map', key, value };
}
