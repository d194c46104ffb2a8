import { parsePath } from './parse-path.ts';
import { parsePreamble } from './parse-preamble.ts';
import { noExternalId, parseFunction, parseRename, parseScope, parseTypeItem, parseUse } from './parse-scope.ts';
import type { ExternSyntax, Ident, IncludeSyntax, PortSyntax, Preamble, WorldItemSyntax } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';

/** The items between the braces of a world. @throws SyntaxComplaint */
export function parseWorldItems(tokens: TokenStream): readonly WorldItemSyntax[] {
  return tokens.block(() => {
    const preamble = parsePreamble(tokens);
    if (tokens.isKeyword('use')) return parseUse(tokens, preamble);
    if (tokens.isKeyword('include')) return parseInclude(tokens, preamble);
    if (tokens.isKeyword('import') || tokens.isKeyword('export')) return parsePort(tokens, preamble);
    return (
      parseTypeItem(tokens, preamble) ??
      tokens.unexpected('import, export, include, use or a type', 'A function of a world is imported or exported.')
    );
  });
}

function parsePort(tokens: TokenStream, preamble: Preamble): PortSyntax {
  const kind = tokens.next().value === 'import' ? 'import' : 'export';
  return { ...preamble, kind, extern: parseExtern(tokens) };
}

function parseExtern(tokens: TokenStream): ExternSyntax {
  if (!isNamed(tokens)) {
    const path = parsePath(tokens, 'an interface');
    tokens.expectMark(';');
    return { kind: 'path', path, name: undefined };
  }
  const name = tokens.ident('a name');
  tokens.expectMark(':');
  if (tokens.isKeyword('func') || tokens.isKeyword('async')) {
    const parsed = parseFunction(tokens, { docs: undefined, gate: undefined, externalId: undefined }, name, 'function');
    return { kind: 'function', name, function: parsed };
  }
  if (tokens.takeKeyword('interface')) return { kind: 'inline', name, items: parseScope(tokens) };
  const path = parsePath(tokens, 'func, interface or the name of an interface');
  tokens.expectMark(';');
  return { kind: 'path', path, name };
}

/**
 * Whether a name of its own stands before the colon. `a:b/c` names an interface `c` of a package; where a space follows
 * the colon, `a` is a name for what comes after it.
 */
function isNamed(tokens: TokenStream): boolean {
  if (!tokens.isMark(':', 1)) return false;
  if (['func', 'async', 'interface'].some((word) => tokens.isKeyword(word, 2))) return true;
  return tokens.isMark(':', 3) || tokens.peek(1).end < tokens.peek(2).start;
}

function parseInclude(tokens: TokenStream, preamble: Preamble): IncludeSyntax {
  noExternalId(tokens, preamble, 'an include');
  tokens.next();
  const from = parsePath(tokens, 'the name of a world');
  if (!tokens.takeKeyword('with')) {
    tokens.expectMark(';');
    return { ...preamble, kind: 'include', from, renames: [] };
  }
  const renames = tokens.list('{', '}', () => parseRename(tokens, true));
  return { ...preamble, kind: 'include', from, renames };
}

/** The name after `interface` or `world`. */
export function itemName(tokens: TokenStream, what: 'interface' | 'world'): Ident {
  return tokens.ident(`the name of the ${what}`);
}
