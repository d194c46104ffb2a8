/** MessagePack, as far as a {@link PayloadValue} goes: no extensions. */
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { broken, entriesOf, MAX_DEPTH, type PayloadValue, toInteger, toMap } from './value.ts';

export function encodeMessagePack(value: PayloadValue): Uint8Array {
  const writer = new ByteWriter();
  write(writer, value, 0);
  return writer.finish();
}

export function decodeMessagePack(bytes: Uint8Array): PayloadValue {
  const reader = new ByteReader(bytes, 'messagepack');
  const value = read(reader, 0);
  if (reader.left > 0) throw reader.fail('something follows the value');
  return value;
}

function write(writer: ByteWriter, value: PayloadValue, depth: number): void {
  if (depth > MAX_DEPTH) throw broken('messagepack', `it is nested more than ${MAX_DEPTH} times`);
  if (value === null) writer.u8(0xc0);
  else if (value === false) writer.u8(0xc2);
  else if (value === true) writer.u8(0xc3);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'bigint') writeInteger(writer, value);
  else if (typeof value === 'string') writeText(writer, value);
  else if (value instanceof Uint8Array) {
    sized(writer, value.length, 0xc4, 0xc5, 0xc6);
    writer.bytes(value);
  } else if (Array.isArray(value)) {
    if (value.length < 16) writer.u8(0x90 | value.length);
    else sized(writer, value.length, undefined, 0xdc, 0xdd);
    for (const one of value as readonly PayloadValue[]) write(writer, one, depth + 1);
  } else if (typeof value === 'object') {
    const entries = entriesOf(value, 'messagepack');
    if (entries.length < 16) writer.u8(0x80 | entries.length);
    else sized(writer, entries.length, undefined, 0xde, 0xdf);
    for (const [key, one] of entries) {
      writeText(writer, key);
      write(writer, one, depth + 1);
    }
  } else throw broken('messagepack', `it has no ${typeof value}`);
}

function writeText(writer: ByteWriter, text: string): void {
  writer.text(text, (length) => {
    if (length < 32) writer.u8(0xa0 | length);
    else sized(writer, length, 0xd9, 0xda, 0xdb);
  });
}

/** A length behind the first byte that says how wide it is. */
function sized(writer: ByteWriter, length: number, small: number | undefined, middle: number, large: number): void {
  if (small !== undefined && length < 0x100) {
    writer.u8(small);
    writer.u8(length);
  } else if (length < 0x1_0000) {
    writer.u8(middle);
    writer.u16(length);
  } else {
    writer.u8(large);
    writer.u32(length);
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  // As the libraries for JavaScript do: −0 is written as 0.
  if (Number.isSafeInteger(value)) return writeInteger(writer, BigInt(value));
  writer.u8(0xcb);
  writer.f64(value);
}

function writeInteger(writer: ByteWriter, value: bigint): void {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw broken('messagepack', `${value} has more than 64 bits`);
  if (value >= 0n && value < 128n) writer.u8(Number(value));
  else if (value < 0n && value >= -32n) writer.u8(Number(value) + 256);
  else if (value >= 0n && value < 2n ** 32n) sized(writer, Number(value), 0xcc, 0xcd, 0xce);
  else {
    writer.u8(value < 0n ? 0xd3 : 0xcf);
    writer.u64(value);
  }
}

function read(reader: ByteReader, depth: number): PayloadValue {
  if (depth > MAX_DEPTH) throw reader.fail(`it is nested more than ${MAX_DEPTH} times`);
  const first = reader.u8();
  if (first < 0x80) return first;
  if (first < 0x90) return readMap(reader, first & 0x0f, depth);
  if (first < 0xa0) return readArray(reader, first & 0x0f, depth);
  if (first < 0xc0) return reader.text(first & 0x1f);
  if (first >= 0xe0) return first - 256;
  const scalar = SCALARS[first];
  if (scalar !== undefined) return scalar(reader);
  switch (first) {
    case 0xdc:
      return readArray(reader, reader.u16(), depth);
    case 0xdd:
      return readArray(reader, reader.u32(), depth);
    case 0xde:
      return readMap(reader, reader.u16(), depth);
    case 0xdf:
      return readMap(reader, reader.u32(), depth);
    default:
      throw reader.fail('it has an extension');
  }
}

const signed = (value: number, bits: number): number => (value >= 2 ** (bits - 1) ? value - 2 ** bits : value);

const SCALARS: Readonly<Record<number, (reader: ByteReader) => PayloadValue>> = {
  0xc0: () => null,
  0xc2: () => false,
  0xc3: () => true,
  0xc4: (reader) => reader.bytes(reader.u8()),
  0xc5: (reader) => reader.bytes(reader.u16()),
  0xc6: (reader) => reader.bytes(reader.u32()),
  0xca: (reader) => reader.f32(),
  0xcb: (reader) => reader.f64(),
  0xcc: (reader) => reader.u8(),
  0xcd: (reader) => reader.u16(),
  0xce: (reader) => reader.u32(),
  0xcf: (reader) => toInteger(reader.u64()),
  0xd0: (reader) => signed(reader.u8(), 8),
  0xd1: (reader) => signed(reader.u16(), 16),
  0xd2: (reader) => signed(reader.u32(), 32),
  0xd3: (reader) => toInteger(reader.s64()),
  0xd9: (reader) => reader.text(reader.u8()),
  0xda: (reader) => reader.text(reader.u16()),
  0xdb: (reader) => reader.text(reader.u32()),
};

function readArray(reader: ByteReader, length: number, depth: number): PayloadValue {
  return Array.from({ length: reader.count(length, 1) }, () => read(reader, depth + 1));
}

function readMap(reader: ByteReader, length: number, depth: number): PayloadValue {
  const entries: [string, PayloadValue][] = [];
  for (let left = reader.count(length, 2); left > 0; left -= 1) {
    const key = read(reader, depth + 1);
    if (typeof key !== 'string') throw reader.fail('a key of a map is no text');
    entries.push([key, read(reader, depth + 1)]);
  }
  return toMap(entries);
}
