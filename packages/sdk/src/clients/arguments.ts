/**
 * Checks what the author's code gives to a client, as the adapter checks an operation's values: an engine would end the
 * instance without a word, or pass something else on.
 */
import { AirssysError, Type } from '@airssys/model';
import { compileType, JCO } from '@airssys/model/codec';
import { type Int64, toU64 } from '../imports.ts';
import { encodeUtf8 } from '../text.ts';

const TEXT = /* @__PURE__ */ compileType(/* @__PURE__ */ Type.primitive('string'), /* @__PURE__ */ new Map(), JCO);
const BYTES = /* @__PURE__ */ compileType(/* @__PURE__ */ Type.bytes(), /* @__PURE__ */ new Map(), JCO);
const U32 = /* @__PURE__ */ compileType(/* @__PURE__ */ Type.primitive('u32'), /* @__PURE__ */ new Map(), JCO);

/**
 * @param place Where it was given: `storage.get(key)`.
 * @throws AirssysError `AIRSSYS_VALUE_INVALID` where it is no string, or has half of a surrogate pair.
 */
export function textArgument(value: unknown, place: string): string {
  return TEXT.lower(value, place) as string; // has been checked
}

/** What {@link textArgument} has nothing against: for who would have to make up a place for it. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();

/** Bytes as they are, text as UTF-8. Throws as {@link textArgument} does. */
export function bytesArgument(value: unknown, place: string): Uint8Array {
  // The getter of the length throws for what has the prototype alone.
  if (value instanceof Uint8Array && value.length >= 0) return value;
  return typeof value === 'string' ? encodeUtf8(value) : (BYTES.lower(value, place) as Uint8Array); // has been checked
}

/** A number as `u64`: the next whole number that is not negative. Throws as {@link textArgument} does. */
export function u64Argument(value: unknown, place: string): Int64 {
  if (typeof value === 'number' && !Number.isNaN(value)) return toU64(value);
  const got = typeof value === 'number' ? 'NaN' : typeof value;
  throw new AirssysError('AIRSSYS_VALUE_INVALID', `${place}: expected a number, got ${got}`, {
    data: { path: place, expected: 'a number' },
  });
}

/** A whole number from 0 to 2³² − 1. Throws as {@link textArgument} does. */
export function u32Argument(value: unknown, place: string): number {
  return U32.lower(value, place) as number; // has been checked
}

/** One of the cases of an enum. Throws as {@link textArgument} does. */
export function oneOf<T extends string>(cases: readonly T[], value: T, place: string): T {
  if (cases.includes(value)) return value;
  const expected = cases.map((one) => `'${one}'`).join(' or ');
  throw new AirssysError('AIRSSYS_VALUE_INVALID', `${place}: expected ${expected}, got ${JSON.stringify(value)}`, {
    data: { path: place, expected },
  });
}
