/** Converters of flags: a `Set` for the author, an object of booleans in the ABI, an array in JSON. */
import { toCamelCase } from '../naming.ts';
import type { FlagsDefinition } from '../types/type-definition.ts';
import { membersOf, NEW_MEMBER } from './collections.ts';
import { arrayLike, forEach } from './containers.ts';
import { type Converter, isObject, ownValue, put } from './converter.ts';
import { oneOf, propertySegment, refuse, within } from './value-fault.ts';

/** The ABI's object has every flag under its camelCase name. The set that is lifted has the definition's order. */
export function flags(definition: FlagsDefinition): Converter {
  const all = definition.flags.map(({ name, literal }) => ({ abiName: toCamelCase(name), literal }));
  return {
    lift: (value) => {
      if (!isObject(value)) return refuse('an object of booleans', value);
      return new Set(all.filter(({ abiName }) => isOn(value, abiName)).map(({ literal }) => literal));
    },
    lower: (value) => {
      const on = known(definition, membersOf(value));
      const out: Record<string, unknown> = {};
      for (const { abiName, literal } of all) put(out, abiName, on.has(literal));
      return out;
    },
  };
}

/** As {@link flags}; JSON has the literals that are on. */
export function jsonFlags(definition: FlagsDefinition): Converter {
  const ordered = (on: ReadonlySet<unknown>): readonly string[] =>
    definition.flags.map(({ literal }) => literal).filter((literal) => on.has(literal));
  return {
    lift: (json) => new Set(ordered(known(definition, arrayLike(json)))),
    lower: (value) => ordered(known(definition, membersOf(value))),
  };
}

function isOn(value: { readonly [key: string]: unknown }, abiName: string): boolean {
  const on = ownValue(value, abiName);
  if (typeof on === 'boolean') return on;
  try {
    return refuse('a boolean', on);
  } catch (error) {
    throw within(error, propertySegment(abiName));
  }
}

/** The items as a set; each is one of the definition's, and there once. */
function known(definition: FlagsDefinition, items: ArrayLike<unknown>): ReadonlySet<unknown> {
  const literals = definition.flags.map(({ literal }) => literal);
  const on = new Set<unknown>();
  forEach(items, (item) => {
    if (!literals.some((literal) => literal === item)) refuse(oneOf(literals), item);
    if (on.has(item)) refuse(NEW_MEMBER, item);
    on.add(item);
  });
  return on;
}
