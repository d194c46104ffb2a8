/** What is missing in the doc comments of one exported symbol, by the rules of CONTRIBUTING.md. */
import { ts } from 'ts-morph';
import { docComment, hasSentence, tellsOf, tellsOfMember, tellsResult, tellsThrows } from './doc-comment.ts';

/** Names of types that the packages export: they are explained where they are declared. */
export type KnownTypes = ReadonlySet<string>;

type FunctionNode = ts.SignatureDeclaration;

/** Each as `Class.method: what is missing`; empty where nothing is. */
export function missingDocs(
  name: string,
  declarations: readonly ts.Declaration[],
  known: KnownTypes,
): readonly string[] {
  // Overloads share one comment; of a type and a value of one name each has its own.
  const documented = declarations.some((one) => docComment(one) !== undefined);
  return declarations.flatMap((one) => {
    if (ts.isFunctionDeclaration(one) && documented && docComment(one) === undefined) return [];
    return [...missingSentence(name, one), ...missingInside(name, one, known)];
  });
}

function missingSentence(name: string, node: ts.Node): readonly string[] {
  const text = docComment(node);
  if (text === undefined) return [`${name}: no comment`];
  // What a constructor makes is told above its class.
  return hasSentence(text) || ts.isConstructorDeclaration(node) ? [] : [`${name}: no sentence`];
}

function missingInside(name: string, node: ts.Node, known: KnownTypes): readonly string[] {
  if (isFunction(node)) return missingOfFunction(name, node, docComment(node) ?? '', known);
  if (ts.isInterfaceDeclaration(node)) return missingOfMembers(name, node.members, known, docComment(node));
  if (ts.isClassDeclaration(node)) {
    // What an interface of ours asks for is told there, as editors show it.
    const isTold = node.heritageClauses?.some(
      ({ token, types }) =>
        token === ts.SyntaxKind.ImplementsKeyword && types.some((one) => known.has(one.expression.getText())),
    );
    const members = node.members.filter((one) => isTold !== true || docComment(one) !== undefined);
    return missingOfMembers(name, members, known, docComment(node));
  }
  if (ts.isTypeAliasDeclaration(node)) return missingOfType(name, node.type, known, docComment(node));
  if (ts.isVariableDeclaration(node)) return missingOfValue(name, node, known);
  return [];
}

/** Members of the object types that a type is made of; of functions the parameters. */
function missingOfType(
  name: string,
  type: ts.TypeNode | undefined,
  known: KnownTypes,
  comment: string | undefined,
): readonly string[] {
  if (type === undefined) return [];
  if (ts.isTypeLiteralNode(type)) return missingOfMembers(name, type.members, known, comment);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
    return type.types.flatMap((one) => missingOfType(name, one, known, comment));
  }
  if (ts.isParenthesizedTypeNode(type)) return missingOfType(name, type.type, known, comment);
  if (ts.isFunctionTypeNode(type)) return missingOfFunction(name, type, comment ?? '', known);
  return [];
}

/** A constant: a function, or an object with functions in it. */
function missingOfValue(name: string, node: ts.VariableDeclaration, known: KnownTypes): readonly string[] {
  const comment = docComment(node);
  const value = withoutAssertions(node.initializer);
  if (value !== undefined && isFunction(value)) return missingOfFunction(name, value, comment ?? '', known);
  if (value === undefined || !ts.isObjectLiteralExpression(value)) {
    return missingOfType(name, node.type, known, comment);
  }
  return value.properties.flatMap((property) => {
    const inner = `${name}.${property.name?.getText() ?? '\u2026'}`;
    if (ts.isMethodDeclaration(property)) return missingOfMember(inner, property, known, comment ?? '');
    if (!ts.isPropertyAssignment(property)) return [];
    const assigned = withoutAssertions(property.initializer);
    if (assigned === undefined || !isFunction(assigned)) return [];
    const text = docComment(property);
    return [...missingSentence(inner, property), ...missingOfFunction(inner, assigned, text ?? '', known, comment)];
  });
}

function missingOfMembers(
  name: string,
  members: readonly (ts.TypeElement | ts.ClassElement)[],
  known: KnownTypes,
  comment = '',
): readonly string[] {
  const documented = new Set(members.filter((one) => docComment(one) !== undefined).map(memberName));
  return members.flatMap((member) => {
    const called = memberName(member);
    // A getter with a comment tells of its setter too, one overload of all.
    const isToldOf = docComment(member) === undefined && (documented.has(called) || tellsOfMember(comment, called));
    return isHidden(member) || isObvious(member) || isToldOf
      ? []
      : missingOfMember(`${name}.${called}`, member, known, comment);
  });
}

const memberName = (member: ts.Node & { readonly name?: ts.Node }): string =>
  member.name?.getText() ?? (ts.isIndexSignatureDeclaration(member) ? '[\u2026]' : '(\u2026)');

