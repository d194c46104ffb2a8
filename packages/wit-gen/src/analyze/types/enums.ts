import { type EnumCase, type EnumDefinition, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag, isAuthored } from '../context.ts';
import { docsBefore, docsOfSymbol, withDocs } from '../documentation.ts';
import { witName } from '../wit-name.ts';
import { checkDistinctCases, declaredAs, reportCaseName, warnOfOrder } from './cases.ts';
import type { Conversion } from './conversion.ts';
import type { Place } from './place.ts';
import { refuseType } from './refuse.ts';
import { nameType, type TypeName } from './type-name.ts';
import { type Member, orderMembers } from './union-members.ts';
import type { Written } from './written.ts';

/** String literals, or members of a TypeScript enum. */
export function convertEnum(
  conversion: Conversion,
  members: readonly ts.Type[],
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const { context } = conversion;
  const name = nameType(context, type, source, place);
  if (name === undefined) return undefined;
  return conversion.definitions.define(type, name, place, () => {
    const ordered = orderMembers(context, members, source ?? declaredAs(type));
    warnOfOrder(context, ordered, name, place);
    const cases = ordered.members.map((member) => enumCase(context, member, name, place));
    const isDistinct = checkDistinctCases(context, cases, name, place);
    if (cases.includes(undefined) || !isDistinct) return undefined;
    return Object.freeze<EnumDefinition>({
      kind: 'enum',
      name: name.name,
      source: name.source,
      ...withDocs(docsOfSymbol(context, name.symbol)),
      cases: Object.freeze(cases.filter((one) => one !== undefined)),
    });
  });
}

/** A case as the author names it, or undefined after an error has been reported. */
export function enumCase(
  context: AnalysisContext,
  member: Member,
  owner: TypeName,
  place: Place,
): EnumCase | undefined {
  const { type } = member;
  const isEnumMember = hasFlag(type, ts.TypeFlags.EnumLiteral);
  if (!type.isLiteral() || typeof type.value === 'object') {
    const hint = 'Give every member of the enum a literal value.';
    const declaration = type.symbol?.declarations?.[0];
    const message = `a member of ${owner.source} has no literal value`;
    if (declaration === undefined || !ts.isEnumMember(declaration) || !isAuthored(context, declaration)) {
      return refuseType(context, place, 'AIRSSYS_WIT_TYPE_LITERAL', message, hint);
    }
    context.reporter.errorOnce(declaration, 'AIRSSYS_WIT_TYPE_LITERAL', message, hint);
    return undefined;
  }
  const text = isEnumMember ? type.symbol.name : String(type.value);
  const name = witName(context, text, isEnumMember ? type.symbol.valueDeclaration : member.node);
  if (name === undefined) return reportCaseName(context, text, owner, member, place);
  const docs = isEnumMember ? docsOfSymbol(context, type.symbol) : member.node && docsBefore(member.node);
  return Object.freeze({ name, literal: type.value, ...withDocs(docs) });
}
