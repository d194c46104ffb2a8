/**
 * Values of the glue as JSON. What JSON does not have is an object with one key that begins with `$`:
 * `{"$int":"9007199254740993"}`, `{"$bytes":"…base64…"}`, `{"$none":true}`, `{"$handle":3,"of":"wasi:io/poll#Pollable"}`.
 */
import { createHash } from 'node:crypto';

/**
 * A value of the glue as JSON. What JSON does not have is an object with one key that begins with `$`: `{ "$int":
 * "9007199254740993" }`.
 */
export type Encoded = string | number | boolean | null | readonly Encoded[] | { readonly [key: string]: Encoded };

/** Numbers of the objects that stand for handles, by when they were first seen. */
export interface HandleNumbers {
  /** Undefined for what stands for no handle. */
  numberOf(object: object): { readonly number: number; readonly of: string | undefined } | undefined;
}

export interface EncodeOptions {
  readonly handles: HandleNumbers;
  /** Takes out of texts and bytes what is not to be written. It keeps their lengths in UTF-8. */
  readonly concealed?: ((text: string) => string) | undefined;
  readonly concealedBytes?: ((bytes: Uint8Array) => Uint8Array) | undefined;
  /** Longer texts and bytes are told of by length and hash only. Default: none are. */
  readonly hashFrom?: number | undefined;
}

/** A value that no recording can hold. */
export class Uncodable extends Error {}

const TYPED_ARRAYS = {
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  BigUint64Array,
  BigInt64Array,
  Float32Array,
  Float64Array,
};
type ArrayName = keyof typeof TYPED_ARRAYS;

/** @throws Uncodable */
export function encode(value: unknown, options: EncodeOptions): Encoded {
  switch (typeof value) {
    case 'string':
      return encodeText(options.concealed?.(value) ?? value, options);
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : `${value}` };
    case 'bigint':
      return { $int: `${value}` };
    case 'boolean':
      return value;
    case 'undefined':
      return { $none: true };
    case 'object':
      return value === null ? null : encodeObject(value, options);
    default:
      throw new Uncodable(`a ${typeof value}`);
  }
}

function encodeText(text: string, { hashFrom = Infinity }: EncodeOptions): Encoded {
  return text.length < hashFrom ? text : { $text: sha256(text), length: text.length };
}

function encodeObject(value: object, options: EncodeOptions): Encoded {
  if (value instanceof Uint8Array) return encodeBytes(options.concealedBytes?.(value) ?? value, options);
  if (ArrayBuffer.isView(value)) return encodeArray(value, options);
  if (Array.isArray(value)) return value.map((item) => encode(item, options));
  const handle = options.handles.numberOf(value);
  if (handle !== undefined) return { $handle: handle.number, ...(handle.of !== undefined && { of: handle.of }) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new Uncodable(`an object of ${classOf(value)}`);
  const entries = Object.entries(value).map(([key, item]): [string, Encoded] => [key, encode(item, options)]);
  // What looks like one of ours is spelled out.
  if (entries.some(([key]) => key.startsWith('$') || key === '__proto__')) return { $record: entries };
  return Object.fromEntries(entries);
}

function encodeBytes(bytes: Uint8Array, { hashFrom = Infinity }: EncodeOptions): Encoded {
  if (bytes.length >= hashFrom) return { $bytes: sha256(bytes), length: bytes.length };
  return { $bytes: base64(bytes) };
}

function encodeArray(view: ArrayBufferView, { hashFrom = Infinity }: EncodeOptions): Encoded {
  const name = classOf(view);
  if (!Object.hasOwn(TYPED_ARRAYS, name)) throw new Uncodable(`a ${name}`);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (bytes.length >= hashFrom) return { $list: name, bytes: sha256(bytes), length: bytes.length };
  return { $list: name, bytes: base64(bytes) };
}

/** The value again. `handle` gives the object that stands for a handle. */
export function decode(value: Encoded, handle: (number: number, of: string | undefined) => object): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => decode(item, handle));
  const { $number, $int, $none, $bytes, $list, $handle, $record } = value;
  if (typeof $number === 'string') return Number($number);
  if (typeof $int === 'string') return BigInt($int);
  if ($none === true) return undefined;
  if (typeof $bytes === 'string') return fromBase64($bytes);
  if (typeof $list === 'string') return decodeArray($list, value['bytes']);
  if (typeof $handle === 'number') return handle($handle, typeof value['of'] === 'string' ? value['of'] : undefined);
  const entries = isList($record) ? ($record as readonly (readonly [string, Encoded])[]) : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, decode(item, handle)]));
}

function decodeArray(name: string, bytes: Encoded | undefined): unknown {
  if (!Object.hasOwn(TYPED_ARRAYS, name) || typeof bytes !== 'string') throw new Uncodable(`a list of ${name}`);
  const { buffer, byteOffset, byteLength } = Uint8Array.from(fromBase64(bytes));
  const type = TYPED_ARRAYS[name as ArrayName]; // it has the name
  return new type(buffer, byteOffset, byteLength / type.BYTES_PER_ELEMENT);
}

const isList = (value: Encoded | undefined): value is readonly Encoded[] => Array.isArray(value);

const classOf = (value: object): string => value.constructor.name;

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
