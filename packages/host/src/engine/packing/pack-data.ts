/**
 * Joins the data segments of a core module. A snapshot of an engine's memory (Wizer) comes as thousands of small segments, one
 * for each stretch without zeros; V8 takes a tenth of a microsecond for each, in every instance: more than all else together.
 *
 * INVARIANT: an instance's memory is the same afterwards, to the byte. Only segments that are written at instantiation, to
 * constant places in order, into a memory that begins with zeros, are joined; and only where no code can name a segment.
 */
import { ByteReader } from '../metering/byte-reader.ts';
import { ByteWriter } from '../metering/byte-writer.ts';
import { s64, u32, u32Length } from '../metering/encoding.ts';
import { readSections, type Section, SectionId } from '../metering/sections.ts';
import { END, I32_CONST, readConstantSegment, type Segment } from './constant-segment.ts';

/** Zeros between two segments up to which they are joined, in bytes. Far less than a page: zeros would make it resident. */
const LARGEST_GAP = 256;

/**
 * Segments of a snapshot are a multiple of so many: empty ones are added. So two snapshots of one engine mostly have as many, and the
 * segments behind them have the same numbers (component-frame.ts). Fewer than those are no snapshot of an engine.
 */
const ROUND_COUNT = 32;

const ZEROS: readonly number[] = Array.from({ length: LARGEST_GAP }, () => 0);

const PAGE_BYTES = 65_536;
const MEMORY_IMPORT = 2;

/** The module with fewer segments, or the very array that was given. */
export function packData(bytes: Uint8Array): Uint8Array {
  const sections = readSections(bytes);
  const data = sections.find(({ id }) => id === SectionId.data);
  if (data === undefined || sections.some(({ id }) => id === SectionId.dataCount)) return bytes;
  const memoryBytes = ownMemory(bytes, sections);
  const segments = memoryBytes === undefined ? undefined : plainSegments(bytes, data, memoryBytes);
  if (segments === undefined) return bytes;
  const groups = rounded(grouped(segments));
  return groups.length === segments.length ? bytes : written(bytes, data, groups);
}

/**
 * The content of the data section as {@link packData} makes it, of a module whose segments are such that could be joined, whether or
 * not there is something to join; else undefined.
 */
export function packSnapshot(bytes: Uint8Array): Uint8Array | undefined {
  const sections = readSections(bytes);
  const data = sections.find(({ id }) => id === SectionId.data);
  if (data === undefined || sections.some(({ id }) => id === SectionId.dataCount)) return undefined;
  const memoryBytes = ownMemory(bytes, sections);
  if (memoryBytes === undefined || plainSegments(bytes, data, memoryBytes) === undefined) return undefined;
  const packed = packData(bytes);
  const section = packed === bytes ? data : readSections(packed).find(({ id }) => id === SectionId.data);
  return section && packed.subarray(section.body, section.end);
}

/** Initial size of the only memory, where the module defines it; a memory of somebody else's need not begin with zeros. */
function ownMemory(bytes: Uint8Array, sections: readonly Section[]): number | undefined {
  const imports = sections.find(({ id }) => id === SectionId.import);
  const memories = sections.find(({ id }) => id === SectionId.memory);
  if (memories === undefined || (imports !== undefined && importsMemory(bytes, imports))) return undefined;
  const reader = new ByteReader(bytes, memories.body, memories.end);
  const count = reader.u32();
  const flags = reader.u8();
  return count === 1 && flags <= 1 ? reader.u32() * PAGE_BYTES : undefined;
}

/** Whether one of the imports is a memory, or of a kind that is not read here. */
function importsMemory(bytes: Uint8Array, section: Section): boolean {
  const reader = new ByteReader(bytes, section.body, section.end);
  for (let left = reader.u32(); left > 0; left -= 1) {
    reader.nameBytes();
    reader.nameBytes();
    const kind = reader.u8();
    if (kind >= MEMORY_IMPORT && kind !== 3) return true;
    if (kind === 0) reader.u32();
    else if (kind === 3) reader.skip(2);
    else if (!skipTable(reader)) return true;
  }
  return false;
}

/** Steps over a table of functions or external references; false for others. */
function skipTable(reader: ByteReader): boolean {
  const type = reader.u8();
  const flags = reader.u8();
  if ((type !== 0x70 && type !== 0x6f) || flags > 1) return false;
  reader.u32();
  if (flags === 1) reader.u32();
  return true;
}

/** All segments, where each is written to a constant place behind the one before it; else undefined. */
function plainSegments(bytes: Uint8Array, section: Section, memoryBytes: number): readonly Segment[] | undefined {
  const reader = new ByteReader(bytes, section.body, section.end);
  const segments: Segment[] = [];
  let end = 0;
  for (let left = reader.u32(); left > 0; left -= 1) {
    const segment = readConstantSegment(reader, memoryBytes);
    if (segment === undefined || segment.at < end) return undefined;
    end = segment.at + segment.length;
    segments.push(segment);
  }
  return segments;
}

/** Neighbours with small gaps between them. */
function grouped(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const groups: Segment[][] = [];
  let end = -Infinity;
  for (const segment of segments) {
    if (segment.at - end <= LARGEST_GAP) groups.at(-1)?.push(segment);
    else groups.push([segment]);
    end = segment.at + segment.length;
  }
  return groups;
}

function rounded(groups: readonly (readonly Segment[])[]): readonly (readonly Segment[])[] {
  const missing = groups.length < ROUND_COUNT ? 0 : (ROUND_COUNT - (groups.length % ROUND_COUNT)) % ROUND_COUNT;
  return [...groups, ...Array.from({ length: missing }, () => [])];
}

function written(bytes: Uint8Array, data: Section, groups: readonly (readonly Segment[])[]): Uint8Array {
  const heads = groups.map((group) => {
    const [first] = group;
    const last = group.at(-1);
    const length = first && last ? last.at + last.length - first.at : 0;
    return { head: [0, I32_CONST, ...s64((first?.at ?? 0) | 0), END, ...u32(length)], length, start: first?.at ?? 0 };
  });
  const size = heads.reduce((sum, { head, length }) => sum + head.length + length, u32Length(groups.length));
  const writer = new ByteWriter(bytes.length - (data.end - data.start) + size + 16);
  writer.range(bytes, 0, data.start);
  writer.u8(SectionId.data);
  writer.u32(size);
  writer.u32(groups.length);
  for (const [index, group] of groups.entries()) {
    const { head, start, length } = heads[index] ?? { head: [], start: 0, length: 0 };
    writer.bytes(head);
    let end = start;
    for (const { at, from, length: own } of group) {
      writer.bytes(ZEROS.slice(0, at - end));
      writer.range(bytes, from, from + own);
      end = at + own;
    }
    if (end !== start + length) throw new RangeError('a data segment has another length than was counted');
  }
  writer.range(bytes, data.end, bytes.length);
  return writer.finish();
}
