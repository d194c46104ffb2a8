/**
 * Where a type that has no place in an interface is reported: where it is declared, once, however many operations use it. So
 * aliases are followed to what they stand for, type parameters to their arguments, and names that lead nowhere to their
 * import. What a package declares is reported where the author uses it, since only that is the author's to change.
 */
import { ts } from 'ts-morph';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { type AnalysisContext, isAuthored } from '../context.ts';
import type { Place } from './place.ts';
import { unresolvedName } from './unresolved-name.ts';
import { isNullishNode, namedBy, unfold, type Written } from './written.ts';

/** Reports the type at a place, where it is declared. */
export function refuseType(
  context: AnalysisContext,
  place: Place,
  code: DiagnosticCode,
  message: string,
  hint: string,
): undefined {
  const node = declaredNode(context, place);
  if (isInside(node, place.node)) context.reporter.error(node, code, message, hint);
  else context.reporter.errorOnce(node, code, message, hint); // other uses lead there too
  return undefined;
}

/** As {@link refuseType}, for what is no error. */
export function warnOfType(
  context: AnalysisContext,
  place: Place,
  code: DiagnosticCode,
  message: string,
  hint: string,
): void {
  context.reporter.warning(declaredNode(context, place), code, message, hint);
}

/** What of the author's declares the type at a place; the place's own node where nothing does. */
export function declaredNode(context: AnalysisContext, place: Place): ts.Node {
  let found = place.node;
  let type = place.source;
  const seen = new Set<ts.Node>();
  while (type !== undefined && !seen.has(type.node)) {
    seen.add(type.node);
    const plain = onlyMember(context, unfold(context, type));
    if (isAuthored(context, plain.node)) found = plain.node;
    const named = namedBy(context, plain);
    if (named === undefined) {
      const name = unresolvedName(context, plain.node);
      return name !== undefined && isAuthored(context, name) ? name : found;
    }
    const { declaration } = named;
    if (!isAuthored(context, declaration)) return found;
    if (!ts.isTypeAliasDeclaration(declaration)) return declaration.name ?? declaration;
    if (declaration.typeParameters !== undefined) return found; // what it makes of its arguments is theirs, not its own
    found = declaration.type;
    type = { node: declaration.type, scope: named.scope };
  }
  return found;
}

/** `Order` of `Order | undefined`; any other type itself. */
function onlyMember(context: AnalysisContext, type: Written): Written {
  if (!ts.isUnionTypeNode(type.node)) return type;
  const [only, ...more] = type.node.types.filter((member) => !isNullishNode(member));
  const member = only && more.length === 0 ? unfold(context, { node: only, scope: type.scope }) : undefined;
  return member !== undefined && ts.isTypeReferenceNode(member.node) ? member : type;
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

/** Where a type is written, which is where one is reported that contains itself: its declaration is right by itself. */
export function useOf(context: AnalysisContext, { node, source }: Place): ts.Node {
  return source !== undefined && isAuthored(context, source.node) ? source.node : node;
}
