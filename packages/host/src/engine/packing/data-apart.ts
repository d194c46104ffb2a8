/**
 * Takes what a core module writes to its memory out of it. Two versions of a component, and two components of one interface, mostly
 * differ in nothing else; without it they have the same bytes, of which V8 keeps the code once in a process: what one of them has
 * compiled and optimized is there for the others, as when an update goes to another version and back.
 *
 * INVARIANT: an instance's memory is the same when its start function begins, to the byte. Only segments are taken out that are
 * written at instantiation, to constant places inside of the memory, before all others, and that memory is the host's, full of zeros.
 * They stay as empty ones, so that others keep their numbers; code that names one finds it empty, as it does once it is written.
 */
import { ByteReader } from '../metering/byte-reader.ts';
import { ByteWriter } from '../metering/byte-writer.ts';
import { u32 } from '../metering/encoding.ts';
import { readSections, SectionId } from '../metering/sections.ts';
import { END, I32_CONST, readConstantSegment } from './constant-segment.ts';
import type { HostMemory } from './host-memory.ts';

/** What is written to one place of the memory. */
export interface DataPart {
  readonly at: number;
  readonly bytes: Uint8Array;
}

export interface DataApart {
  /** The very array that was given where nothing was taken out. */
  readonly bytes: Uint8Array;
  /** In their order. */
  readonly data: readonly DataPart[];
}

const PAGE_BYTES = 65_536;
/** Nothing, at the beginning of the memory. */
const EMPTY_SEGMENT: readonly number[] = [0, I32_CONST, 0, END, 0];

/** Of a module that imports the memory from the host. */
export function dataApart(module: Uint8Array, { initial }: HostMemory): DataApart {
  const section = readSections(module).find(({ id }) => id === SectionId.data);
  if (section === undefined) return { bytes: module, data: [] };
  const reader = new ByteReader(module, section.body, section.end);
  const count = reader.u32();
  const data: DataPart[] = [];
  let rest = reader.pos;
  let taken = 0;
  for (; taken < count; taken += 1) {
    const segment = readConstantSegment(reader, initial * PAGE_BYTES);
    if (segment === undefined) break;
    rest = reader.pos;
    const { at, from, length } = segment;
    // A copy, of a Buffer too: the module's bytes are not kept for it.
    if (length > 0) data.push({ at, bytes: new Uint8Array(module.subarray(from, from + length)) });
  }
  if (data.length === 0) return { bytes: module, data };
  const empty = Array.from({ length: taken }, () => EMPTY_SEGMENT).flat();
  const writer = new ByteWriter(module.length);
  writer.range(module, 0, section.start);
  writer.u8(SectionId.data);
  writer.u32(u32(count).length + empty.length + (section.end - rest));
  writer.u32(count);
  writer.bytes(empty);
  writer.range(module, rest, module.length);
  return { bytes: writer.finish(), data };
}
