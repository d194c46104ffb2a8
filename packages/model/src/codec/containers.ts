/** Converters of lists, tuples, options and results. */
import type { OptionType } from '../types/type-node.ts';
import { type Converter, inThisRealm, isObject, ownValue, typedArrayName } from './converter.ts';
import { refuse, ValueFault, within, withinProperty } from './value-fault.ts';

type Direction = keyof Converter;

/** A list as a JavaScript array on both sides. Lifting takes typed arrays too, which jco makes of numeric lists. */
export function arrayList(element: Converter): Converter {
  const each = (direction: Direction) => (value: unknown) => {
    const items = arrayLike(value);
    const out: unknown[] = [];
    forEach(items, (item) => out.push(element[direction](item)));
    return out;
  };
  return { lift: each('lift'), lower: each('lower') };
}

/** `list<u8>` that the author does not hold as bytes, but as an array or a set: the ABI has a `Uint8Array` all the same. */
export function asBytes({ lift, lower }: Converter): Converter {
  return { lift, lower: (value) => Uint8Array.from(lower(value) as number[]) }; // the element is u8: its lower gives numbers
}

export function arrayLike(value: unknown): ArrayLike<unknown> {
  // Proven by the two tests: arrays and typed arrays have a length and indices.
  if (Array.isArray(value) || typedArrayName(value) !== undefined) return value as ArrayLike<unknown>;
  return refuse('an array', value);
}

/** Visits each item; a fault's path gets its index. */
export function forEach(items: ArrayLike<unknown>, visit: (item: unknown, index: number) => void): void {
  let index = 0;
  try {
    for (; index < items.length; index++) visit(items[index], index);
  } catch (error) {
    throw within(error, `[${index}]`);
  }
}

function checkBytes(value: unknown): unknown {
  return typedArrayName(value) === 'Uint8Array' ? value : refuse('a Uint8Array', value);
}

/** `list<u8>` as a `Uint8Array` on both sides, not copied. A Node `Buffer` is one. */
export const BYTES: Converter = { lift: (value) => inThisRealm(Uint8Array, checkBytes(value)), lower: checkBytes };

export function tuple(items: readonly Converter[]): Converter {
  const expected = `an array of ${items.length}`;
  const each = (direction: Direction) => (value: unknown) => {
    if (!Array.isArray(value)) return refuse(expected, value);
    if (value.length !== items.length) throw new ValueFault(expected, `an array of ${value.length}`);
    const out: unknown[] = [];
    forEach(items, (_, index) => out.push(items[index]?.[direction](value[index])));
    return out;
  };
  return { lift: each('lift'), lower: each('lower') };
}

/**
 * An option whose inner type is not an option. Both spellings of the missing value are taken on both sides, since
 * neither is a value of any other type; each side gets its own.
 */
export function option(some: Converter, none: OptionType['none'], abiNone: undefined | null): Converter {
  const authorNone = none === 'null' ? null : undefined;
  return {
    lift: (value) => (value === undefined || value === null ? authorNone : some.lift(value)),
    lower: (value) => (value === undefined || value === null ? abiNone : some.lower(value)),
  };
}

/** An option of any JSON, among whose values is null: undefined alone is none. */
export function jsonOption(some: Converter, abiNone: undefined | null): Converter {
  return {
    lift: (value) => (value === abiNone || value === undefined ? undefined : some.lift(value)),
    lower: (value) => (value === undefined ? abiNone : some.lower(value)),
  };
}

/** How an option of an option is spelled on the outer side: `{ tag, val }` in the ABI. */
export interface NestedSpelling {
  readonly wrap: (some: { readonly val: unknown } | undefined) => unknown;
  /** Undefined where it is none. Refuses what is neither. */
  readonly unwrap: (value: unknown) => { readonly val: unknown } | undefined;
}

const NESTED: NestedSpelling = {
  wrap: (some) => (some ? { tag: 'some', val: some.val } : { tag: 'none' }),
  unwrap: (value) => {
    const tag = isObject(value) ? ownValue(value, 'tag') : undefined;
    if (!isObject(value) || (tag !== 'some' && tag !== 'none')) {
      return refuse("{ tag: 'none' } or { tag: 'some', val }", value);
    }
    return tag === 'some' ? { val: ownValue(value, 'val') } : undefined;
  },
};

/**
 * An option whose inner type is an option. The author tells the two by their spelling (`T | null | undefined`). Where
 * both are spelled alike, a `some` that holds `none` has no spelling: it is refused rather than turned into `none`.
 */
export function nestedOption(type: OptionType, some: Converter, spelling: NestedSpelling = NESTED): Converter {
  const authorNone = type.none === 'null' ? null : undefined;
  return {
    lift: (value) => {
      const wrapped = spelling.unwrap(value);
      if (!wrapped) return authorNone;
      const lifted = some.lift(wrapped.val);
      if (lifted !== authorNone) return lifted;
      throw new ValueFault('a value that TypeScript can tell from the outer none', 'some(none), both spelled alike');
    },
    lower: (value) => spelling.wrap(value === authorNone ? undefined : { val: some.lower(value) }),
  };
}

/** What the author's code holds for a result. */
export const RESULT_SHAPE = '{ ok: true, value } or { ok: false, error }';

/** A result that is not the whole result of an operation; a side without a type carries nothing. */
export function nestedResult(ok: Converter | undefined, err: Converter | undefined): Converter {
  return {
    lift: (value) => {
      const tag = isObject(value) ? ownValue(value, 'tag') : undefined;
      if (!isObject(value) || (tag !== 'ok' && tag !== 'err')) return refuse("{ tag: 'ok' | 'err', val }", value);
      return authorResult(tag === 'ok', ownValue(value, 'val'), ok, err);
    },
    lower: (value) => {
      const { succeeded, val } = lowerResultSides(value, ok, err);
      const tag = succeeded ? 'ok' : 'err';
      return (succeeded ? ok : err) ? { tag, val } : { tag };
    },
  };
}

/** The author's `Result` of an outer value that is known to be a success or a failure. */
export function authorResult(
  succeeded: boolean,
  val: unknown,
  ok: Converter | undefined,
  err: Converter | undefined,
): unknown {
  try {
    return succeeded ? { ok: true, value: ok?.lift(val) } : { ok: false, error: err?.lift(val) };
  } catch (error) {
    throw within(error, succeeded ? '.value' : '.error');
  }
}

/** Takes the author's `Result` apart and lowers the side that is there. */
export function lowerResultSides(
  value: unknown,
  ok: Converter | undefined,
  err: Converter | undefined,
): { readonly succeeded: boolean; readonly val: unknown } {
  if (!isObject(value) || typeof value['ok'] !== 'boolean') return refuse(RESULT_SHAPE, value);
  const succeeded = value['ok'];
  const key = succeeded ? 'value' : 'error';
  try {
    return { succeeded, val: (succeeded ? ok : err)?.lower(value[key]) };
  } catch (error) {
    throw withinProperty(error, value, key);
  }
}
