import { parsePackageName, parsePath } from './parse-path.ts';
import { parsePreamble } from './parse-preamble.ts';
import { noExternalId, parseScope } from './parse-scope.ts';
import { itemName, parseWorldItems } from './parse-world.ts';
import type { WitSource } from './source-text.ts';
import type { FileItemSyntax, FileSyntax, PackageSyntax } from './syntax.ts';
import { TokenStream } from './token-stream.ts';

/** @throws SyntaxComplaint for the first thing that does not follow the grammar. */
export function parseFile(source: WitSource): FileSyntax {
  const tokens = new TokenStream(source);
  let { docs } = tokens.peek();
  let name: FileSyntax['name'];
  const items: FileItemSyntax[] = [];
  const nested: FileSyntax['nested'][number][] = [];
  while (tokens.peek().kind !== 'end') {
    const isFirst = name === undefined && items.length === 0 && nested.length === 0;
    if (!tokens.isKeyword('package')) {
      items.push(parseFileItem(tokens));
      continue;
    }
    const found = parsePackage(tokens);
    if (found.isNested) nested.push(found);
    else if (isFirst) ({ name, docs } = found);
    else {
      tokens.fail(
        'AIRSSYS_WIT_READ_PACKAGE',
        found.name,
        'the package is declared after the start of the file',
        'Declare it once, first of all; put further packages into braces: package a:b { … }.',
      );
    }
  }
  return { source, name, docs: name ? docs : undefined, items, nested };
}

interface ParsedPackage extends PackageSyntax {
  readonly name: NonNullable<PackageSyntax['name']>;
  readonly isNested: boolean;
}

function parsePackage(tokens: TokenStream): ParsedPackage {
  const { docs } = tokens.next();
  const name = parsePackageName(tokens);
  if (tokens.takeMark(';')) return { name, docs, items: [], isNested: false };
  if (!tokens.isMark('{')) tokens.unexpected("';'");
  const items = tokens.block(() => {
    if (tokens.isKeyword('package')) {
      tokens.fail(
        'AIRSSYS_WIT_READ_PACKAGE',
        tokens.peek(),
        'a package stands inside of another',
        'Put it beside the other one.',
      );
    }
    return parseFileItem(tokens);
  });
  return { name, docs, items, isNested: true };
}

function parseFileItem(tokens: TokenStream): FileItemSyntax {
  const preamble = parsePreamble(tokens);
  if (tokens.isKeyword('use')) {
    if (preamble.gate || preamble.externalId !== undefined) {
      tokens.fail('AIRSSYS_WIT_READ_GATE', tokens.peek(), 'a use outside of interfaces and worlds cannot have a gate');
    }
    tokens.next();
    const path = parsePath(tokens, 'the name of an interface');
    const name = tokens.takeKeyword('as') ? tokens.ident('a name') : path.name;
    tokens.expectMark(';');
    return { kind: 'file-use', path, name };
  }
  noExternalId(tokens, preamble, 'an interface or world');
  if (tokens.takeKeyword('interface')) {
    return { ...preamble, kind: 'interface', name: itemName(tokens, 'interface'), items: parseScope(tokens) };
  }
  if (tokens.takeKeyword('world')) {
    return { ...preamble, kind: 'world', name: itemName(tokens, 'world'), items: parseWorldItems(tokens) };
  }
  return tokens.unexpected('package, interface, world or use');
}
