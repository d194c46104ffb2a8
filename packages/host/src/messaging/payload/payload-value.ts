/** A value that can be in a payload. Maps have text for keys, whatever names these are. */
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
const MAX_DEPTH = 256;

/** The value as encoders take it. @throws TypeError for what the codec does not have. */
export function toEncoder(value: unknown, codec: 'json' | 'cbor' | 'messagepack', depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new TypeError(`it is nested more than ${MAX_DEPTH} times`);
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      if (codec !== 'json' || Number.isFinite(value)) return value;
      throw new TypeError(`JSON has no ${value}`);
    case 'bigint':
      return toInteger(value, codec);
    case 'object':
      return value === null ? null : toStructure(value, codec, depth);
    default:
      throw new TypeError(`it has no ${typeof value}`);
  }
}

function toInteger(value: bigint, codec: string): unknown {
  if (codec === 'json') throw new TypeError('JSON has no bigint');
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new TypeError(`${value} has more than 64 bits`);
  return isSafe(value) ? Number(value) : value;
}

function toStructure(value: object, codec: 'json' | 'cbor' | 'messagepack', depth: number): unknown {
  if (value instanceof Uint8Array) {
    if (codec === 'json') throw new TypeError('JSON has no bytes');
    return value;
  }
  if (Array.isArray(value)) return value.map((one) => toEncoder(one, codec, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('it has no objects of classes');
  const entries = Object.entries(value).map(([key, one]) => [key, toEncoder(one, codec, depth + 1)] as const);
  return Object.fromEntries(entries);
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

/** Of what the decoder of CBOR gives, with maps as `Map`. */
export const fromCbor = (value: unknown): PayloadValue => fromDecoder(value, 0);

/** Of what the decoder of MessagePack gives, with 64-bit integers as bigints. */
export const fromMessagePack = (value: unknown): PayloadValue => fromDecoder(value, 0);

/** INVARIANT: a key of the sender's is a property of the value, and never its prototype. */
function fromDecoder(value: unknown, depth: number): PayloadValue {
  if (depth > MAX_DEPTH) throw new TypeError(`it is nested more than ${MAX_DEPTH} times`);
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value;
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((one) => fromDecoder(one, depth + 1));
  if (typeof value !== 'object') throw new TypeError(`it has a value of the type ${typeof value}`);
  const entries: Iterable<readonly [unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
  const found: [string, PayloadValue][] = [];
  for (const [key, one] of entries) {
    if (typeof key !== 'string') throw new TypeError('a key of a map is no text');
    found.push([key, fromDecoder(one, depth + 1)]);
  }
  return Object.fromEntries(found); // defines properties, also that of the name __proto__
}
