/**
 * A type as the checker knows it has lost how it was written: the order of a union's members, and often its alias. So
 * every type travels with the type node that it was written as, and with what the type parameters in that node stand for.
 */
import { ts } from 'ts-morph';
import { type AnalysisContext, isLibrary } from '../context.ts';

/** What type parameters stand for, as it was written. */
export type Scope = ReadonlyMap<ts.Symbol, Written>;

export interface Written {
  readonly node: ts.TypeNode;
  readonly scope: Scope;
}

export const NO_SCOPE: Scope = new Map();

/** A type node as written, or nothing where there is none. */
export function written(node: ts.TypeNode | undefined, scope: Scope = NO_SCOPE): Written | undefined {
  return node && { node, scope };
}

/**
 * Without parentheses, `readonly` and tuple labels; with type parameters replaced by what they stand for, and `T['key']`
 * by what the property was declared with.
 */
export function unfold(context: AnalysisContext, type: Written): Written {
  let { node, scope } = type;
  for (;;) {
    const inner = wrapped(node);
    if (inner !== undefined) {
      node = inner;
      continue;
    }
    const replaced = argumentFor(context, node, scope) ?? indexed(context, node, scope);
    if (replaced === undefined) return { node, scope };
    ({ node, scope } = replaced);
  }
}

/** What a type parameter stands for. */
function argumentFor(context: AnalysisContext, node: ts.TypeNode, scope: Scope): Written | undefined {
  const symbol = ts.isTypeReferenceNode(node) ? context.checker.getSymbolAtLocation(node.typeName) : undefined;
  return symbol && scope.get(symbol);
}

/** The type node behind `Order['lines']` and `Order['lines'][number]`; not behind a key of a union. */
function indexed(context: AnalysisContext, node: ts.TypeNode, scope: Scope): Written | undefined {
  if (!ts.isIndexedAccessTypeNode(node)) return undefined;
  const { checker } = context;
  const object: Written = { node: node.objectType, scope };
  const key = checker.getTypeFromTypeNode(node.indexType);
  if (key.isStringLiteral()) {
    const type = checker.getTypeFromTypeNode(node.objectType);
    const property = type.isUnion() ? undefined : type.getProperty(key.value);
    return property && written(typeNodeOf(property), memberScope(context, object));
  }
  return node.indexType.kind === ts.SyntaxKind.NumberKeyword ? elementOf(context, object) : undefined;
}

/** The type node of an array type's elements. */
export function elementOf(context: AnalysisContext, source: Written): Written | undefined {
  const { node, scope } = structureOf(context, source);
  if (ts.isArrayTypeNode(node)) return { node: node.elementType, scope };
  const [argument] = ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : [];
  return argument && { node: argument, scope };
}

/** What aliases, and `Readonly`, stand for: the array, tuple or literal itself, or the interface's name. */
export function structureOf(context: AnalysisContext, source: Written): Written {
  const plain = unfold(context, source);
  const named = namedBy(context, plain);
  if (named === undefined || !ts.isTypeAliasDeclaration(named.declaration)) return plain;
  const [argument] = named.args;
  if (isLibrary(context, named.declaration)) {
    return named.symbol.name === 'Readonly' && argument !== undefined ? structureOf(context, argument) : plain;
  }
  return structureOf(context, { node: named.declaration.type, scope: named.scope });
}

/** The type node that a property, parameter or field was declared with. */
export function typeNodeOf(symbol: ts.Symbol): ts.TypeNode | undefined {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  const isTyped =
    declaration !== undefined &&
    (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration));
  return isTyped ? declaration.type : undefined;
}

function wrapped(node: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isParenthesizedTypeNode(node) || ts.isNamedTupleMember(node)) return node.type;
  return ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword ? node.type : undefined;
}

/** What a type node names: the declaration, and the scope that its own type parameters open. */
export interface Named {
  readonly symbol: ts.Symbol;
  readonly declaration: ts.TypeAliasDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration | ts.ClassDeclaration;
  readonly args: readonly Written[];
  readonly scope: Scope;
}

/** The declaration behind a type reference; undefined for any other type node. */
export function namedBy(context: AnalysisContext, type: Written): Named | undefined {
  const { node, scope } = unfold(context, type);
  const name = nameIn(node);
  const symbol = name && context.sdk.resolve(context.checker.getSymbolAtLocation(name));
  const declaration = symbol?.declarations?.find(isTypeDeclaration);
  if (symbol === undefined || declaration === undefined) return undefined;
  const typeArguments =
    ts.isTypeReferenceNode(node) || ts.isImportTypeNode(node) || ts.isExpressionWithTypeArguments(node)
      ? node.typeArguments
      : undefined;
  const args = (typeArguments ?? []).map((argument): Written => ({ node: argument, scope }));
  return { symbol, declaration, args, scope: scopeOf(context, declaration, args) };
}

