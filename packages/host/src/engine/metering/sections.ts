import { ByteReader } from './byte-reader.ts';
import { invalidModule, unsupported } from './metering-error.ts';

export const SectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

/** The order in which sections must stand in the file; custom sections may stand anywhere. */
export const SECTION_ORDER: readonly number[] = [
  SectionId.type,
  SectionId.import,
  SectionId.function,
  SectionId.table,
  SectionId.memory,
  SectionId.tag,
  SectionId.global,
  SectionId.export,
  SectionId.start,
  SectionId.element,
  SectionId.dataCount,
  SectionId.code,
  SectionId.data,
];

/** One section as it lies in the file: `[start, end)` with its header, `[body, end)` without. */
export interface Section {
  readonly id: number;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Splits a core module into its sections and checks their order. Nothing inside them is read. */
export function readSections(bytes: Uint8Array): Section[] {
  for (const [index, expected] of MAGIC_AND_VERSION.entries()) {
    if (bytes[index] !== expected) throw invalidModule('no WebAssembly core module of version 1', index);
  }
  const reader = new ByteReader(bytes, MAGIC_AND_VERSION.length);
  const sections: Section[] = [];
  let lastRank = -1;
  while (!reader.done) {
    const start = reader.pos;
    const id = reader.u8();
    const size = reader.u32();
    const body = reader.pos;
    reader.skip(size);
    if (id !== SectionId.custom) {
      const rank = SECTION_ORDER.indexOf(id);
      if (rank < 0) throw unsupported(`section ${id}`, start);
      if (rank <= lastRank) throw invalidModule(`section ${id} repeated or out of order`, start);
      lastRank = rank;
    }
    sections.push({ id, start, body, end: reader.pos });
  }
  return sections;
}
