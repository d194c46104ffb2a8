/**
 * How an engine spells the component ABI's values in JavaScript, where engines differ. All of them agree on the rest:
 * records are objects with camelCase properties, variants are `{ tag, val }`, enums are the WIT name of the case, flags
 * are an object of booleans with camelCase properties, nested results are `{ tag: 'ok' | 'err', val }`, `list<u8>` is a
 * `Uint8Array`, lists of numbers are taken as typed arrays too. Measured, with componentize-js 0.23, componentize-qjs
 * 0.4.5 (`sync`) and jco 1.35; the SDK's build and runtime make the first two carry integers as said here.
 */
export interface AbiProfile {
  /** The missing value of an option. Where options nest, the outer one is `{ tag: 'none' | 'some', val }` everywhere. */
  readonly none: undefined | null;
  /**
   * What `s64` and `u64` are. `text`: given as a number where it is exact (to ±(2⁵³ − 1)), else as a string of decimal
   * digits; taken as such a string always, or in lists as `BigInt64Array` and `BigUint64Array`.
   */
  readonly int64: 'bigint' | 'text';
  /** `lost`: an `s32` or `s64` that crosses as a core value of its own, not in memory, can come as its unsigned reading. */
  readonly flatSign: 'kept' | 'lost';
}

/** jco's glue: the caller's side. */
export const JCO: AbiProfile = { none: undefined, int64: 'bigint', flatSign: 'kept' };
/** Inside a component of componentize-js. */
export const STARLINGMONKEY: AbiProfile = { none: undefined, int64: 'bigint', flatSign: 'lost' };
/** Inside a component of componentize-qjs. */
export const QUICKJS: AbiProfile = { none: null, int64: 'text', flatSign: 'kept' };
