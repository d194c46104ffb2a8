/**
 * How a type is called in the interface: by its interface or alias; an instantiation by its arguments too (`Page<Order>`
 * is `page-order`); a type without a name by its place.
 */
import { toKebabCase, toPascalCase } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, isLibrary } from '../context.ts';
import type { Place } from './place.ts';
import { type Named, namedBy, unfold, type Written } from './written.ts';

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

/** The name for a type; undefined where its own name cannot be written in WIT, which is reported. */
export function nameType(
  context: AnalysisContext,
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeName | undefined {
  const isComputed = source === undefined || !hasShape(unfold(context, source).node);
  const found = (source && writtenName(context, source)) ?? (isComputed ? symbolName(context, type) : undefined);
  if (found === undefined) return { name: place.name, source: toPascalCase(place.name) };
  const name = toKebabCase(found.words);
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
    source: plain ? found.words : toPascalCase(name),
    ...(found.declaration && { declaration: found.declaration }),
    symbol: found.symbol,
  };
}

/** The place of an alias's parts: `type Lines = { … }[]` has `lines-item`, wherever it is used. */
export function namedPlace(context: AnalysisContext, source: Written | undefined, place: Place): Place {
  const found = source && writtenName(context, source);
  const name = found && toKebabCase(found.words);
  return name === undefined ? place : { ...place, name };
}

/** Whether a type is written out in place, and so has no name but its place's. */
function hasShape(node: ts.TypeNode): boolean {
  return ts.isTypeLiteralNode(node) || ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node);
}

interface FoundName {
  /** Words of the name, separated by dots where they are several names. */
  readonly words: string;
  readonly symbol: ts.Symbol;
  readonly declaration?: ts.Node;
}

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
  return args.length === 0 ? { words: symbol.name, symbol, ...nameNode(declaration) } : instanceName(context, named);
}

function instanceName(context: AnalysisContext, { symbol, declaration, args }: Named): FoundName | undefined {
  const words = args.map((argument) => argumentName(context, argument));
  if (words.includes(undefined)) return undefined;
  return {
    words: [symbol.name, ...words].join('.'),
    symbol,
    ...(!isLibrary(context, declaration) && nameNode(declaration)),
  };
}

function argumentName(context: AnalysisContext, argument: Written): string | undefined {
  const { node, scope } = unfold(context, argument);
  if (ts.isArrayTypeNode(node)) {
    const element = argumentName(context, { node: node.elementType, scope });
    return element && `${element}.list`;
  }
  if (ts.isTypeReferenceNode(node)) {
    const named = namedBy(context, argument);
    return writtenName(context, argument)?.words ?? (named?.args.length === 0 ? named.symbol.name : undefined);
  }
  return ts.isToken(node) ? ts.tokenToString(node.kind) : undefined;
}

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
  return { words: symbol.name, symbol, ...nameNode(declaration) };
}

function nameNode(declaration: ts.NamedDeclaration): { readonly declaration?: ts.Node } {
  return declaration.name === undefined ? {} : { declaration: declaration.name };
}
