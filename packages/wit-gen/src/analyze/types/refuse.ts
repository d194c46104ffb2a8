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
import { namedBy, unfold, type Written } from './written.ts';

/** Reports the type at a place, where it is declared. */
export function refuseType(
  context: AnalysisContext,
  place: Place,
  code: DiagnosticCode,
  message: string,
  hint: string,
): undefined {
  const { node, isShared } = declarationOf(context, place);
  if (isShared) context.reporter.errorOnce(node, code, message, hint);
  else context.reporter.error(node, code, message, hint);
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
  context.reporter.warning(declarationOf(context, place).node, code, message, hint);
}

interface Declaration {
  readonly node: ts.Node;
  /** Whether it is elsewhere than the use, so that other uses lead there too. */
  readonly isShared: boolean;
}

function declarationOf(context: AnalysisContext, { node, source }: Place): Declaration {
  let found: Declaration = { node, isShared: false };
  const seen = new Set<ts.Node>();
  for (let type: Written | undefined = source; type !== undefined && !seen.has(type.node); ) {
    seen.add(type.node);
    const plain = unfold(context, type);
    if (isAuthored(context, plain.node)) found = { node: plain.node, isShared: found.isShared };
    const named = namedBy(context, plain);
    if (named === undefined) {
      const name = unresolvedName(context, plain.node);
      return name === undefined || !isAuthored(context, name) ? found : { node: name, isShared: true };
    }
    const { declaration } = named;
    if (!isAuthored(context, declaration)) return found;
    if (!ts.isTypeAliasDeclaration(declaration)) return { node: declaration.name ?? declaration, isShared: true };
    found = { node: declaration.type, isShared: true };
    type = { node: declaration.type, scope: named.scope };
  }
  return found;
}

/** Where a type is written, which is where one is reported that contains itself: its declaration is right by itself. */
export function useOf(context: AnalysisContext, { node, source }: Place): ts.Node {
  return source !== undefined && isAuthored(context, source.node) ? source.node : node;
}
