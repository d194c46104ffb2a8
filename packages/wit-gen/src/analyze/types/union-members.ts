/**
 * The members of a union in the order of the source. The checker sorts them by when it first met each, anywhere in the
 * program; but the order of cases is part of the binary interface, so it is read from the syntax.
 */
import { ts } from 'ts-morph';
import { type AnalysisContext, isLibrary } from '../context.ts';
import { aliasBody, isNullishNode, namedBy, typeNodeOf, unfold, type Written } from './written.ts';

export interface Member {
  readonly type: ts.Type;
  readonly written?: Written;
  /** Where it stands in the union, for its doc comment. */
  readonly node?: ts.Node;
  /** The member is an intersection, of which `type` is one part. */
  readonly isPart?: boolean;
}

export interface OrderedMembers {
  readonly members: readonly Member[];
  /** Whether the source gave the order. If not it is alphabetical, which at least is the same in every build. */
  readonly fromSource: boolean;
}

/** Library aliases whose first argument has the members that are left, in their order. */
const FILTERS: ReadonlySet<string> = new Set(['Exclude', 'Extract', 'NonNullable', 'Readonly']);

/** Orders the checker's members of a union by how the union was written. */
export function orderMembers(
  context: AnalysisContext,
  types: readonly ts.Type[],
  source: Written | undefined,
): OrderedMembers {
  const leaves = source === undefined ? [] : writtenMembers(context, source);
  const left = new Set(types);
  const members: Member[] = [];
  for (const leaf of leaves) {
    const candidates = [...left].filter((type) =>
      leaf.isPart === true && type.isIntersection()
        ? type.types.some((part) => isSameType(part, leaf.type))
        : isSameType(type, leaf.type),
    );
    const type = candidates[0];
    if (type === undefined || (candidates.length > 1 && type !== leaf.type)) continue;
    left.delete(type);
    members.push({ ...leaf, type });
  }
  const rest = [...left]
    .map((type) => ({ type, text: context.checker.typeToString(type) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  return { members: [...members, ...rest.map(({ type }): Member => ({ type }))], fromSource: rest.length < 2 };
}

function isSameType(a: ts.Type, b: ts.Type): boolean {
  if (a === b) return true;
  if (a.isLiteral() && b.isLiteral()) {
    const isEnum = ((a.flags | b.flags) & ts.TypeFlags.EnumLiteral) !== 0;
    return a.value === b.value && (!isEnum || a.symbol === b.symbol);
  }
  // An instantiation of a generic arm differs from the arm as written, but its declaration is the same.
  const isObject = (a.flags & b.flags & ts.TypeFlags.Object) !== 0;
  return isObject && a.symbol !== undefined && a.symbol === b.symbol;
}

function writtenMembers(context: AnalysisContext, source: Written): readonly Member[] {
  const plain = unfold(context, source);
  const { node, scope } = plain;
  if (ts.isUnionTypeNode(node)) {
    return node.types
      .filter((member) => !isNullishNode(member))
      .flatMap((member) => {
        const found = writtenMembers(context, { node: member, scope });
        // A member that is one arm has its own doc comment; one that is a union again brings its arms' comments.
        return found.length === 1 ? found.map((one) => ({ ...one, node: one.node ?? member })) : found;
      });
  }
  const type = context.checker.getTypeFromTypeNode(node);
  const named = namedBy(context, plain);
  const [filtered] = named?.args ?? [];
  if (
    named !== undefined &&
    filtered !== undefined &&
    FILTERS.has(named.symbol.name) &&
    isLibrary(context, named.declaration)
  ) {
    return writtenMembers(context, filtered);
  }
  const change = named && isLibrary(context, named.declaration) ? TEXT_CHANGES[named.symbol.name] : undefined;
  if (change !== undefined && filtered !== undefined) {
    return writtenMembers(context, filtered).flatMap((member) =>
      member.type.isStringLiteral() ? [{ type: context.checker.getStringLiteralType(change(member.type.value)) }] : [],
    );
  }
  if (named !== undefined && ts.isEnumDeclaration(named.declaration)) {
    return named.declaration.members.map((member) => ({ type: context.checker.getTypeAtLocation(member) }));
  }
  const body = aliasBody(context, plain);
  if (body !== undefined && isUnionLike(context, body)) return writtenMembers(context, body);
  if (!type.isUnion()) return [{ type, written: plain, ...(ts.isUnionTypeNode(node.parent) && { node }) }];
  return computedMembers(context, plain);
}

/** Whether following the alias gets nearer to a union's members; a plain object type stays with its name. */
function isUnionLike(context: AnalysisContext, body: Written): boolean {
  const { node } = unfold(context, body);
  return (
    ts.isUnionTypeNode(node) ||
    ts.isIndexedAccessTypeNode(node) ||
    ts.isTypeOperatorNode(node) ||
    ts.isTemplateLiteralTypeNode(node) ||
    (ts.isIntersectionTypeNode(node) && context.checker.getTypeFromTypeNode(node).isUnion()) ||
    (ts.isTypeReferenceNode(node) && context.checker.getTypeFromTypeNode(node).isUnion())
  );
}

/** `keyof T`, `T['kind']`, `(typeof LIST)[number]`, templates: unions that follow from the order of other declarations. */
function computedMembers(context: AnalysisContext, { node, scope }: Written): readonly Member[] {
  const { checker } = context;
  if (ts.isTemplateLiteralTypeNode(node)) return templateMembers(context, { node, scope }, node);
  if (ts.isIntersectionTypeNode(node)) {
    // The parts are distributed over the one that is a union.
    const unions = node.types.filter((part) => checker.getTypeFromTypeNode(part).isUnion());
    const [union] = unions;
    if (union === undefined || unions.length > 1) return [];
    return writtenMembers(context, { node: union, scope }).map((member) => ({ ...member, isPart: true }));
  }
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword) {
    const properties = checker.getTypeFromTypeNode(node.type).getProperties();
    return properties.map((property) => ({ type: checker.getStringLiteralType(property.name) }));
  }
  if (ts.isIndexedAccessTypeNode(node)) {
    const object = checker.getTypeFromTypeNode(node.objectType);
    if (checker.isTupleType(object)) {
      // isTupleType proves that it is a reference to a tuple's target.
      return checker.getTypeArguments(object as ts.TypeReference).map((type) => ({ type }));
    }
    const key = checker.getTypeFromTypeNode(node.indexType);
    if (key.isUnion()) {
      // `(typeof NAMES)[keyof typeof NAMES]`: the values in the order of the keys.
      const keys = writtenMembers(context, { node: node.indexType, scope }).map(({ type }) => type);
      return keys.flatMap((one) => (one.isStringLiteral() ? propertyMembers(context, object, one.value) : []));
    }
    if (!key.isStringLiteral()) return [];
    const arms = object.isUnion()
      ? writtenMembers(context, { node: node.objectType, scope: new Map() })
      : [{ type: object }];
    return arms.flatMap((arm) => propertyMembers(context, arm.type, key.value));
  }
  return [];
}

/** The texts of a template, by the order of what stands in it, the last part changing fastest. */
function templateMembers(
  context: AnalysisContext,
  { scope }: Written,
  { head, templateSpans }: ts.TemplateLiteralTypeNode,
): readonly Member[] {
  let texts: readonly string[] = [head.text];
  for (const { type, literal } of templateSpans) {
    const parts = writtenMembers(context, { node: type, scope }).flatMap((member) =>
      member.type.isStringLiteral() || member.type.isNumberLiteral() ? [String(member.type.value)] : [],
    );
    texts = texts.flatMap((text) => parts.map((part) => `${text}${part}${literal.text}`));
  }
  return texts.map((text) => ({ type: context.checker.getStringLiteralType(text) }));
}

/** What the language's own aliases do to each text. */
const TEXT_CHANGES: Readonly<Record<string, (text: string) => string>> = {
  Capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1),
  Uncapitalize: (text) => text.charAt(0).toLowerCase() + text.slice(1),
  Uppercase: (text) => text.toUpperCase(),
  Lowercase: (text) => text.toLowerCase(),
};

function propertyMembers(context: AnalysisContext, object: ts.Type, key: string): readonly Member[] {
  const property = object.getProperty(key);
  if (property === undefined) return [];
  const node = typeNodeOf(property);
  const found = node === undefined ? [] : writtenMembers(context, { node, scope: new Map() });
  const type = context.checker.getTypeOfSymbol(property);
  // A mapped type gives its properties types of its own, and keeps where they were declared.
  const isDeclared = type.isUnion() || found.some((one) => isSameType(one.type, type));
  return found.length > 0 && isDeclared ? found : [{ type }];
}
