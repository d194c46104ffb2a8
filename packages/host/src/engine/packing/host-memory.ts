/**
 * Lets the host give a core module its memory. The first touch of a page of new memory is most of what an instance costs; a memory that
 * an earlier instance has left, and that holds zeros again, has its pages.
 */
import { readImports } from '../core-names.ts';
import { ByteReader } from '../metering/byte-reader.ts';
import { ByteWriter } from '../metering/byte-writer.ts';
import { u32, u32Length, utf8 } from '../metering/encoding.ts';
import { readLayout } from '../metering/module-layout.ts';
import { type Section, SECTION_ORDER, SectionId } from '../metering/sections.ts';

/** A memory that the host gives to a module, which imports it as `memory` from a module of this name. */
export interface HostMemory {
  readonly module: string;
  /** Pages of 64 KiB. */
  readonly initial: number;
  readonly maximum?: number;
}

const FIELD = 'memory';
const MEMORY = 2;
const HAS_MAXIMUM = 1;

/** Functions that go on when they have answered. */
const OUTLIVES_CALLS = /\bisAsync: true\b|\bgetCallbackFn: \(\) => (?!null\b)/;
const CLASS = /^[ \t]*class ([\w$]+)/gm;
/** The glue's classes for plain calls. Further ones are for streams and futures, which read and write when they like, and for resources. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['Waitable', 'RepTable', 'ComponentAsyncState', 'AsyncSubtask', 'AsyncTask', 'FutureValue'],
]);

/** Whether nothing of the glue (the transpiler's) has to do with the memory between two calls, for certain. */
export function restsBetweenCalls(glue: string): boolean {
  return !OUTLIVES_CALLS.test(glue) && [...glue.matchAll(CLASS)].every(([, name = '']) => PLAIN.has(name));
}

/** The module with its memory imported, where it defines one of 32 bits and has no other; else undefined. */
export function withHostMemory(
  bytes: Uint8Array,
): { readonly bytes: Uint8Array; readonly memory: HostMemory } | undefined {
  const layout = readLayout(bytes);
  const [own, ...others] = layout.spaces.memories;
  const section = layout.sections.find(({ id }) => id === SectionId.memory);
  if (own === undefined || own.imported || own.address64 || others.length > 0 || section === undefined)
    return undefined;
  const module = freeName(new Set(readImports(layout).map((one) => one.module)));
  const reader = new ByteReader(bytes, section.body, section.end);
  reader.u32(); // there is one
  const type = bytes.subarray(reader.pos, section.end);
  const maximum = (reader.u8() & HAS_MAXIMUM) === 0 ? undefined : (reader.u32(), reader.u32());
  const entry = [...utf8(module), ...utf8(FIELD), MEMORY, ...type];
  return {
    bytes: withImport(bytes, layout.sections, entry),
    memory: { module, initial: own.min, ...(maximum !== undefined && { maximum }) },
  };
}

function freeName(taken: ReadonlySet<string>): string {
  let candidate = 'airssys:memory';
  for (let attempt = 1; taken.has(candidate); attempt += 1) candidate = `airssys:memory#${attempt}`;
  return candidate;
}

/** With the import at the end of the others, and without a section for memories. */
function withImport(bytes: Uint8Array, sections: readonly Section[], entry: readonly number[]): Uint8Array {
  const writer = new ByteWriter(bytes.length + entry.length + 16);
  writer.range(bytes, 0, sections[0]?.start ?? bytes.length);
  const rank = SECTION_ORDER.indexOf(SectionId.import);
  let isWritten = false;
  const write = (imports: Section | undefined): void => {
    const reader = new ByteReader(bytes, imports?.body ?? 0, imports?.end ?? 0);
    const count = (imports === undefined ? 0 : reader.u32()) + 1;
    writer.u8(SectionId.import);
    writer.u32(u32Length(count) + reader.end - reader.pos + entry.length);
    writer.bytes(u32(count));
    writer.range(bytes, reader.pos, reader.end);
    writer.bytes(entry);
    isWritten = true;
  };
  for (const one of sections) {
    if (one.id === SectionId.import) {
      write(one);
      continue;
    }
    if (!isWritten && SECTION_ORDER.indexOf(one.id) > rank) write(undefined);
    if (one.id !== SectionId.memory) writer.range(bytes, one.start, one.end);
  }
  return writer.finish();
}
