import type { Random } from './random.ts';

/** Number types, as the binary format has them. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
export type NumberType = typeof I32 | typeof I64 | typeof F32 | typeof F64 | typeof V128;
/** Of parameters and results: JavaScript has no vectors. */
export const PUBLIC_TYPES: readonly NumberType[] = [I32, I64, F32, F64];
export const TYPES: readonly NumberType[] = [...PUBLIC_TYPES, I32, I64, V128];

export interface Operation {
  readonly code: readonly number[];
  readonly operands: readonly NumberType[];
}

const span = (from: number, to: number, operands: readonly NumberType[]): Operation[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ code: [from + index], operands }));
const vector = (codes: readonly number[], operands: readonly NumberType[]): Operation[] =>
  codes.map((code) => ({
    code: [0xfd, (code & 0x7f) | (code > 0x7f ? 0x80 : 0), ...(code > 0x7f ? [code >> 7] : [])],
    operands,
  }));
const lane = (code: number, operands: readonly NumberType[]): Operation => ({ code: [0xfd, code, 1], operands });

/**
 * By the type of their result. Those are left out whose result depends on the bits of a NaN, which are not determined:
 * reinterpretations, copysign, stores of floats.
 */
export const OPERATIONS: Readonly<Record<NumberType, readonly Operation[]>> = {
  [I32]: [
    ...span(0x45, 0x45, [I32]),
    ...span(0x46, 0x4f, [I32, I32]),
    ...span(0x50, 0x50, [I64]),
    ...span(0x51, 0x5a, [I64, I64]),
    ...span(0x5b, 0x60, [F32, F32]),
    ...span(0x61, 0x66, [F64, F64]),
    ...span(0x67, 0x69, [I32]),
    ...span(0x6a, 0x78, [I32, I32]), // divisions among them: they trap
    ...span(0xa7, 0xa7, [I64]),
    ...span(0xa8, 0xa9, [F32]), // truncations that trap
    ...span(0xc0, 0xc1, [I32]),
    { code: [0xfc, 0x00], operands: [F32] },
    { code: [0xfc, 0x03], operands: [F64] },
    ...vector([0x53, 0x64, 0x83, 0xa3, 0xc3], [V128]),
    lane(0x1b, [V128]),
    lane(0x15, [V128]),
  ],
  [I64]: [
    ...span(0x79, 0x7b, [I64]),
    ...span(0x7c, 0x8a, [I64, I64]),
    ...span(0xac, 0xad, [I32]),
    ...span(0xb0, 0xb1, [F64]),
    ...span(0xc2, 0xc4, [I64]),
    { code: [0xfc, 0x04], operands: [F32] },
    { code: [0xfc, 0x07], operands: [F64] },
    lane(0x1d, [V128]),
  ],
  [F32]: [
    ...span(0x8b, 0x91, [F32]),
    ...span(0x92, 0x97, [F32, F32]),
    ...span(0xb2, 0xb3, [I32]),
    ...span(0xb6, 0xb6, [F64]),
  ],
  [F64]: [
    ...span(0x99, 0x9f, [F64]),
    ...span(0xa0, 0xa5, [F64, F64]),
    ...span(0xb7, 0xb8, [I32]),
    ...span(0xbb, 0xbb, [F32]),
  ],
  [V128]: [
    ...vector([0x0f, 0x10, 0x11], [I32]),
    ...vector([0x12], [I64]),
    ...vector([0x4e, 0x50, 0x51, 0x6e, 0x8e, 0xae, 0xb5, 0xba, 0xce, 0xd5], [V128, V128]),
    ...vector([0x52], [V128, V128, V128]),
    ...vector([0x4d, 0x60, 0xa0], [V128]),
  ],
};

const INTERESTING = [0, 1, 2, 7, 31, 63];

/** Code that leaves a constant. */
export function constant(type: NumberType, random: Random): number[] {
  const small = random.once(3) ? random.below(64) : random.of(INTERESTING);
  switch (type) {
    case I32:
      return [0x41, random.once(6) ? 0x7f : small % 64];
    case I64:
      return [0x42, random.once(6) ? 0x7f : small % 64];
    case F32:
      return [0x43, ...new Uint8Array(new Float32Array([random.once(8) ? Infinity : small / 2]).buffer)];
    case F64:
      return [0x44, ...new Uint8Array(new Float64Array([random.once(8) ? 1e300 : small / 2]).buffer)];
    default:
      return [0xfd, 0x0c, ...Array.from({ length: 16 }, () => random.below(256))];
  }
}
