/**
 * How an engine spells the component ABI's values in JavaScript, where engines differ. All of them agree on the rest:
 * records are objects with camelCase properties, variants are `{ tag, val }`, enums are the WIT name of the case, flags
 * are an object of booleans with camelCase properties, nested results are `{ tag: 'ok' | 'err', val }`, `list<u8>` is a `Uint8Array`. Measured, with componentize-js 0.23,
 * componentize-qjs 0.4.5 (`sync`) and jco 1.35.
 */
export interface AbiProfile {
  /** The missing value of an option. Where options nest, the outer one is `{ tag: 'none' | 'some', val }` everywhere. */
  readonly none: undefined | null;
  /** What `s64` and `u64` are, both ways. An engine of `number` traps on a `bigint`, and is exact up to 2⁵³ − 1. */
  readonly int64: 'bigint' | 'number';
  /** What `u32` is. `signed`: values from 2³¹ come as negative numbers and must go as such, or become 2³¹ − 1. */
  readonly uint32: 'unsigned' | 'signed';
  /**
   * `lost`: in values that cross as core values of their own, not in memory, an `s64` lifts as its unsigned reading, and
   * a result that is a single `u32` from 2³¹ or a negative `s64` cannot be returned at all.
   */
  readonly flatSign: 'kept' | 'lost';
  /** What a list of numbers is given as: a typed array as it is, or an array (`list<u8>` is a `Uint8Array` everywhere). */
  readonly numberLists: 'typed' | 'array';
}

/** jco's glue: the caller's side. */
export const JCO: AbiProfile = {
  none: undefined,
  int64: 'bigint',
  uint32: 'unsigned',
  flatSign: 'kept',
  numberLists: 'typed',
};
/** Inside a component of componentize-js. */
export const STARLINGMONKEY: AbiProfile = {
  none: undefined,
  int64: 'bigint',
  uint32: 'unsigned',
  flatSign: 'lost',
  numberLists: 'typed',
};
/** Inside a component of componentize-qjs. */
export const QUICKJS: AbiProfile = {
  none: null,
  int64: 'number',
  uint32: 'signed',
  flatSign: 'kept',
  numberLists: 'array',
};
