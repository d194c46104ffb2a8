/**
 * Converters of lists that the author's code holds as a typed array. Engines give some of them as typed arrays and others
 * as plain ones (see {@link AbiProfile}); the author always gets the one of the type.
 */
import type { TypedArrayName } from '../types/type-node.ts';
import { arrayList } from './containers.ts';
import { type Converter, inThisRealm, typedArrayName } from './converter.ts';
import { refuse } from './value-fault.ts';

const CLASSES = {
  Int8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
} satisfies { readonly [N in TypedArrayName]: unknown };

/** A typed array on both sides, not copied. A plain array is lifted too. */
export function typedArray(name: TypedArrayName, element: Converter): Converter {
  const { lift } = typedArrayOfList(name, element);
  return {
    lift: (value) => (typedArrayName(value) === name ? inThisRealm(CLASSES[name], value) : lift(value)),
    lower: (value) => check(name, value),
  };
}

/** A typed array for the author, an array of the converted elements on the outer side: JSON. */
export function typedArrayOfList(name: TypedArrayName, element: Converter): Converter {
  const items = arrayList(element);
  return {
    // The element's converter has made every item the number or bigint that the class holds.
    lift: (value) => Reflect.construct(CLASSES[name], [items.lift(value)]),
    lower: (value) => items.lower(check(name, value)),
  };
}

/**
 * A list of 64-bit integers that the author does not hold as a typed array, for an engine that takes single ones as text:
 * as a typed array it is copied at once. `exact` converts the collection with its members left as `bigint`.
 */
export function asInt64Array(name: 's64' | 'u64', items: Converter, exact: Converter): Converter {
  const make = name === 's64' ? BigInt64Array : BigUint64Array;
  return { lift: (value) => items.lift(value), lower: (value) => make.from(exact.lower(value) as bigint[]) }; // checked
}

function check(name: TypedArrayName, value: unknown): unknown {
  return typedArrayName(value) === name ? value : refuse(`${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`, value);
}