function missingOfMember(name: string, member: ts.Node, known: KnownTypes, above: string): readonly string[] {
  const missing = missingSentence(name, member);
  const text = docComment(member) ?? '';
  if (missing.length > 0) return missing;
  if (isFunction(member)) return missingOfFunction(name, member, text, known, above);
  if (ts.isPropertySignature(member)) return missingOfType(name, member.type, known, text);
  return [];
}

function missingOfFunction(
  name: string,
  node: FunctionNode,
  text: string,
  known: KnownTypes,
  above = '',
): readonly string[] {
  if (text === '' || ts.isGetAccessor(node) || ts.isSetAccessor(node)) return [];
  const parameters = node.parameters
    .filter(({ name: one, type }) => !isThis(one) && !isExplained(type, known) && !tellsOfAll(`${text} ${above}`, one))
    .map(({ name: one }) => `${name}: parameter ${one.getText()}`);
  const isResultMissing = !isNothing(node.type) && !isExplained(node.type, known) && !tellsResult(text);
  const isThrowMissing = throwsItself(node) && !tellsThrows(text);
  return [
    ...parameters,
    ...(isResultMissing ? [`${name}: result`] : []),
    ...(isThrowMissing ? [`${name}: what it throws`] : []),
  ];
}

const isFunction = (node: ts.Node): node is FunctionNode =>
  ts.isFunctionLike(node) && !ts.isIndexSignatureDeclaration(node);

const isThis = (name: ts.Node): boolean => name.getText() === 'this';

/** A pattern tells of itself: its names are those of the type's members. */
const tellsOfAll = (text: string, name: ts.BindingName): boolean =>
  !ts.isIdentifier(name) || tellsOf(text, name.text.replace(/^_/, ''));

function isNothing(type: ts.TypeNode | undefined): boolean {
  if (type === undefined || type.kind === ts.SyntaxKind.VoidKeyword || type.kind === ts.SyntaxKind.NeverKeyword)
    return true;
  if (type.kind === ts.SyntaxKind.ThisType || ts.isTypePredicateNode(type)) return true;
  if (ts.isUnionTypeNode(type)) return type.types.every(isNothing);
  return ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Promise' && isNothing(type.typeArguments?.[0]);
}

/** A type of ours has its own comment: alone, or as what is promised or listed. */
function isExplained(type: ts.TypeNode | undefined, known: KnownTypes): boolean {
  if (type === undefined) return false;
  if (ts.isArrayTypeNode(type)) return isExplained(type.elementType, known);
  if (ts.isTypeOperatorNode(type)) return isExplained(type.type, known);
  if (ts.isUnionTypeNode(type)) return type.types.some((one) => isExplained(one, known));
  if (!ts.isTypeReferenceNode(type)) return false;
  return known.has(type.typeName.getText()) || (type.typeArguments?.some((one) => isExplained(one, known)) ?? false);
}

/** Not for the reader: private, or marked as for other packages of ours alone. */
function isHidden(member: ts.Node & { readonly name?: ts.Node }): boolean {
  const modifiers = ts.getCombinedModifierFlags(member as ts.Declaration);
  const isPrivate = (modifiers & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
  if (docComment(member)?.includes('@internal') === true) return true;
  return isPrivate || (member.name !== undefined && ts.isPrivateIdentifier(member.name));
}

/** What is told already: the tag of a union, what JavaScript itself calls, what a base class or the comment above has told. */
function isObvious(member: ts.Node & { readonly name?: ts.Node }): boolean {
  if (ts.isPropertySignature(member) && member.type !== undefined && ts.isLiteralTypeNode(member.type)) return true;
  if (ts.isConstructorDeclaration(member) && member.parameters.length === 0) return true;
  if (ts.isClassStaticBlockDeclaration(member) || ts.isSemicolonClassElement(member)) return true;
  if ((ts.getCombinedModifierFlags(member as ts.Declaration) & ts.ModifierFlags.Override) !== 0) return true;
  if (ts.isCallSignatureDeclaration(member) || ts.isIndexSignatureDeclaration(member)) return true;
  return /^(toString|toJSON|\[.*\])$/.test(member.name?.getText() ?? '');
}

function withoutAssertions(node: ts.Expression | undefined): ts.Expression | undefined {
  if (
    node !== undefined &&
    (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
  ) {
    return withoutAssertions(node.expression);
  }
  return node !== undefined && ts.isCallExpression(node) && node.expression.getText() === 'Object.freeze'
    ? withoutAssertions(node.arguments[0])
    : node;
}

/** A `throw` in its own body, that nothing of it catches. */
function throwsItself(node: FunctionNode): boolean {
  const body = 'body' in node ? (node.body as ts.Node | undefined) : undefined;
  const visit = (inner: ts.Node): boolean => {
    if (ts.isThrowStatement(inner)) return true;
    if (ts.isFunctionLike(inner) || ts.isClassLike(inner)) return false;
    if (ts.isTryStatement(inner) && inner.catchClause !== undefined) {
      return visit(inner.catchClause) || (inner.finallyBlock !== undefined && visit(inner.finallyBlock));
    }
    return ts.forEachChild(inner, visit) ?? false;
  };
  return body !== undefined && visit(body);
}
