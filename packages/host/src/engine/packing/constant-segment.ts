/** Segments of data that are written to constant places when an instance is made: the only ones that can be moved and taken out. */
import type { ByteReader } from '../metering/byte-reader.ts';

export const I32_CONST = 0x41;
export const END = 0x0b;

/** One segment: where it is written to, and where its bytes lie in the module. */
export interface Segment {
  readonly at: number;
  readonly from: number;
  readonly length: number;
}

/** Reads the segment that begins here; undefined where it is not written to a constant place inside of the first memory. */
export function readConstantSegment(reader: ByteReader, memoryBytes: number): Segment | undefined {
  if (reader.u32() !== 0 || reader.u8() !== I32_CONST) return undefined;
  const at = reader.s33() >>> 0;
  if (reader.u8() !== END) return undefined;
  const length = reader.u32();
  const from = reader.pos;
  reader.skip(length);
  return at + length > memoryBytes ? undefined : { at, from, length };
}
