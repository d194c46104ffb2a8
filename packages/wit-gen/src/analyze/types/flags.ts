import { type Flag, type FlagsDefinition, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { hasFlag, isAuthored } from '../context.ts';
import { docsOfSymbol, withDocs } from '../documentation.ts';
import { checkDistinctCases, declaredAs, warnOfOrder } from './cases.ts';
import type { Conversion } from './conversion.ts';
import { enumCase } from './enums.ts';
import type { Place } from './place.ts';
import { refuseType } from './refuse.ts';
import { nameType } from './type-name.ts';
import { orderMembers } from './union-members.ts';
import { sdkArguments, type Written } from './written.ts';

/** The component model's limit. */
const MAX_FLAGS = 32;

/** The SDK's `Flags` of the given literals. */
export function convertFlags(
  conversion: Conversion,
  type: ts.Type,
  literals: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const { context } = conversion;
  const members = literals.isUnion() ? literals.types : [literals];
  if (!members.every((member) => member.isStringLiteral())) {
    const isNever = hasFlag(literals, ts.TypeFlags.Never);
    refuseType(
      context,
      place,
      isNever ? 'AIRSSYS_WIT_TYPE_EMPTY' : 'AIRSSYS_WIT_TYPE_LITERAL',
      isNever ? `${place.label} has no flags` : `${place.label} has flags without names`,
      "Name each flag: Flags<'read' | 'write'>. For open names use Set<string>.",
    );
    return undefined;
  }
  if (members.length > MAX_FLAGS) {
    refuseType(
      context,
      place,
      'AIRSSYS_WIT_TYPE_UNSUPPORTED',
      `${place.label} has ${members.length} flags, and WIT has at most ${MAX_FLAGS}`,
      'Split them in two, or use Set<T>, which is a list.',
    );
    return undefined;
  }
  const name = nameType(context, type, source, place);
  if (name === undefined) return undefined;
  // `Flags<Level>` is called after the SDK's type, whose doc comment is not for the author's callers.
  const isNamedByAuthor = name.declaration !== undefined && isAuthored(context, name.declaration);
  return conversion.definitions.define(type, name, place, () => {
    const [written] = source === undefined ? [] : sdkArguments(context, source);
    const ordered = orderMembers(context, members, written ?? declaredAs(literals));
    warnOfOrder(context, ordered, name, place);
    const flags = ordered.members.map((member): Flag | undefined => {
      const one = enumCase(context, member, name, place);
      return one && Object.freeze({ ...one, literal: String(one.literal) });
    });
    const isDistinct = checkDistinctCases(context, flags, name, place);
    if (flags.includes(undefined) || !isDistinct) return undefined;
    return Object.freeze<FlagsDefinition>({
      kind: 'flags',
      name: name.name,
      source: name.source,
      ...withDocs(isNamedByAuthor ? docsOfSymbol(context, name.symbol) : undefined),
      flags: Object.freeze(flags.filter((one) => one !== undefined)),
    });
  });
}
