import { ItemKind } from '../core-names.ts';
import type { ByteReader } from '../metering/byte-reader.ts';
import { ByteWriter } from '../metering/byte-writer.ts';
import { s64, u32, u32Length, utf8 } from '../metering/encoding.ts';
import type { InstructionReader } from '../metering/instruction-reader.ts';
import { Effect } from '../metering/instruction-table.ts';
import { SectionId } from '../metering/sections.ts';
import type { CoreModule } from './core-module.ts';
import type { GlueImport } from './numbering.ts';
import { Renumberer, type Renumbering } from './renumbering.ts';
import { copyData, copyElements, type Rooms } from './segments.ts';

/** A core module with the numbers that its items have in the whole. */
export interface Part {
  readonly module: CoreModule;
  readonly numbers: Renumbering;
}

/** Entries of a section, and how many they are. */
interface Entries {
  readonly count: number;
  readonly writer: ByteWriter;
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const INITIALIZED_TABLE = 0x40;
const I32_CONST = 0x41;
const END = 0x0b;
const NAME_SECTION = 'name';
const FUNCTION_NAMES = 1;

/** Writes the sections of the module that others become; call the methods in the order of the sections. */
export class LinkedSections {
  readonly #parts: readonly Part[];
  readonly #writer: ByteWriter;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.#writer = new ByteWriter(parts.reduce((sum, { module }) => sum + module.bytes.length, 4_096));
    this.#writer.bytes(HEADER);
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  types(): void {
    this.#joined(SectionId.type, (reader, writer, numbers) => {
      const renumberer = new Renumberer(reader, writer, numbers);
      writer.u8(reader.u8()); // a function type: nothing else is linked
      for (const _ of ['parameters', 'results']) {
        const count = reader.u32();
        writer.u32(count);
        for (let left = count; left > 0; left -= 1) renumberer.valueType();
      }
    });
  }

  /** Functions of the glue, by their numbers, of a module without a name. */
  imports(imports: readonly GlueImport[]): void {
    const entries = imports.map(({ type }, index) => [
      ...utf8(''),
      ...utf8(String(index)),
      ItemKind.function,
      ...u32(type),
    ]);
    this.#written(SectionId.import, entries);
  }

  functions(): void {
    this.#joined(SectionId.function, (reader, writer, { types }) => writer.u32(types + reader.u32()));
  }

  tables(): void {
    this.#joined(SectionId.table, (reader, writer, numbers) => {
      const renumberer = new Renumberer(reader, writer, numbers);
      const isInitialized = reader.peek() === INITIALIZED_TABLE;
      if (isInitialized) {
        writer.range(reader.bytes, reader.pos, reader.pos + 2);
        reader.skip(2);
      }
      renumberer.valueType();
      copyLimits(reader, writer);
      if (isInitialized) renumberer.expression();
    });
  }

  memories(): void {
    this.#joined(SectionId.memory, copyLimits);
  }

  globals(): void {
    const own = this.#parts.map(({ module: { layout } }) => layout.spaces.globals);
    this.#joined(SectionId.global, (reader, writer, numbers, index, part) => {
      const renumberer = new Renumberer(reader, writer, numbers);
      renumberer.valueType();
      writer.u8(reader.u8());
      const imported = (own[part] ?? 0) - (this.#parts[part]?.module.reader(SectionId.global)?.u32() ?? 0);
      const constant = numbers.constants[imported + index];
      if (constant === undefined) return renumberer.expression();
      writer.bytes([I32_CONST, ...s64(constant), END]);
      while (reader.next() !== Effect.end);
    });
  }

  exports(entries: readonly (readonly number[])[]): void {
    this.#written(SectionId.export, entries);
  }

  start(index: number | undefined): void {
    if (index === undefined) return;
    this.#section(SectionId.start, u32Length(index));
    this.#writer.u32(index);
  }

  elements(rooms: Rooms): void {
    this.#joined(SectionId.element, (reader, writer, numbers) => copyElements(reader, writer, numbers, rooms));
  }

  /** Must be there where code names a segment. */
  dataCount(): void {
    if (!this.#parts.some(({ module }) => module.section(SectionId.dataCount) !== undefined)) return;
    const count = this.#parts.reduce((sum, { module }) => sum + (module.reader(SectionId.data)?.u32() ?? 0), 0);
    this.#section(SectionId.dataCount, u32Length(count));
    this.#writer.u32(count);
  }

  code(): void {
    const body = new ByteWriter(65_536);
    this.#joined(SectionId.code, (reader, writer, numbers, index, part) => {
      const { end } = reader;
      const size = reader.u32();
      reader.end = reader.pos + size;
      body.length = 0;
      const renumberer = new Renumberer(reader, body, numbers);
      const groups = reader.u32();
      body.u32(groups);
      let locals = this.#parts[part]?.module.layout.parameters[index] ?? 0;
      for (let left = groups; left > 0; left -= 1) {
        const count = reader.u32();
        locals += count;
        body.u32(count);
        renumberer.valueType();
      }
      reader.locals = locals;
      renumberer.body();
      writer.u32(body.length);
      writer.range(body.finish(), 0, body.length);
      reader.end = end;
    });
  }

  data(rooms: Rooms): void {
    this.#joined(SectionId.data, (reader, writer, numbers) => copyData(reader, writer, numbers, rooms));
  }

  /** Names of functions, in the order of their numbers. */
  names(names: readonly (readonly [index: number, name: Uint8Array])[]): void {
    const map = new ByteWriter(65_536);
    map.u32(names.length);
    for (const [index, name] of names) {
      map.u32(index);
      map.u32(name.length);
      map.range(name, 0, name.length);
    }
    const title = utf8(NAME_SECTION);
    this.#section(SectionId.custom, title.length + 1 + u32Length(map.length) + map.length);
    this.#writer.bytes([...title, FUNCTION_NAMES, ...u32(map.length)]);
    this.#writer.range(map.finish(), 0, map.length);
  }

  /** The entries that all parts have in a section, each copied by `copy`. */
  #joined(
    id: number,
    copy: (reader: InstructionReader, writer: ByteWriter, numbers: Renumbering, index: number, part: number) => void,
  ): void {
    const sections = this.#parts.map(({ module, numbers }, part): Entries => {
      const reader = module.reader(id);
      if (reader === undefined) return { count: 0, writer: new ByteWriter(0) };
      const writer = new ByteWriter(reader.end - reader.pos);
      const count = reader.u32();
      for (let index = 0; index < count; index += 1) {
        copy(reader, writer, numbers, index, part);
      }
      return { count, writer };
    });
    const count = sections.reduce((sum, entries) => sum + entries.count, 0);
    if (count === 0) return;
    const length = sections.reduce((sum, { writer }) => sum + writer.length, 0);
    this.#section(id, u32Length(count) + length);
    this.#writer.u32(count);
    for (const { writer } of sections) this.#writer.range(writer.finish(), 0, writer.length);
  }

  #written(id: number, entries: readonly (readonly number[])[]): void {
    if (entries.length === 0) return;
    const bytes = [...u32(entries.length), ...entries.flat()];
    this.#section(id, bytes.length);
    this.#writer.bytes(bytes);
  }

  #section(id: number, length: number): void {
    this.#writer.u8(id);
    this.#writer.u32(length);
  }
}

function copyLimits(reader: ByteReader, writer: ByteWriter): void {
  const { pos } = reader;
  const flags = reader.u8();
  reader.skipLeb(10);
  if (flags & 1) reader.skipLeb(10);
  writer.range(reader.bytes, pos, reader.pos);
}
