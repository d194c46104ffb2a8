/** What interfaces hold: `use`, types and functions. */
import { parsePath } from './parse-path.ts';
import { parseDocs, parsePreamble } from './parse-preamble.ts';
import { parseType } from './parse-type.ts';
import type {
  FunctionSyntax,
  Ident,
  MemberSyntax,
  Preamble,
  RenameSyntax,
  ScopeItemSyntax,
  TypeItemSyntax,
  UseSyntax,
} from './syntax.ts';
import type { TokenStream } from './token-stream.ts';

/** The items between the braces of an interface. @throws SyntaxComplaint */
export function parseScope(tokens: TokenStream): readonly ScopeItemSyntax[] {
  return tokens.block(() => {
    const preamble = parsePreamble(tokens);
    if (tokens.isKeyword('use')) return parseUse(tokens, preamble);
    // With a colon after it, a keyword is meant as a name; then `ident` says how it is written.
    const item = tokens.isMark(':', 1) ? undefined : parseTypeItem(tokens, preamble);
    if (item !== undefined) return item;
    const name = tokens.ident('a type or a function');
    tokens.expectMark(':', 'A function is written `name: func(…) -> …;`.');
    return parseFunction(tokens, preamble, name, 'function');
  });
}

/** `use path.{a, b as c};` */
export function parseUse(tokens: TokenStream, preamble: Preamble): UseSyntax {
  noExternalId(tokens, preamble, 'a use');
  tokens.expectKeyword('use');
  const from = parsePath(tokens, 'the name of an interface');
  tokens.expectMark('.', 'Say which types: use path.{a, b as c};');
  const open = tokens.peek();
  const names = tokens.list('{', '}', () => parseRename(tokens, false));
  if (names.length === 0)
    tokens.fail(
      'AIRSSYS_WIT_READ_EMPTY',
      tokens.spanFrom(open),
      'the list of used types is empty',
      'Name at least one, or remove the use.',
    );
  tokens.expectMark(';');
  return { ...preamble, kind: 'use', from, names };
}

export function noExternalId(tokens: TokenStream, { externalId }: Preamble, what: string): void {
  if (externalId !== undefined)
    tokens.fail('AIRSSYS_WIT_READ_GATE', tokens.peek(), `${what} cannot have an @external-id`);
}

/** `a as b`; `a` alone where that is allowed. */
export function parseRename(tokens: TokenStream, isRequired: boolean): RenameSyntax {
  const original = tokens.ident('a name');
  if (isRequired) tokens.expectKeyword('as');
  return { original, name: isRequired || tokens.takeKeyword('as') ? tokens.ident('a name') : original };
}

/** A type with a name, if one comes next. */
export function parseTypeItem(tokens: TokenStream, preamble: Preamble): TypeItemSyntax | undefined {
  if (tokens.takeKeyword('type')) {
    const name = tokens.ident('the name of the type');
    tokens.expectMark('=');
    const type = parseType(tokens);
    tokens.expectMark(';');
    return { ...preamble, kind: 'alias', name, type, members: [], functions: [] };
  }
  if (tokens.takeKeyword('resource')) return parseResource(tokens, preamble);
  for (const kind of ['record', 'variant', 'enum', 'flags'] as const) {
    if (tokens.takeKeyword(kind)) return parseMembers(tokens, preamble, kind);
  }
  return undefined;
}

const MEMBER = { record: 'a field', variant: 'a case', enum: 'a case', flags: 'a flag' } as const;

function parseMembers(tokens: TokenStream, preamble: Preamble, kind: keyof typeof MEMBER): TypeItemSyntax {
  const name = tokens.ident(`the name of the ${kind}`);
  const members = tokens.list('{', '}', () => parseMember(tokens, kind));
  if (members.length === 0) {
    tokens.fail('AIRSSYS_WIT_READ_EMPTY', name, `the ${kind} '${name.name}' is empty`, `Give it ${MEMBER[kind]}.`);
  }
  return { ...preamble, kind, name, type: undefined, members, functions: [] };
}

function parseMember(tokens: TokenStream, kind: keyof typeof MEMBER): MemberSyntax {
  const docs = parseDocs(tokens, MEMBER[kind]);
  const name = tokens.ident(MEMBER[kind]);
  if (kind === 'record') {
    tokens.expectMark(':', 'A field is written `name: type`.');
    return { name, docs, type: parseType(tokens) };
  }
  if (kind !== 'variant' || !tokens.takeMark('(')) return { name, docs, type: undefined };
  const type = parseType(tokens);
  tokens.expectMark(')', 'A case carries one type; several make a tuple<…>.');
  return { name, docs, type };
}

function parseResource(tokens: TokenStream, preamble: Preamble): TypeItemSyntax {
  const name = tokens.ident('the name of the resource');
  const item = { ...preamble, kind: 'resource', name, type: undefined, members: [] } as const;
  if (tokens.takeMark(';')) return { ...item, functions: [] };
  const functions = tokens.block(() => {
    const before = parsePreamble(tokens);
    if (tokens.isKeyword('constructor')) return parseConstructor(tokens, before);
    const method = tokens.ident('a method or the constructor');
    tokens.expectMark(':');
    return parseFunction(tokens, before, method, tokens.takeKeyword('static') ? 'static' : 'function');
  });
  return { ...item, functions };
}

function parseConstructor(tokens: TokenStream, preamble: Preamble): FunctionSyntax {
  const { source, start, end } = tokens.next();
  const params = parseParams(tokens);
  const result = tokens.takeMark('->') ? parseType(tokens) : undefined;
  tokens.expectMark(';');
  const name: Ident = { name: 'constructor', source, start, end };
  return { ...preamble, kind: 'constructor', name, async: false, params, result };
}

/** `async func(…) -> …;`, after `name: ` and perhaps `static`. */
export function parseFunction(
  tokens: TokenStream,
  preamble: Preamble,
  name: Ident,
  kind: 'function' | 'static',
): FunctionSyntax {
  const async = tokens.takeKeyword('async');
  tokens.expectKeyword('func');
  const params = parseParams(tokens);
  const result = tokens.takeMark('->') ? parseType(tokens) : undefined;
  tokens.expectMark(';');
  return { ...preamble, kind, name, async, params, result };
}

function parseParams(tokens: TokenStream): FunctionSyntax['params'] {
  return tokens.list('(', ')', () => {
    const name = tokens.ident('a parameter');
    tokens.expectMark(':', 'A parameter is written `name: type`.');
    return { name, type: parseType(tokens) };
  });
}
