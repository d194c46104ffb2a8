/**
 * What is left of a component without the snapshot of its memory: its frame. Engines of scripting languages store what evaluating a
 * script has left in memory as the data of one core module (Wizer); another script of the same interface changes nothing else. So
 * what was prepared for one component of a frame is prepared for all of them, once its data is replaced.
 *
 * INVARIANT: components have one frame only if they differ in nothing but the data segments of the same core module, of which both have
 * as many when they are packed, and in custom sections of airssys, which no code depends on. And data is replaced only where it was written to the prepared module as it is
 * (`findSnapshot`), by segments that lie in order inside of the same memory.
 *
 * INVARIANT: what the prepared code charges does not depend on the snapshot. With `exact` metering the start of a module pays for writing
 * its data only where the place of one of its segments is computed (`StartupFuel`); segments of a snapshot lie at constants, all of them.
 */
import { createHash } from 'node:crypto';
import { ByteReader } from './metering/byte-reader.ts';
import { ByteWriter } from './metering/byte-writer.ts';
import { u32 } from './metering/encoding.ts';
import { readSections, type Section, SectionId } from './metering/sections.ts';
import { packSnapshot } from './packing/pack-data.ts';

export interface ComponentFrame {
  /** SHA-256 (hex). */
  readonly hash: string;
  /** The content of the data section, packed as it is for the prepared module. */
  readonly data: Uint8Array;
}

const CORE_MODULE = 1;
const PREAMBLE_BYTES = 8;
/** Custom sections whose names begin so say what a component is, not what it does. */
const OWN_NAME = Buffer.from('airssys');

/** Undefined where there is no such snapshot. What cannot be read has none: whoever prepares the component says why. */
export function componentFrame(component: Uint8Array): ComponentFrame | undefined {
  try {
    return readFrame(component);
  } catch {
    return undefined;
  }
}

function readFrame(component: Uint8Array): ComponentFrame | undefined {
  const hash = createHash('sha256').update(component.subarray(0, PREAMBLE_BYTES));
  const reader = new ByteReader(component, PREAMBLE_BYTES);
  let data: Uint8Array | undefined;
  while (!reader.done) {
    const id = reader.u8();
    const size = reader.u32();
    const content = component.subarray(reader.pos, reader.pos + size);
    reader.skip(size);
    if (id === SectionId.custom && isOwn(content)) continue;
    // Without its length, which the data is part of.
    hash.update(Uint8Array.of(id));
    if (id !== CORE_MODULE) hash.update(`${size};`).update(content);
    else {
      const packed = packSnapshot(content);
      if (packed !== undefined && data !== undefined) return undefined;
      data ??= packed;
      for (const { body, end, id: section } of readSections(content)) {
        const isSnapshot = section === SectionId.data && packed !== undefined;
        // How many segments there are: those behind them are named by their numbers.
        hash.update(`${section}:${isSnapshot ? `snapshot ${segmentsOf(packed).count}` : end - body};`);
        if (!isSnapshot) hash.update(content.subarray(body, end));
      }
    }
  }
  return data && { hash: hash.digest('hex'), data };
}

const isOwn = (custom: Uint8Array): boolean => {
  const name = new ByteReader(custom).nameBytes();
  return Buffer.compare(name.subarray(0, OWN_NAME.length), OWN_NAME) === 0;
};

/** The segments of a snapshot in the data section of a prepared module: those at its beginning, with others behind them. */
export interface SnapshotPlace {
  /** Of the segments, without how many they are. */
  readonly bytes: number;
}

/** The module among those prepared whose data begins with the snapshot as it is; undefined where none, or more than one, has data like that. */
export function findSnapshot<T extends { readonly bytes: Uint8Array }>(
  modules: readonly T[],
  { data }: ComponentFrame,
): { readonly module: T; readonly place: SnapshotPlace } | undefined {
  const own = segmentsOf(data);
  const found = modules.filter(({ bytes }) => {
    const section = dataSection(bytes);
    const all = section && segmentsOf(bytes.subarray(section.body, section.end));
    return all !== undefined && Buffer.compare(all.content.subarray(0, own.content.length), own.content) === 0;
  });
  const [module, ...others] = found;
  if (module === undefined || others.length > 0) return undefined;
  return { module, place: { bytes: own.content.length } };
}

/** The prepared module with another snapshot in the place of the one that it has. */
export function withSnapshot(module: Uint8Array, { bytes }: SnapshotPlace, data: Uint8Array): Uint8Array {
  const section = dataSection(module);
  if (section === undefined) throw new RangeError('a prepared module without data'); // findSnapshot has found it
  const before = segmentsOf(module.subarray(section.body, section.end));
  const own = segmentsOf(data);
  const others = before.content.subarray(bytes);
  const count = u32(before.count);
  const size = count.length + own.content.length + others.length;
  const writer = new ByteWriter(module.length - (section.end - section.start) + size + 8);
  writer.range(module, 0, section.start);
  writer.u8(SectionId.data);
  writer.u32(size);
  writer.bytes(count);
  writer.range(own.content, 0, own.content.length);
  writer.range(others, 0, others.length);
  writer.range(module, section.end, module.length);
  return writer.finish();
}

function segmentsOf(data: Uint8Array): { readonly count: number; readonly content: Uint8Array } {
  const reader = new ByteReader(data);
  const count = reader.u32();
  return { count, content: data.subarray(reader.pos) };
}

const dataSection = (module: Uint8Array): Section | undefined =>
  readSections(module).find(({ id }) => id === SectionId.data);
