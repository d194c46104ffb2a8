/** What enums and variants have in common: cases with names and an order. */
import { ts } from 'ts-morph';
import { type AnalysisContext, isAuthored } from '../context.ts';
import type { Place } from './place.ts';
import { refuseType, warnOfType } from './refuse.ts';
import type { TypeName } from './type-name.ts';
import type { Member, OrderedMembers } from './union-members.ts';
import type { Written } from './written.ts';

/** The alias or enum that a type remembers, for types that are written nowhere. */
export function declaredAs(type: ts.Type): Written | undefined {
  const declaration = type.aliasSymbol?.declarations?.find((node) => ts.isTypeAliasDeclaration(node));
  return declaration && { node: declaration.type, scope: new Map() };
}

export function reportCaseName(
  context: AnalysisContext,
  text: string,
  owner: TypeName,
  member: Member,
  place: Place,
): undefined {
  const isHere = member.node !== undefined && isAuthored(context, member.node);
  return refuseType(
    context,
    isHere ? { ...place, node: member.node, source: undefined } : place,
    'AIRSSYS_WIT_NAME',
    `the case '${text}' of ${owner.source} has no name in WIT`,
    'WIT names are words of ASCII letters and digits that start with a letter.\n' +
      'Rename it, or use a TypeScript enum: its members have names beside their values.',
  );
}

export function checkDistinctCases(
  context: AnalysisContext,
  cases: readonly ({ readonly name: string; readonly literal: string | number | boolean } | undefined)[],
  owner: TypeName,
  place: Place,
): boolean {
  const seen = new Map<string, string | number | boolean>();
  for (const one of cases) {
    if (one === undefined) continue;
    const first = seen.get(one.name);
    if (first !== undefined) {
      refuseType(
        context,
        place,
        'AIRSSYS_WIT_NAME_COLLISION',
        `the cases '${first}' and '${one.literal}' of ${owner.source} are both '${one.name}' in WIT`,
        'Rename one of them, or choose its name in WIT with @name.',
      );
      return false;
    }
    seen.set(one.name, one.literal);
  }
  return true;
}

export function warnOfOrder(context: AnalysisContext, ordered: OrderedMembers, owner: TypeName, place: Place): void {
  if (ordered.fromSource) return;
  warnOfType(
    context,
    place,
    'AIRSSYS_WIT_CASE_ORDER',
    `the cases of ${owner.source} are computed, so they are in alphabetical order`,
    'Their order is part of the binary interface. Write the union out to choose it.',
  );
}
