import { Type, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag } from '../context.ts';
import type { Conversion } from './conversion.ts';
import { convertEnum } from './enums.ts';
import { type Place, within } from './place.ts';
import { refuseType } from './refuse.ts';
import { convertVariant } from './variants.ts';
import { sdkArguments, withoutNullish, type Written } from './written.ts';

const { TypeFlags } = ts;
const NULLISH = TypeFlags.Undefined | TypeFlags.Void | TypeFlags.Null;

/** A union: an option of what is left without `undefined` or `null`, an enum, a `Result`, a variant, or any JSON. */
export function convertUnion(
  conversion: Conversion,
  type: ts.UnionType,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const { context } = conversion;
  const isNull = type.types.some((member) => hasFlag(member, TypeFlags.Null));
  const isUndefined = type.types.some((member) => hasFlag(member, TypeFlags.Undefined | TypeFlags.Void));
  if (context.sdk.isJson(type)) return isUndefined ? Type.option(Type.json()) : Type.json();
  if (!isNull && !isUndefined) return convertMembers(conversion, type.types, type, source, place);
  const members = type.types.filter((member) => !hasFlag(member, NULLISH));
  const rest = source && withoutNullish(context, source);
  const some = convertMembers(conversion, members, context.checker.getNonNullableType(type), rest, {
    ...place,
    source: rest,
  });
  if (some === undefined) return undefined;
  // Missing in two ways: `undefined` is none, and `null` is a some that holds none.
  return isNull && isUndefined
    ? Type.option(Type.option(some, 'null'), 'undefined')
    : Type.option(some, isNull ? 'null' : 'undefined');
}

function convertMembers(
  conversion: Conversion,
  members: readonly ts.Type[],
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const [only] = members;
  if (only !== undefined && members.length === 1) return conversion.convert(only, source, place);
  if (members.every((member) => hasFlag(member, TypeFlags.BooleanLiteral))) return Type.primitive('bool');
  if (members.every((member) => member.isStringLiteral() || hasFlag(member, TypeFlags.EnumLike))) {
    return convertEnum(conversion, members, type, source, place);
  }
  const arms = conversion.context.sdk.resultArms(members);
  if (arms !== undefined) return convertResult(conversion, arms, source, place);
  if (members.every((member) => isObjectMember(conversion.context, member))) {
    return convertVariant(conversion, members, type, source, place);
  }
  const isNumbers = members.every((member) => member.isNumberLiteral());
  return refuseType(
    conversion.context,
    place,
    isNumbers ? 'AIRSSYS_WIT_TYPE_LITERAL' : 'AIRSSYS_WIT_TYPE_UNION',
    isNumbers ? `${place.label} is a union of numbers` : `${place.label} is a union whose members cannot be told apart`,
    isNumbers
      ? 'Use number or u32, or a TypeScript enum, whose members have names.'
      : "Make every member an object with a tag:\n{ kind: 'text'; text: string } | { kind: 'count'; count: u32 }",
  );
}

/** Whether a member can be a case of a variant: an object of plain fields. */
function isObjectMember({ checker }: AnalysisContext, member: ts.Type): boolean {
  return (
    hasFlag(member, TypeFlags.Object | TypeFlags.Intersection) &&
    !checker.isArrayLikeType(member) &&
    member.getProperties().length > 0
  );
}

function convertResult(
  conversion: Conversion,
  arms: { readonly ok: ts.Type; readonly err: ts.Type },
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const args = source === undefined ? [] : sdkArguments(conversion.context, source);
  const side = (type: ts.Type, index: number, name: string): TypeNode | 'none' | undefined =>
    hasFlag(type, NULLISH | TypeFlags.Never)
      ? 'none'
      : conversion.convert(type, args[index], within(place, name, index === 0 ? 'the value' : 'the error'));
  const ok = side(arms.ok, 0, 'ok');
  const err = side(arms.err, 1, 'error');
  if (ok === undefined || err === undefined) return undefined;
  return Type.result(ok === 'none' ? undefined : ok, err === 'none' ? undefined : err);
}
