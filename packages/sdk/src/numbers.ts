/**
 * WIT's number types and `char` as TypeScript types. A plain `number`, `bigint` or `string` still assigns to them; the
 * range is checked where a value crosses the component's boundary.
 */
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
