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

/** A typed array for the author, an array of the converted elements on the outer side. */
export function typedArrayOfList(name: TypedArrayName, element: Converter): Converter {
  const items = arrayList(element);
  return {
    // The element's converter has made every item the number or bigint that the class holds.
    lift: (value) => Reflect.construct(CLASSES[name], [items.lift(value)]),
    lower: (value) => items.lower(check(name, value)),
  };
}

function check(name: TypedArrayName, value: unknown): unknown {
  return typedArrayName(value) === name ? value : refuse(`${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`, value);
}
