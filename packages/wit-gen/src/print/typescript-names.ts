/** The names that printed declarations have besides the author's. */
import { type PrimitiveName, TYPED_ARRAYS } from '@airssys/model';

/** How each WIT primitive that TypeScript lacks is spelled, and its alias's doc comment. */
export const NUMBERS: Readonly<Partial<Record<PrimitiveName, readonly [base: string, docs: string]>>> = {
  s8: ['number', '8-bit signed integer.'],
  u8: ['number', '8-bit unsigned integer.'],
  s16: ['number', '16-bit signed integer.'],
  u16: ['number', '16-bit unsigned integer.'],
  s32: ['number', '32-bit signed integer.'],
  u32: ['number', '32-bit unsigned integer.'],
  s64: ['bigint', '64-bit signed integer.'],
  u64: ['bigint', '64-bit unsigned integer.'],
  f32: ['number', '32-bit floating point number.'],
  char: ['string', 'One Unicode scalar value.'],
};

/** Names that declarations use as TypeScript has them. */
export const BUILT_IN: readonly string[] = [
  ...[
    'string',
    'number',
    'boolean',
    'bigint',
    'Error',
    'Promise',
    'ReadonlySet',
    'ReadonlyMap',
    'Date',
    'Uint8Array',
    'AsyncIterable',
    'AsyncDisposable',
  ],
  ...Object.keys(TYPED_ARRAYS),
];
