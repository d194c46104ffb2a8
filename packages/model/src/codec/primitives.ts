/** Converters of WIT's primitive types. */
import type { PrimitiveName } from '../types/type-node.ts';
import type { Converter } from './converter.ts';
import type { AbiProfile } from './profile.ts';
import { refuse, ValueFault } from './value-fault.ts';

type Check = (value: unknown) => unknown;

/** The converter of a primitive type: a check in both directions, and the engine's spelling where it is its own. */
export function primitive(name: PrimitiveName, abi: AbiProfile): Converter {
  const check = CHECKS[name];
  if (name === 's64' || name === 'u64') {
    if (abi.int64 === 'text') return textInt64(check);
    if (name === 's64' && abi.flatSign === 'lost') return { lift: (value) => check(signed64(value)), lower: check };
  }
  if (name === 's32' && abi.flatSign === 'lost') return { lift: (value) => check(signed32(value)), lower: check };
  return { lift: check, lower: check };
}

/** An `s64` whose sign was lost on the way, with its sign. */
function signed64(value: unknown): unknown {
  return typeof value === 'bigint' && value >= 2n ** 63n && value < 2n ** 64n ? BigInt.asIntN(64, value) : value;
}

function signed32(value: unknown): unknown {
  return typeof value === 'number' && value >= 2 ** 31 && value < 2 ** 32 ? value - 2 ** 32 : value;
}

const CHECKS: { readonly [N in PrimitiveName]: Check } = {
  bool: (value) => (typeof value === 'boolean' ? value : refuse('a boolean', value)),
  s8: /* @__PURE__ */ integer('s8', -0x80, 0x7f),
  u8: /* @__PURE__ */ integer('u8', 0, 0xff),
  s16: /* @__PURE__ */ integer('s16', -0x8000, 0x7fff),
  u16: /* @__PURE__ */ integer('u16', 0, 0xffff),
  s32: /* @__PURE__ */ integer('s32', -0x8000_0000, 0x7fff_ffff),
  u32: /* @__PURE__ */ integer('u32', 0, 0xffff_ffff),
  s64: /* @__PURE__ */ bigInteger('s64', -0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn),
  u64: /* @__PURE__ */ bigInteger('u64', 0n, 0xffff_ffff_ffff_ffffn),
  f32: (value) => (typeof value === 'number' ? Math.fround(value) : refuse('a number', value)),
  f64: (value) => (typeof value === 'number' ? value : refuse('a number', value)),
  char,
  string,
};

function integer(name: string, min: number, max: number): Check {
  return (value) =>
    typeof value === 'number' && value >= min && value <= max && Number.isInteger(value)
      ? value + 0 // turns -0 into 0: integers have one zero
      : refuse(name, value);
}

function bigInteger(name: string, min: bigint, max: bigint): Check {
  return (value) => {
    if (typeof value !== 'bigint') return refuse(`${name} (a bigint)`, value, bigintHint(value));
    return value >= min && value <= max ? value : refuse(name, value);
  };
}

function bigintHint(value: unknown): string | undefined {
  return Number.isSafeInteger(value) ? `Write ${String(value)}n: 64-bit integers are bigint.` : undefined;
}

const DECIMAL = /^-?[0-9]{1,20}$/;

/** 64-bit integers as numbers where they are exact, and as decimal digits. */
function textInt64(check: Check): Converter {
  return {
    lift: (value) => {
      const isText = typeof value === 'string' && DECIMAL.test(value);
      return check(isText || Number.isSafeInteger(value) ? BigInt(value as string | number) : value); // one of the two
    },
    lower: (value) => String(check(value)),
  };
}

/** False in older engines; the search for the position then does the whole work. */
const KNOWS_WELL_FORMED = 'isWellFormed' in String.prototype;

function string(value: unknown): string {
  if (typeof value !== 'string') return refuse('a string', value);
  if (KNOWS_WELL_FORMED ? value.isWellFormed() : loneSurrogate(value) < 0) return value;
  throw new ValueFault(
    'a string of Unicode scalar values',
    `a lone surrogate at index ${loneSurrogate(value)}`,
    'Half of a surrogate pair has no UTF-8: do not cut strings between the two, or use toWellFormed().',
  );
}

function char(value: unknown): string {
  const point = typeof value === 'string' ? value.codePointAt(0) : undefined;
  // `point` is a number only where the value is a string that is not empty.
  if (
    typeof value !== 'string' ||
    point === undefined ||
    value.length !== (point > 0xffff ? 2 : 1) ||
    isSurrogate(point)
  ) {
    return refuse('a char (one Unicode scalar value)', value);
  }
  return value;
}

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff;
}

/** Index of the first surrogate without its other half, -1 where there is none. */
function loneSurrogate(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) index++;
    else if (isSurrogate(point)) return index;
  }
  return -1;
}
