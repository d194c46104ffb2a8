import type { SpecValue } from './spec-commands.ts';

/**
 * Values cross between JavaScript and WebAssembly as bits, so that neither NaN patterns nor vectors are lost on the way: an `f32`
 * as `i32`, an `f64` as `i64`, a `v128` as two `i64`. References cross as they are.
 */
export type Crossing = number | bigint | object | null;

/** One JavaScript object for each number that the suite uses as an external reference. */
const references = new Map<string, object>();

function reference(name: string): object {
  const known = references.get(name) ?? { externref: name };
  references.set(name, known);
  return known;
}

const LANE_BITS: Readonly<Record<string, number>> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 };

/** An argument, as the words that it crosses in. */
export function toWords(argument: SpecValue): readonly Crossing[] {
  const { type, value } = argument;
  if (type === 'v128') return vectorWords(argument);
  if (typeof value !== 'string') throw new TypeError(`argument of type ${type} without a value`);
  if (type === 'i32' || type === 'f32') return [Number(BigInt.asIntN(32, BigInt(value)))];
  if (type === 'i64' || type === 'f64') return [BigInt.asIntN(64, BigInt(value))];
  return [value === 'null' ? null : reference(value)];
}

function vectorWords({ lane_type: lane = '', value = [] }: SpecValue): readonly bigint[] {
  const bits = LANE_BITS[lane] ?? 0;
  const all = [...value].reduce(
    (sum, text, index) => sum | (BigInt.asUintN(bits, BigInt(text)) << BigInt(index * bits)),
    0n,
  );
  return [BigInt.asIntN(64, all), BigInt.asIntN(64, all >> 64n)];
}

/** Whether the words that came back are what was expected; consumes one word, or two for a vector. */
export function matches(expected: SpecValue, words: Crossing[]): boolean {
  const { type, value } = expected;
  const word = words.shift();
  if (type === 'v128') return matchesVector(expected, unsigned(word, 64) | (unsigned(words.shift(), 64) << 64n));
  if (type === 'funcref' && value !== 'null') return word !== null;
  if (type.endsWith('ref'))
    return word === (value === 'null' ? null : typeof value === 'string' ? reference(value) : word);
  const bits = type.endsWith('32') ? 32 : 64;
  return matchesScalar(type, typeof value === 'string' ? value : '', unsigned(word, bits));
}

function matchesVector({ lane_type: lane = '', value = [] }: SpecValue, actual: bigint): boolean {
  const bits = LANE_BITS[lane] ?? 0;
  return [...value].every((text, index) =>
    matchesScalar(lane, text, BigInt.asUintN(bits, actual >> BigInt(index * bits))),
  );
}

function matchesScalar(type: string, text: string, actual: bigint): boolean {
  const bits = LANE_BITS[type] ?? 0;
  if (!text.startsWith('nan:')) return actual === BigInt.asUintN(bits, BigInt(text));
  const quiet = bits === 32 ? 0x7fc0_0000n : 0x7ff8_0000_0000_0000n;
  if (text === 'nan:arithmetic') return (actual & quiet) === quiet;
  return BigInt.asUintN(bits - 1, actual) === quiet;
}

function unsigned(word: Crossing | undefined, bits: number): bigint {
  return typeof word === 'number' || typeof word === 'bigint' ? BigInt.asUintN(bits, BigInt(word)) : -1n;
}

export function show(words: readonly Crossing[]): string {
  return `[${words.map((word) => (typeof word === 'object' ? (word === null ? 'null' : 'reference') : String(word))).join(', ')}]`;
}
