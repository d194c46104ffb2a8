/** The few instructions that functions of our own are written with (core specification, "Instructions"). */
import { encodeS64, encodeU32 } from './encoding.ts';

type Code = readonly number[];

const I32_TYPE = 0x7f;
const I64_TYPE = 0x7e;
const NO_RESULT = 0x40;

export const i32 = {
  const: (value: number): Code => [0x41, ...encodeS64(BigInt(value))],
  eq: [0x46],
  lessS: [0x48],
  lessU: [0x49],
  greaterU: [0x4b],
  add: [0x6a],
  sub: [0x6b],
  and: [0x71],
  shiftLeft: [0x74],
  wrapI64: [0xa7],
  truncSatF64U: [0xfc, 0x03],
  load: [0x28, 2, 0],
  store: (offset: number): Code => [0x36, 2, ...encodeU32(offset)],
  load8U: [0x2d, 0, 0],
  store8: [0x3a, 0, 0],
} as const;

export const i64 = {
  const: (value: bigint): Code => [0x42, ...encodeS64(value)],
  lessS: [0x53],
  lessEqualU: [0x58],
  add: [0x7c],
  sub: [0x7d],
  mul: [0x7e],
  divU: [0x80],
  remU: [0x82],
  extendI32U: [0xad],
  store: (offset: number): Code => [0x37, 3, ...encodeU32(offset)],
} as const;

export const f64 = { convertI32U: [0xb8] } as const;

export const local = {
  get: (index: number): Code => [0x20, ...encodeU32(index)],
  set: (index: number): Code => [0x21, ...encodeU32(index)],
  tee: (index: number): Code => [0x22, ...encodeU32(index)],
};

export const global = {
  get: (index: number): Code => [0x23, ...encodeU32(index)],
  set: (index: number): Code => [0x24, ...encodeU32(index)],
};

/** Of the first memory: its size in pages; and a fill of bytes. */
export const memory = { size: [0x3f, 0], fill: [0xfc, 0x0b, 0] } as const;

export const control = {
  unreachable: [0x00],
  return: [0x0f],
  drop: [0x1a],
  select: [0x1b],
  call: (index: number): Code => [0x10, ...encodeU32(index)],
  if: (...then: readonly Code[]): Code => [0x04, NO_RESULT, ...then.flat(), 0x0b],
  /** Repeats for as long as the body leaves something other than 0. */
  repeatWhile: (...body: readonly Code[]): Code => [0x03, NO_RESULT, ...body.flat(), 0x0d, 0, 0x0b],
} as const;

export const sequence = (...code: readonly Code[]): Code => code.flat();

/** A function's body: its locals, numbered after the parameters with the `i32` ones first, and its code. */
export function functionBody(locals: { readonly i32?: number; readonly i64?: number }, ...body: readonly Code[]): Code {
  const groups = [
    [locals.i32 ?? 0, I32_TYPE],
    [locals.i64 ?? 0, I64_TYPE],
  ] as const;
  const declared = groups.filter(([count]) => count > 0);
  const encoded = declared.flatMap(([count, type]) => [...encodeU32(count), type]);
  return [...encodeU32(declared.length), ...encoded, ...body.flat(), 0x0b];
}
