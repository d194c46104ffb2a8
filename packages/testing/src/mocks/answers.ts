/** Checks of what mocks answer, each with the host's value for it. */
import { Unfit } from './mocked-service.ts';

const encoder = new TextEncoder();

function unfit(answer: unknown, expected: string): Unfit {
  const found =
    typeof answer === 'object' && answer !== null ? (answer.constructor?.name ?? 'an object') : JSON.stringify(answer);
  return new Unfit(`returned ${found ?? String(answer)}, where ${expected} is expected`);
}

export function bytes(answer: unknown): Uint8Array {
  if (typeof answer === 'string') return encoder.encode(answer);
  // A copy as well as a Buffer's change of class: the guest's value is its own.
  if (answer instanceof Uint8Array) return Uint8Array.from(answer);
  throw unfit(answer, 'a Uint8Array or a string');
}

export function optionalBytes(answer: unknown): Uint8Array | undefined {
  return answer === undefined || answer === null ? undefined : bytes(answer);
}

export function boolean(answer: unknown): boolean {
  if (typeof answer !== 'boolean') throw unfit(answer, 'a boolean');
  return answer;
}

export function string(answer: unknown): string {
  if (typeof answer !== 'string') throw unfit(answer, 'a string');
  return answer;
}

export function list<T>(item: (answer: unknown) => T): (answer: unknown) => readonly T[] {
  return (answer) => {
    if (!Array.isArray(answer)) throw unfit(answer, 'an array');
    return answer.map((value) => item(value));
  };
}

export function oneOf(...values: readonly string[]): (answer: unknown) => string {
  return (answer) => {
    if (typeof answer !== 'string' || !values.includes(answer))
      throw unfit(answer, values.map((value) => `'${value}'`).join(' or '));
    return answer;
  };
}

/** A whole number from 0, as WIT's `u64`. */
export function u64(answer: unknown): bigint {
  if (typeof answer === 'number' && Number.isSafeInteger(answer) && answer >= 0) return BigInt(answer);
  throw unfit(answer, 'a whole number from 0');
}

/** A whole number from 0, as WIT's `u32`. */
export function u32(answer: unknown): number {
  if (typeof answer === 'number' && Number.isInteger(answer) && answer >= 0 && answer < 2 ** 32) return answer;
  throw unfit(answer, 'a whole number from 0');
}

/** A moment as milliseconds. */
export function moment(answer: unknown): bigint {
  return u64(answer instanceof Date ? answer.getTime() : answer);
}

/** An object with these fields; `from` names the author's field where it differs from the host's. */
export function record(
  fields: Readonly<Record<string, (answer: unknown) => unknown>>,
  from: Readonly<Record<string, string>> = {},
): (answer: unknown) => Readonly<Record<string, unknown>> {
  return (answer) => {
    if (typeof answer !== 'object' || answer === null)
      throw unfit(answer, `an object with ${Object.keys(fields).join(', ')}`);
    const entries = Object.entries(fields).map(
      ([key, convert]) => [key, convert(Reflect.get(answer, from[key] ?? key))] as const,
    );
    return Object.fromEntries(entries);
  };
}