function nameIn(node: ts.TypeNode): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isImportTypeNode(node)) return node.qualifier;
  return ts.isExpressionWithTypeArguments(node) ? node.expression : undefined; // what an interface extends
}

/** The body of the alias that a type reference names, in its scope; undefined where it names no alias. */
export function aliasBody(context: AnalysisContext, type: Written): Written | undefined {
  const named = namedBy(context, type);
  if (named === undefined || !ts.isTypeAliasDeclaration(named.declaration)) return undefined;
  return { node: named.declaration.type, scope: named.scope };
}

/** The arguments of a generic type of the SDK (`Result<T, E>`, `Flags<F>`) as written, also behind aliases. */
export function sdkArguments(context: AnalysisContext, source: Written): readonly Written[] {
  const named = namedBy(context, source);
  if (named === undefined) return [];
  if (context.sdk.isSdk(named.declaration)) return named.args;
  const body = aliasBody(context, source);
  return body === undefined ? [] : sdkArguments(context, body);
}

function scopeOf(context: AnalysisContext, declaration: Named['declaration'], args: readonly Written[]): Scope {
  const parameters = 'typeParameters' in declaration ? (declaration.typeParameters ?? []) : [];
  const scope = new Map<ts.Symbol, Written>();
  for (const [index, parameter] of parameters.entries()) {
    const symbol = context.checker.getSymbolAtLocation(parameter.name);
    const argument = args[index] ?? written(parameter.default, scope);
    if (symbol !== undefined && argument !== undefined) scope.set(symbol, argument);
  }
  return scope;
}

function isTypeDeclaration(node: ts.Declaration): node is Named['declaration'] {
  return (
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isClassDeclaration(node)
  );
}

/** Whether a type node is `undefined`, `null` or `void`. */
export function isNullishNode(node: ts.TypeNode): boolean {
  return (
    node.kind === ts.SyntaxKind.UndefinedKeyword ||
    node.kind === ts.SyntaxKind.VoidKeyword ||
    (ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword)
  );
}

/** The one member of a union besides `undefined` and `null`, as written; the type itself where there are several. */
export function withoutNullish(context: AnalysisContext, type: Written): Written {
  const plain = unfold(context, type);
  if (ts.isUnionTypeNode(plain.node)) {
    const rest = plain.node.types.filter((member) => !isNullishNode(member));
    const [only] = rest;
    return rest.length === 1 && only !== undefined
      ? withoutNullish(context, { node: only, scope: plain.scope })
      : plain;
  }
  const body = aliasBody(context, plain);
  const unfolded = body && unfold(context, body);
  // Without a missing value there is nothing to take away, and the alias is the name: `type Only = | 'only'`.
  if (unfolded === undefined || !ts.isUnionTypeNode(unfolded.node)) return plain;
  if (!unfolded.node.types.some(isNullishNode)) return plain;
  const inner = withoutNullish(context, unfolded);
  // With several members left, the alias is still their name.
  return ts.isUnionTypeNode(inner.node) ? plain : inner;
}

/**
 * What all type parameters around the members of an object type stand for: those of its interface or alias, of what it
 * extends or is made from (`Partial<Page<Order>>`), and of the parts of an intersection.
 */
export function memberScope(context: AnalysisContext, source: Written | undefined): Scope {
  const scope = new Map<ts.Symbol, Written>();
  const seen = new Set<ts.Node>();
  // What is nearer to the members comes first and stays: in `Page<Page<Order>>`, T is `Page<Order>`.
  const add = (entries: Scope): void => {
    for (const [symbol, argument] of entries) if (!scope.has(symbol)) scope.set(symbol, argument);
  };
  const collect = (type: Written): void => {
    const { node, scope: outer } = unfold(context, type);
    if (seen.has(node)) return;
    seen.add(node);
    const named = namedBy(context, { node, scope: outer });
    if (named !== undefined) {
      add(named.scope);
      if (ts.isTypeAliasDeclaration(named.declaration)) collect({ node: named.declaration.type, scope: named.scope });
      const heritage = ts.isInterfaceDeclaration(named.declaration) ? (named.declaration.heritageClauses ?? []) : [];
      for (const base of heritage.flatMap((clause) => [...clause.types])) collect({ node: base, scope: named.scope });
      named.args.forEach(collect);
    }
    if (ts.isIntersectionTypeNode(node)) node.types.forEach((part) => collect({ node: part, scope: outer }));
    add(outer);
  };
  if (source !== undefined) collect(source);
  return scope;
}
