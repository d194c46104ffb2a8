/** Arbitraries of WIT's primitive types. Each shrinks towards 0, false or the empty text. */
import fc from 'fast-check';
import type { PrimitiveName } from '../types/type-node.ts';
import { characters } from './characters.ts';
import type { ValueConstraints } from './constraints.ts';
import { withConstants } from './with-constants.ts';

/** Of the numbers worth trying, so many: each is a choice of its own. */
const MAX_TRIED = 40;

export function primitiveArbitrary(name: PrimitiveName, constraints: ValueConstraints): fc.Arbitrary<unknown> {
  switch (name) {
    case 'bool':
      return fc.boolean();
    case 's64':
      return bigInteger(-(2n ** 63n), 2n ** 63n - 1n, constraints);
    case 'u64':
      return bigInteger(0n, 2n ** 64n - 1n, constraints);
    case 'f32':
      return float(fc.float(floats(constraints)), constraints, Math.fround);
    case 'f64':
      return float(fc.double(floats(constraints)), constraints, (value) => value);
    case 'char':
      return characters(constraints);
    case 'string':
      return textArbitrary(constraints);
    default: {
      const bits = Number(name.slice(1));
      const [min, max] = name.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
      return integer(min, max, constraints);
    }
  }
}

const tried = ({ worthTrying }: ValueConstraints): readonly number[] =>
  (worthTrying?.numbers ?? []).slice(0, MAX_TRIED);

function integer(min: number, max: number, constraints: ValueConstraints): fc.Arbitrary<number> {
  const near = tried(constraints)
    .flatMap((value) => [value, value - 1, value + 1])
    .filter((value) => Number.isInteger(value) && value >= min && value <= max);
  return withConstants(fc.integer({ min, max }), near);
}

function bigInteger(min: bigint, max: bigint, constraints: ValueConstraints): fc.Arbitrary<bigint> {
  const near = tried(constraints)
    .filter((value) => Number.isInteger(value))
    .map((value) => BigInt(value));
  // Beyond 2^53, an engine that takes it for a number loses digits.
  const constants = [BigInt(Number.MAX_SAFE_INTEGER), ...near]
    .flatMap((value) => [value, value - 1n, value + 1n])
    .filter((value) => value >= min && value <= max);
  return withConstants(fc.bigInt({ min, max }), constants);
}

const floats = ({ nonFinite = true }: ValueConstraints): { noNaN: boolean; noDefaultInfinity: boolean } => ({
  noNaN: !nonFinite,
  noDefaultInfinity: !nonFinite,
});

function float(
  all: fc.Arbitrary<number>,
  constraints: ValueConstraints,
  round: (value: number) => number,
): fc.Arbitrary<number> {
  const wholes = fc.integer({ min: -1_000, max: 1_000 }); // where most components are at home
  const values = withConstants(fc.oneof(all, wholes), tried(constraints).map(round));
  return constraints.negativeZero === false ? values.map((value) => value + 0) : values;
}

export function textArbitrary(constraints: ValueConstraints): fc.Arbitrary<string> {
  const { maxLength, size, worthTrying } = constraints;
  const unit = characters(constraints);
  const base = fc.string({ unit, ...(maxLength !== undefined && { maxLength }), ...(size !== undefined && { size }) });
  // A text worth trying counts more than one character.
  const words = maxLength === undefined ? (worthTrying?.strings ?? []) : [];
  return oneOf(base, [
    ...(words.length > 0 ? [fc.string({ unit: fc.oneof(unit, fc.constantFrom(...words)) })] : []),
    ...lengths(constraints, maxLength).map((max) => fc.string({ unit, maxLength: max, size: 'max' })),
  ]);
}

/** Longer than that is not tried because of a number in the code. */
const MAX_TRIED_LENGTH = 5_000;
const MAX_TRIED_LENGTHS = 10;

/** The numbers worth trying as lengths, with the one that lies beyond each. */
export function lengths({ worthTrying }: ValueConstraints, max: number = MAX_TRIED_LENGTH): readonly number[] {
  const numbers = worthTrying?.numbers ?? [];
  return numbers
    .filter((value) => Number.isInteger(value) && value > 1 && value < Math.min(max, MAX_TRIED_LENGTH))
    .slice(0, MAX_TRIED_LENGTHS)
    .map((value) => value + 1);
}

/** Mostly the first. What the others have found shrinks to a value of it, where one shows the same. */
export function oneOf<T>(first: fc.Arbitrary<T>, others: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  if (others.length === 0) return first;
  return fc.oneof(
    { withCrossShrink: true },
    { weight: others.length * 2, arbitrary: first },
    ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}
