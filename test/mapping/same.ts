import { isDeepStrictEqual } from 'node:util';

/**
 * Whether two values are the same to a program that looks at them closely: -0 is not 0, NaN is NaN, and the order of sets,
 * maps and keys counts.
 */
export function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(ordered(a), ordered(b));
}

/** Node compares sets and maps without their order; arrays of their members it does not. */
function ordered(value: unknown): unknown {
  if (value instanceof Set) return ['a Set', ...[...value].map(ordered)];
  if (value instanceof Map) return ['a Map', ...[...value].map(ordered)];
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return ['an object', ...Object.entries(value).map(([key, inner]) => [key, ordered(inner)])];
}
