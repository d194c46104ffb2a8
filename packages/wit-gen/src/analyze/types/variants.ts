import {
  type CaseLiteral,
  type CasePayload,
  toPascalCase,
  type TypeNode,
  type VariantCase,
  type VariantDefinition,
} from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag } from '../context.ts';
import { docsBefore, docsOfSymbol, withDocs } from '../documentation.ts';
import { witName } from '../wit-name.ts';
import { checkDistinctCases, declaredAs, reportCaseName, warnOfOrder } from './cases.ts';
import type { Conversion } from './conversion.ts';
import type { Place } from './place.ts';
import { convertField, defineRecord, fieldsOf } from './records.ts';
import { refuseObject } from './refusals.ts';
import { refuseType } from './refuse.ts';
import { nameOfDirection } from './resource-use.ts';
import { nameType, type TypeName } from './type-name.ts';
import { type Member, orderMembers } from './union-members.ts';
import { memberScope, typeNodeOf, type Written, written } from './written.ts';

/** A union of objects that one property tells apart. */
export function convertVariant(
  conversion: Conversion,
  types: readonly ts.Type[],
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const { context } = conversion;
  const refused = types.map((arm) => refuseObject(context, arm, place));
  if (refused.includes(true)) return undefined;
  const ordered = orderMembers(context, types, source ?? declaredAs(type));
  const discriminant = findDiscriminant(context, ordered.members);
  const found = nameType(context, type, source, place);
  const name = found && nameOfDirection(conversion, type, found);
  if (discriminant === undefined) {
    const hint =
      'Give every member a property with the same name and a literal of its own:\n' +
      "{ kind: 'circle'; radius: number } | { kind: 'square'; side: number }";
    const message = `${place.label} is a union of objects that no property tells apart`;
    return refuseType(context, place, 'AIRSSYS_WIT_TYPE_UNION', message, hint);
  }
  if (name === undefined) return undefined;
  return conversion.definitions.define(type, name, place, () => {
    warnOfOrder(context, ordered, name, place);
    const cases = ordered.members.flatMap((member) =>
      literalsOf(context, member.type, discriminant).map((one) =>
        convertCase(conversion, member, { ...one, discriminant }, name, place, source),
      ),
    );
    const isDistinct = checkDistinctCases(context, cases, name, place);
    if (cases.includes(undefined) || !isDistinct) return undefined;
    return Object.freeze<VariantDefinition>({
      kind: 'variant',
      name: name.name,
      source: name.source,
      ...withDocs(docsOfSymbol(context, name.symbol)),
      discriminant,
      cases: Object.freeze(cases.filter((one) => one !== undefined)),
    });
  });
}

function convertCase(
  conversion: Conversion,
  member: Member,
  { discriminant, literal, text }: CaseText,
  variant: TypeName,
  place: Place,
  source: Written | undefined,
): VariantCase | undefined {
  const { context } = conversion;
  // Of several literals of one arm, a name can be chosen for none.
  const node = literalsOf(context, member.type, discriminant).length === 1 ? member.node : undefined;
  const name = witName(context, text, node);
  if (name === undefined) return reportCaseName(context, text, variant, member, place);
  const properties = fieldsOf(context, member.type).filter((property) => property.name !== discriminant);
  const scope = new Map([...memberScope(context, source), ...memberScope(context, member.written)]);
  const [only] = properties;
  let payload: CasePayload | undefined;
  if (properties.length === 1 && only !== undefined) {
    const owner = { name: `${variant.name}-${name}`, label: `the case '${text}' of ${variant.source}`, scope, place };
    const field = convertField(conversion, only, owner);
    if (field === undefined) return undefined;
    payload = { style: 'property', key: field.key, type: field.type, ...(field.optional && { optional: true }) };
  } else if (properties.length > 1) {
    const recordName = `${variant.name}-${name}`;
    const record: TypeName = { name: recordName, source: toPascalCase(recordName) };
    const type = defineRecord(conversion, member.type, record, properties, scope, place);
    if (type === undefined) return undefined;
    payload = { style: 'properties', type };
  }
  const docs = (member.node && docsBefore(member.node)) ?? docsOfArm(context, member);
  return Object.freeze({ name, literal, ...withDocs(docs), ...(payload && { payload: Object.freeze(payload) }) });
}

/** The first property, in the order of the first arm, whose literals in each arm are in no other. */
function findDiscriminant(context: AnalysisContext, members: readonly Member[]): string | undefined {
  const [first] = members;
  if (first === undefined) return undefined;
  return fieldsOf(context, first.type)
    .map((property) => property.name)
    .find((key) => {
      const literals = members.map((member) => literalsOf(context, member.type, key).map(({ literal }) => literal));
      const all = literals.flat();
      return literals.every((one) => one.length > 0) && new Set(all).size === all.length;
    });
}

interface ArmLiteral {
  readonly literal: CaseLiteral;
  /** What the case is called: an enum member by its name, a number with the discriminant before it (`status200`). */
  readonly text: string;
}

interface CaseText extends ArmLiteral {
  readonly discriminant: string;
}

/** The literals that a property of an arm can have, in the order of the source; none where it can have anything else. */
function literalsOf(context: AnalysisContext, arm: ts.Type, key: string): readonly ArmLiteral[] {
  const { checker } = context;
  const property = checker.getPropertyOfType(arm, key);
  if (property === undefined || (property.flags & ts.SymbolFlags.Optional) !== 0) return [];
  const type = checker.getTypeOfSymbol(property);
  const types = type.isUnion()
    ? orderMembers(context, type.types, written(typeNodeOf(property))).members.map((member) => member.type)
    : [type];
  const found = types.map((one) => armLiteral(context, one, key));
  return found.includes(undefined) ? [] : found.filter((one) => one !== undefined);
}

function armLiteral({ checker }: AnalysisContext, type: ts.Type, key: string): ArmLiteral | undefined {
  if (hasFlag(type, ts.TypeFlags.BooleanLiteral)) {
    const literal = checker.typeToString(type) === 'true';
    return { literal, text: String(literal) };
  }
  if (!type.isStringLiteral() && !type.isNumberLiteral()) return undefined;
  const { value: literal } = type;
  if (hasFlag(type, ts.TypeFlags.EnumLiteral)) return { literal, text: type.symbol.name };
  return { literal, text: typeof literal === 'number' ? `${key}${numberWords(literal)}` : literal };
}

/** `-1.5` is `Minus1Point5`. */
function numberWords(value: number): string {
  return String(value).replace('-', 'Minus').replace('.', 'Point').replaceAll(/[^\w]/g, '');
}

function docsOfArm(context: AnalysisContext, member: Member): string | undefined {
  return docsOfSymbol(context, member.type.aliasSymbol ?? member.type.symbol);
}
