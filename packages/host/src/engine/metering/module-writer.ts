import type { Additions } from './additions.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { CodeWriter } from './code-writer.ts';
import { u32, u32Length } from './encoding.ts';
import type { ModuleLayout } from './module-layout.ts';
import type { Section } from './sections.ts';
import { SECTION_ORDER, SectionId } from './sections.ts';

const HEADER_LENGTH = 8;

/** More than all that is appended outside of the code section: some types, entries and names. */
const OTHER_ADDITIONS = 4096;

/** Entries to put at the end of one section. */
export interface Appended {
  readonly count: number;
  readonly bytes: readonly number[];
}

/**
 * Writes the whole module anew: sections that get entries are extended or created in their place, the code section is written
 * by `code`, the start section goes (the host runs it), everything else is copied byte for byte.
 */
export function writeModule(
  layout: ModuleLayout,
  additions: Additions,
  exports: number[][],
  code: CodeWriter,
): Uint8Array {
  const { bytes, sections } = layout;
  const { length: codeLength, hints } = code.layOut(layout.spaces.importedFunctions);
  const appended = new Map<number, Appended>([
    [SectionId.type, vector(additions.types)],
    [SectionId.function, vector(additions.functionTypes.map(u32))],
    [SectionId.table, { count: 1, bytes: additions.tableEntry() }],
    [SectionId.global, { count: 2, bytes: additions.globalEntries() }],
    [SectionId.export, vector(exports)],
  ]);
  const oldCode = sections.find((section) => section.id === SectionId.code);
  const kept = bytes.length - (oldCode === undefined ? 0 : oldCode.end - oldCode.body);
  const writer = new ByteWriter(kept + codeLength + hints.length + OTHER_ADDITIONS);
  const write = (id: number, section: Section | undefined): void => {
    const entries = appended.get(id);
    if (id === SectionId.code) {
      writer.u8(SectionId.custom); // must stand before the code
      writer.u32(hints.length);
      writer.range(hints, 0, hints.length);
      writer.u8(id);
      writer.u32(codeLength);
      code.write(writer);
    } else if (entries !== undefined) writeExtended(writer, bytes, id, section, entries);
    else if (section !== undefined && id !== SectionId.start) writer.range(bytes, section.start, section.end);
  };
  writer.range(bytes, 0, HEADER_LENGTH);
  let rank = 0;
  for (const section of sections) {
    if (section.id === SectionId.custom) {
      if (!dependsOnOffsets(bytes, section)) writer.range(bytes, section.start, section.end);
      continue;
    }
    for (const last = SECTION_ORDER.indexOf(section.id); rank < last; rank++)
      write(SECTION_ORDER[rank] ?? 0, undefined);
    write(section.id, section);
    rank++;
  }
  for (; rank < SECTION_ORDER.length; rank++) write(SECTION_ORDER[rank] ?? 0, undefined);
  return writer.finish();
}

function vector(entries: readonly (readonly number[])[]): Appended {
  return { count: entries.length, bytes: entries.flat() };
}

/** Writes a section with more entries than it had, or had not. */
export function writeExtended(
  writer: ByteWriter,
  bytes: Uint8Array,
  id: number,
  section: Section | undefined,
  more: Appended,
): void {
  const reader = new ByteReader(bytes, section?.body ?? 0, section?.end ?? 0);
  const count = (section === undefined ? 0 : reader.u32()) + more.count;
  writer.u8(id);
  writer.u32(u32Length(count) + (reader.end - reader.pos) + more.bytes.length);
  writer.u32(count);
  writer.range(bytes, reader.pos, reader.end);
  writer.bytes(more.bytes);
}

/**
 * Custom sections that point into the code by offset: branch hints and other code metadata, DWARF. They would now point at
 * something else, so they are left out; `name` goes by index and stays right.
 */
function dependsOnOffsets(bytes: Uint8Array, section: Section): boolean {
  const reader = new ByteReader(bytes, section.body, section.end);
  const name = new TextDecoder().decode(reader.nameBytes());
  return name.startsWith('metadata.code.') || name.startsWith('.debug_');
}
