/**
 * How a type is called in the interface: by its interface or alias; an instantiation by its arguments too (`Page<Order>`
 * is `page-order`); a type without a name by its place.
 */
import { toKebabCase, toPascalCase } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, isAuthored, isLibrary } from '../context.ts';
import { chosenName } from '../wit-name.ts';
import type { Place } from './place.ts';
import { aliasBody, isNullishNode, type Named, namedBy, unfold, type Written } from './written.ts';

export interface TypeName {
  /** In WIT. */
  readonly name: string;
  /** In TypeScript: an identifier, made up where the author gave none. */
  readonly source: string;
  /** The name's node in the author's source, for messages. */
  readonly declaration?: ts.Node;
  /** Whose doc comment is the type's. */
  readonly symbol?: ts.Symbol;
}

/** Library aliases that keep their argument's name beside their own: `Partial<Order>` is `partial-order`. */
const NAMING_UTILITIES: ReadonlySet<string> = new Set(['Partial', 'Required']);

/** Generic types of the library that are named after their arguments inside of another's name. */
const COLLECTIONS: ReadonlySet<string> = new Set(['Map', 'ReadonlyMap', 'Set', 'ReadonlySet', 'Record']);

/** The name for a type; undefined where its own name cannot be written in WIT, which is reported. */
export function nameType(
  context: AnalysisContext,
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeName | undefined {
  const isComputed = source === undefined || !hasShape(unfold(context, source).node);
  // What a conditional type comes to has a name of its own, if it is a declared type.
  const resolved = source !== undefined && isConditional(context, source) ? symbolName(context, type) : undefined;
  const found =
    resolved ?? (source && writtenName(context, source)) ?? (isComputed ? symbolName(context, type) : undefined);
  if (found === undefined) return { name: place.name, source: toPascalCase(place.name) };
  const name = toKebabCase(found.witWords);
  if (name === undefined) {
    context.reporter.error(
      found.declaration ?? place.node,
      'AIRSSYS_WIT_NAME',
      `'${found.words}' is not a name in WIT`,
      'WIT names are words of ASCII letters and digits that start with a letter: rename the type.',
    );
    return undefined;
  }
  const plain = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(found.words);
  return {
    name,
    source: plain ? found.words : toPascalCase(toKebabCase(found.words) ?? name),
    ...(found.declaration && { declaration: found.declaration }),
    symbol: found.symbol,
  };
}

/** The place of an alias's parts: `type Lines = { … }[]` has `lines-item`, wherever it is used. */
export function namedPlace(context: AnalysisContext, source: Written | undefined, place: Place): Place {
  const found = source && writtenName(context, source);
  const name = found && toKebabCase(found.witWords);
  return name === undefined ? place : { ...place, name };
}

/** Whether a type is written out in place, and so has no name but its place's. */
function hasShape(node: ts.TypeNode): boolean {
  return ts.isTypeLiteralNode(node) || ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node);
}

/** Whether a type is written as an alias of a conditional type. */
function isConditional(context: AnalysisContext, source: Written): boolean {
  const body = aliasBody(context, source);
  return body !== undefined && (ts.isConditionalTypeNode(body.node) || isConditional(context, body));
}

interface FoundName {
  /** Words of the name, separated by dots where they are several names. */
  readonly words: string;
  /** The same with what `@name` has chosen. */
  readonly witWords: string;
  readonly symbol: ts.Symbol;
  readonly declaration?: ts.Node;
}

/** The name that a type is written with. */
function writtenName(context: AnalysisContext, source: Written): FoundName | undefined {
  const named = namedBy(context, source);
  if (named === undefined) return undefined;
  const { declaration, symbol, args } = named;
  if (isLibrary(context, declaration)) {
    const [argument] = args;
    if (argument === undefined) return undefined;
    if (symbol.name === 'Readonly' || symbol.name === 'NonNullable') return writtenName(context, argument);
    return NAMING_UTILITIES.has(symbol.name) ? instanceName(context, named) : undefined;
  }
  if (ts.isTypeAliasDeclaration(declaration) && args.length === 0) {
    // `type Severity = Level` is Level; `type OrderPage = Page<Order>` is a name of its own.
    const body = { node: declaration.type, scope: named.scope };
    const target = namedBy(context, body);
    if (target !== undefined && target.args.length === 0 && !isLibrary(context, target.declaration)) {
      return writtenName(context, body);
    }
  }
  return args.length === 0
    ? { words: ownName(named), witWords: ownWitName(context, named), symbol, ...nameNode(declaration) }
    : instanceName(context, named);
}

/** The declared name; a symbol that is exported by default is called `default`. */
function ownName({ symbol, declaration }: Pick<Named, 'symbol' | 'declaration'>): string {
  return declaration.name?.text ?? symbol.name;
}

function ownWitName(context: AnalysisContext, named: Pick<Named, 'symbol' | 'declaration'>): string {
  const { declaration } = named;
  return (isAuthored(context, declaration) ? chosenName(context, declaration) : undefined) ?? ownName(named);
}

