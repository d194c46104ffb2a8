/**
 * Programs of WASI preview 1 share their memory with the adapter that makes a component of them: it grows the memory for itself
 * when it is first called. The allocator of older C libraries, when it is first called, takes all that lies between the program's
 * data and the memory's end for its own, and so writes over the adapter's state. (wasi-libc did that until 2023.)
 *
 * So to the program the memory is as large as it was at the start, until the program itself lets it grow: then the old end
 * is where its own growth begins, which every allocator copes with.
 */
import { ByteWriter } from './metering/byte-writer.ts';
import { op, s64, type, u32, u32Length } from './metering/encoding.ts';
import { InstructionReader } from './metering/instruction-reader.ts';
import { type ModuleLayout, readLayout } from './metering/module-layout.ts';
import { writeExtended } from './metering/module-writer.ts';
import { type Section, SECTION_ORDER, SectionId } from './metering/sections.ts';

const [I32_EQZ, I32_NE] = [0x45, 0x47];
const HEADER_LENGTH = 8;
/** More than all that is appended outside of the code. */
const ADDITIONS = 256;

/** A `memory.size` or `memory.grow` of memory 0. */
interface Use {
  readonly at: number;
  readonly length: number;
  readonly isGrowth: boolean;
}

interface Body {
  readonly start: number;
  readonly end: number;
  readonly uses: readonly Use[];
}

/** @throws MeteringError for a module that cannot be read. */
export function withOwnMemory(bytes: Uint8Array): Uint8Array {
  const layout = readLayout(bytes);
  const [memory] = layout.spaces.memories;
  const code = layout.sections.find(({ id }) => id === SectionId.code);
  if (memory === undefined || memory.imported || memory.address64 || code === undefined) return bytes;
  const bodies = readBodies(layout, code);
  return bodies.some(({ uses }) => uses.length > 0) ? written(layout, bodies, memory.min) : bytes;
}

function readBodies({ bytes, spaces, parameters }: ModuleLayout, code: Section): readonly Body[] {
  const reader = new InstructionReader(bytes, spaces, code.body, code.end);
  return Array.from({ length: reader.u32() }, (_, at): Body => {
    const size = reader.u32();
    const start = reader.pos;
    reader.end = start + size;
    reader.locals = parameters[at] ?? 0;
    for (let groups = reader.u32(); groups > 0; groups -= 1) {
      reader.locals += reader.u32();
      reader.valueType();
    }
    const uses: Use[] = [];
    while (!reader.done) {
      reader.skipPlain();
      if (reader.done) break;
      reader.next();
      const { opcode, index } = reader;
      if ((opcode !== op.memorySize && opcode !== op.memoryGrow) || index !== 0) continue;
      uses.push({ at: reader.start, length: reader.pos - reader.start, isGrowth: opcode === op.memoryGrow });
    }
    reader.end = code.end;
    return { start, end: start + size, uses };
  });
}

function written({ bytes, sections, spaces }: ModuleLayout, bodies: readonly Body[], pages: number): Uint8Array {
  const [size, grow] = [spaces.functions, spaces.functions + 1];
  const helpers = [sizeBody(spaces.globals, pages), growBody(spaces.globals, size)];
  const appended = new Map([
    [SectionId.type as number, { count: 2, bytes: [type.func, 0, 1, type.i32, type.func, 1, type.i32, 1, type.i32] }],
    [SectionId.function, { count: 2, bytes: [...u32(spaces.types), ...u32(spaces.types + 1)] }],
    [SectionId.global, { count: 1, bytes: [type.i32, 1, op.i32Const, 0, op.end] }],
  ]);
  const uses = bodies.reduce((sum, body) => sum + body.uses.length, 0);
  const writer = new ByteWriter(bytes.length + ADDITIONS + uses * 8 + bodies.length);
  const write = (id: number, section: Section | undefined): void => {
    const more = appended.get(id);
    if (id === SectionId.code) writeCode(writer, bytes, bodies, helpers, { size, grow });
    else if (more !== undefined) writeExtended(writer, bytes, id, section, more);
    else if (section !== undefined) writer.range(bytes, section.start, section.end);
  };
  writer.range(bytes, 0, HEADER_LENGTH);
  let rank = 0;
  for (const section of sections) {
    if (section.id === SectionId.custom) {
      writer.range(bytes, section.start, section.end);
      continue;
    }
    for (const last = SECTION_ORDER.indexOf(section.id); rank < last; rank++)
      write(SECTION_ORDER[rank] ?? 0, undefined);
    write(section.id, section);
    rank++;
  }
  return writer.finish();
}

function writeCode(
  writer: ByteWriter,
  bytes: Uint8Array,
  bodies: readonly Body[],
  helpers: readonly (readonly number[])[],
  functions: { readonly size: number; readonly grow: number },
): void {
  const callOf = ({ isGrowth }: Use): number[] => [op.call, ...u32(isGrowth ? functions.grow : functions.size)];
  const sizes = bodies.map(({ start, end, uses }) =>
    uses.reduce((sum, use) => sum + callOf(use).length - use.length, end - start),
  );
  const count = bodies.length + helpers.length;
  const lengths = [...sizes, ...helpers.map(({ length }) => length)];
  writer.u8(SectionId.code);
  writer.u32(lengths.reduce((sum, length) => sum + u32Length(length) + length, u32Length(count)));
  writer.u32(count);
  for (const [at, { start, end, uses }] of bodies.entries()) {
    writer.u32(sizes[at] ?? 0);
    let from = start;
    for (const use of uses) {
      writer.range(bytes, from, use.at);
      writer.bytes(callOf(use));
      from = use.at + use.length;
    }
    writer.range(bytes, from, end);
  }
  for (const helper of helpers) {
    writer.u32(helper.length);
    writer.bytes(helper);
  }
}

/** `() -> i32`: the memory's size if the program has let it grow, else its size at the start. */
function sizeBody(hasGrown: number, pages: number): number[] {
  const other = [op.i32Const, ...s64(pages)];
  return [0, op.globalGet, ...u32(hasGrown), op.if, type.i32, op.memorySize, 0, op.else, ...other, op.end, op.end];
}

/** `(pages) -> i32`, as `memory.grow`. By nothing it tells the size, as many programs ask for it. */
function growBody(hasGrown: number, size: number): number[] {
  const remember = [op.i32Const, 1, op.globalSet, ...u32(hasGrown)];
  const isDone = [op.localTee, 1, op.i32Const, 0x7f, I32_NE, op.if, type.empty, ...remember, op.end, op.localGet, 1];
  const grow = [op.localGet, 0, op.memoryGrow, 0, ...isDone];
  const ask = [op.call, ...u32(size)];
  return [1, 1, type.i32, op.localGet, 0, I32_EQZ, op.if, type.i32, ...ask, op.else, ...grow, op.end, op.end];
}
