/** CBOR (RFC 8949), as far as a {@link PayloadValue} goes: no tags, and no items of unknown length. */
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { broken, entriesOf, MAX_DEPTH, type PayloadValue, toInteger, toMap } from './value.ts';

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const SIMPLE = 7;

export function encodeCbor(value: PayloadValue): Uint8Array {
  const writer = new ByteWriter();
  write(writer, value, 0);
  return writer.finish();
}

export function decodeCbor(bytes: Uint8Array): PayloadValue {
  const reader = new ByteReader(bytes, 'cbor');
  const value = read(reader, 0);
  if (reader.left > 0) throw reader.fail('something follows the value');
  return value;
}

function write(writer: ByteWriter, value: PayloadValue, depth: number): void {
  if (depth > MAX_DEPTH) throw broken('cbor', `it is nested more than ${MAX_DEPTH} times`);
  if (value === null) writer.u8(0xf6);
  else if (value === false) writer.u8(0xf4);
  else if (value === true) writer.u8(0xf5);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'bigint') writeInteger(writer, value);
  else if (typeof value === 'string') writer.text(value, (length) => head(writer, TEXT, length));
  else if (value instanceof Uint8Array) {
    head(writer, BYTES, value.length);
    writer.bytes(value);
  } else if (Array.isArray(value)) {
    head(writer, ARRAY, value.length);
    for (const one of value as readonly PayloadValue[]) write(writer, one, depth + 1);
  } else if (typeof value === 'object') {
    const entries = entriesOf(value, 'cbor');
    head(writer, MAP, entries.length);
    for (const [key, one] of entries) {
      writer.text(key, (length) => head(writer, TEXT, length));
      write(writer, one, depth + 1);
    }
  } else throw broken('cbor', `it has no ${typeof value}`);
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return writeInteger(writer, BigInt(value));
  writer.u8((SIMPLE << 5) | 27);
  writer.f64(value);
}

function writeInteger(writer: ByteWriter, value: bigint): void {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw broken('cbor', `${value} has more than 64 bits`);
  const [major, rest] = value < 0n ? [NEGATIVE, -1n - value] : [UNSIGNED, value];
  if (rest < 2n ** 32n) return head(writer, major, Number(rest));
  writer.u8((major << 5) | 27);
  writer.u64(rest);
}

/** A type and a number below 2³², in as few bytes as it takes. */
function head(writer: ByteWriter, major: number, value: number): void {
  if (value < 24) writer.u8((major << 5) | value);
  else if (value < 0x100) {
    writer.u8((major << 5) | 24);
    writer.u8(value);
  } else if (value < 0x1_0000) {
    writer.u8((major << 5) | 25);
    writer.u16(value);
  } else {
    writer.u8((major << 5) | 26);
    writer.u32(value);
  }
}

function read(reader: ByteReader, depth: number): PayloadValue {
  if (depth > MAX_DEPTH) throw reader.fail(`it is nested more than ${MAX_DEPTH} times`);
  const first = reader.u8();
  const [major, minor] = [first >> 5, first & 0x1f];
  if (major === SIMPLE) return readSimple(reader, minor);
  const value = readArgument(reader, minor);
  switch (major) {
    case UNSIGNED:
      return toInteger(value);
    case NEGATIVE:
      return toInteger(-1n - value);
    case BYTES:
      return reader.bytes(lengthOf(reader, value, 1));
    case TEXT:
      return reader.text(lengthOf(reader, value, 1));
    case ARRAY:
      return Array.from({ length: lengthOf(reader, value, 1) }, () => read(reader, depth + 1));
    case MAP:
      return readMap(reader, lengthOf(reader, value, 2), depth);
    default:
      throw reader.fail('it has a tag');
  }
}

function readMap(reader: ByteReader, length: number, depth: number): PayloadValue {
  const entries = new Map<string, PayloadValue>();
  for (let at = 0; at < length; at += 1) {
    const key = read(reader, depth + 1);
    if (typeof key !== 'string') throw reader.fail('a key of a map is no text');
    if (entries.has(key)) throw reader.fail('a map has a key twice');
    entries.set(key, read(reader, depth + 1));
  }
  return toMap(entries);
}

const lengthOf = (reader: ByteReader, value: bigint, least: number): number =>
  reader.count(value > 0xffff_ffffn ? Infinity : Number(value), least);

function readArgument(reader: ByteReader, minor: number): bigint {
  if (minor < 24) return BigInt(minor);
  if (minor === 24) return BigInt(reader.u8());
  if (minor === 25) return BigInt(reader.u16());
  if (minor === 26) return BigInt(reader.u32());
  if (minor === 27) return reader.u64();
  throw reader.fail('it has an item of unknown length');
}

function readSimple(reader: ByteReader, minor: number): PayloadValue {
  switch (minor) {
    case 20:
      return false;
    case 21:
      return true;
    case 22:
      return null;
    case 25:
      return halfFloat(reader.u16());
    case 26:
      return reader.f32();
    case 27:
      return reader.f64();
    default:
      throw reader.fail(`it has the simple value ${minor}`);
  }
}

/** 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 0x1f
        ? fraction === 0
          ? Infinity
          : NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}