function instanceName(context: AnalysisContext, named: Named): FoundName | undefined {
  const { symbol, declaration, args } = named;
  // `Flags<'read' | 'write'>` would repeat all of its names.
  const isWrittenOut = (one: Written): boolean => !ts.isTypeReferenceNode(unfold(context, one).node);
  if (context.sdk.flagsOf(context.checker.getDeclaredTypeOfSymbol(symbol)) !== undefined && args.some(isWrittenOut))
    return undefined;
  const words = withoutDefaults(context, named).map((argument) => argumentName(context, argument));
  if (words.includes(undefined)) return undefined;
  return {
    words: [ownName(named), ...words].join('.'),
    witWords: [ownWitName(context, named), ...words].join('.'),
    symbol,
    ...(!isLibrary(context, declaration) && nameNode(declaration)),
  };
}

/** The arguments but for those at the end that are the defaults: `Box<u8>` and `Box<u8, string>` are one type. */
function withoutDefaults({ checker }: AnalysisContext, { declaration, args }: Named): readonly Written[] {
  const parameters = 'typeParameters' in declaration ? (declaration.typeParameters ?? []) : [];
  const isDefault = (argument: Written, index: number): boolean => {
    const node = parameters[index]?.default;
    return node !== undefined && checker.getTypeFromTypeNode(node) === checker.getTypeFromTypeNode(argument.node);
  };
  return args.slice(0, args.findLastIndex((argument, index) => !isDefault(argument, index)) + 1);
}

/** What a type argument adds to a name; undefined where it has no name, such as an object type that is written out. */
function argumentName(context: AnalysisContext, argument: Written): string | undefined {
  const { node, scope } = unfold(context, argument);
  const inside = (inner: ts.TypeNode): string | undefined => argumentName(context, { node: inner, scope });
  if (ts.isArrayTypeNode(node)) return joined([inside(node.elementType), 'list']);
  if (ts.isTupleTypeNode(node)) return joined(['tuple', ...node.elements.map(inside)]);
  if (ts.isUnionTypeNode(node)) return unionName(node, inside);
  if (ts.isLiteralTypeNode(node)) return literalName(node.literal);
  if (!ts.isTypeReferenceNode(node)) return ts.isToken(node) ? ts.tokenToString(node.kind) : undefined;
  const found = writtenName(context, argument);
  if (found !== undefined) return found.witWords;
  const named = namedBy(context, argument);
  if (named === undefined) return undefined;
  const args = named.args.map((one) => argumentName(context, one));
  const { name } = named.symbol;
  if (name === 'Array' || name === 'ReadonlyArray') return joined([...args, 'list']);
  const isNamed = args.length === 0 || COLLECTIONS.has(name) || !isLibrary(context, named.declaration);
  return isNamed ? joined([name.replace('Readonly', ''), ...args]) : undefined;
}

/** `T | undefined` is `optional-t`, `T | null` is `nullable-t`: beside each other they are two types. */
function unionName({ types }: ts.UnionTypeNode, nameOf: (node: ts.TypeNode) => string | undefined): string | undefined {
  const isNull = (node: ts.TypeNode): boolean =>
    ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
  const isUndefined = (node: ts.TypeNode): boolean => isNullishNode(node) && !isNull(node);
  const rest = types.filter((node) => !isNullishNode(node));
  const members = joined(rest.flatMap((node, index) => (index === 0 ? [nameOf(node)] : ['or', nameOf(node)])));
  const missing = [...(types.some(isUndefined) ? ['optional'] : []), ...(types.some(isNull) ? ['nullable'] : [])];
  return joined([...missing, members]);
}

function literalName(literal: ts.LiteralTypeNode['literal']): string | undefined {
  if (ts.isNumericLiteral(literal)) return `n${literal.text}`;
  if (!ts.isStringLiteral(literal)) return ts.isToken(literal) ? ts.tokenToString(literal.kind) : undefined;
  return toKebabCase(literal.text) === undefined ? undefined : literal.text;
}

const joined = (words: readonly (string | undefined)[]): string | undefined =>
  words.includes(undefined) ? undefined : words.join('.');

/** For types that are written nowhere, such as an inferred result. */
function symbolName(context: AnalysisContext, type: ts.Type): FoundName | undefined {
  const symbol = type.aliasSymbol ?? type.symbol;
  const declaration = symbol?.declarations?.[0];
  if (symbol === undefined || declaration === undefined || isLibrary(context, declaration)) return undefined;
  const isNamed =
    ts.isTypeAliasDeclaration(declaration) ||
    ts.isInterfaceDeclaration(declaration) ||
    ts.isEnumDeclaration(declaration);
  if (!isNamed || (!ts.isEnumDeclaration(declaration) && declaration.typeParameters !== undefined)) return undefined;
  const named = { symbol, declaration };
  return { words: ownName(named), witWords: ownWitName(context, named), symbol, ...nameNode(declaration) };
}

function nameNode(declaration: ts.NamedDeclaration): { readonly declaration?: ts.Node } {
  return declaration.name === undefined ? {} : { declaration: declaration.name };
}
