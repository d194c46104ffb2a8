/**
 * WIT's number types and `char` as TypeScript types. A plain `number`, `bigint` or `string` still assigns to them; the
 * range is checked where a value crosses the component's boundary.
 *
 * A type cannot refuse `const size: u8 = 300`: what takes a `number` takes each. The functions of the same names can, since they see
 * the literal: `u8(300)` is a type error, and of a value that is known later they check the range at once.
 */
import type { Fitting, IntegerName } from './number-literals.ts';

declare const wit: unique symbol;

/** 8-bit unsigned integer, 0 to 255. */
export type u8 = number & { readonly [wit]?: 'u8' };
/** 16-bit unsigned integer, 0 to 65,535. */
export type u16 = number & { readonly [wit]?: 'u16' };
/** 32-bit unsigned integer, 0 to 4,294,967,295. */
export type u32 = number & { readonly [wit]?: 'u32' };
/** 64-bit unsigned integer, 0 to 2⁶⁴ − 1. */
export type u64 = bigint & { readonly [wit]?: 'u64' };
/** 8-bit signed integer, −128 to 127. */
export type s8 = number & { readonly [wit]?: 's8' };
/** 16-bit signed integer, −32,768 to 32,767. */
export type s16 = number & { readonly [wit]?: 's16' };
/** 32-bit signed integer, −2,147,483,648 to 2,147,483,647. */
export type s32 = number & { readonly [wit]?: 's32' };
/** 64-bit signed integer, −2⁶³ to 2⁶³ − 1. */
export type s64 = bigint & { readonly [wit]?: 's64' };
/** 32-bit floating point number; a value is rounded to it at the boundary. */
export type f32 = number & { readonly [wit]?: 'f32' };
/** 64-bit floating point number: the same as a plain `number`. */
export type f64 = number & { readonly [wit]?: 'f64' };
/** One Unicode scalar value: a string of one code point that is no surrogate. */
export type char = string & { readonly [wit]?: 'char' };

/** The value as a `u8`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function u8<const N extends number>(value: Fitting<N, 'u8'>): u8 {
  return whole(value, 'u8', 0, 0xff);
}

/** The value as a `u16`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function u16<const N extends number>(value: Fitting<N, 'u16'>): u16 {
  return whole(value, 'u16', 0, 0xffff);
}

/** The value as a `u32`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function u32<const N extends number>(value: Fitting<N, 'u32'>): u32 {
  return whole(value, 'u32', 0, 0xffff_ffff);
}

/** The value as a `u64`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function u64<const N extends bigint>(value: Fitting<N, 'u64'>): u64 {
  return wide(value, 'u64', 0n, 2n ** 64n - 1n);
}

/** The value as an `s8`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function s8<const N extends number>(value: Fitting<N, 's8'>): s8 {
  return whole(value, 's8', -0x80, 0x7f);
}

/** The value as an `s16`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function s16<const N extends number>(value: Fitting<N, 's16'>): s16 {
  return whole(value, 's16', -0x8000, 0x7fff);
}

/** The value as an `s32`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function s32<const N extends number>(value: Fitting<N, 's32'>): s32 {
  return whole(value, 's32', -0x8000_0000, 0x7fff_ffff);
}

/** The value as an `s64`. A literal that is none is a type error. @throws RangeError for any other value that is none. */
export function s64<const N extends bigint>(value: Fitting<N, 's64'>): s64 {
  return wide(value, 's64', -(2n ** 63n), 2n ** 63n - 1n);
}

// What the types refuse arrives here from JavaScript only, and is refused again.

function whole(value: number | string, name: IntegerName, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw outside(value, name, least, most);
}

function wide(value: bigint | string, name: IntegerName, least: bigint, most: bigint): bigint {
  if (typeof value === 'bigint' && value >= least && value <= most) return value;
  throw outside(value, name, least, most);
}

function outside(value: unknown, name: IntegerName, least: number | bigint, most: number | bigint): RangeError {
  return new RangeError(`${String(value)} is no ${name}: a whole number from ${least} to ${most}`);
}
