import { AirssysError } from '@airssys/model';

/** A value that can be in a payload. Maps have text for keys. */
export type PayloadValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PayloadValue[]
  | { readonly [key: string]: PayloadValue };

/** Deeper values are refused: each level takes stack. */
export const MAX_DEPTH = 256;

export const broken = (codec: string, what: string): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_CODEC', `The payload is not of ${codec}: ${what}`, {
    hint: 'See what the sender encodes.',
    data: { reason: 'serialization-error', codec },
  });

/** A 64-bit integer as it is given to the author: a number where that is exact. */
export const toInteger = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

/** The entries of an object that is a map, and of nothing else. */
export function entriesOf(value: object, codec: string): readonly (readonly [string, PayloadValue])[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw broken(codec, 'it has no objects of classes');
  return Object.entries(value as Readonly<Record<string, PayloadValue>>); // each is looked at when it is written
}

/** A map of what was read. A key of the sender's is a property, and never the prototype. */
export const toMap = (entries: Iterable<readonly [string, PayloadValue]>): PayloadValue => Object.fromEntries(entries);
