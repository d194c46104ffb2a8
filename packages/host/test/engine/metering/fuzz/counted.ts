/**
 * A second opinion on exact fuel: puts an addition before every single instruction that costs something. Slow and simple, and of the
 * rewriter it shares only the reader of instructions. For modules of the generator.
 */
import { ByteWriter } from '../../../../src/engine/metering/byte-writer.ts';
import { u32, utf8 } from '../../../../src/engine/metering/encoding.ts';
import { InstructionReader } from '../../../../src/engine/metering/instruction-reader.ts';
import { Effect } from '../../../../src/engine/metering/instruction-table.ts';
import { type ModuleLayout, readLayout } from '../../../../src/engine/metering/module-layout.ts';
import { SectionId } from '../../../../src/engine/metering/sections.ts';

/** The export that holds the count, an `i64`. */
export const COUNT = 'count';

const FREE: ReadonlySet<number> = new Set([
  ...[Effect.free, Effect.block, Effect.loop, Effect.else, Effect.end, Effect.catch, Effect.delegate],
]);
const UNREACHABLE = 0x00;
const RETURN = 0x0f;

export function countInstructions(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const layout = readLayout(bytes);
  const writer = new ByteWriter(bytes.length * 8);
  const count = layout.spaces.globals;
  writer.range(bytes, 0, 8);
  for (const { id, start, body, end } of layout.sections) {
    if (id === SectionId.global) extend(writer, bytes, { id, body, end }, [0x7e, 1, 0x42, 0, 0x0b]);
    else if (id === SectionId.export) extend(writer, bytes, { id, body, end }, [...utf8(COUNT), 3, ...u32(count)]);
    else if (id === SectionId.code) writeCode(writer, layout, { body, end }, count);
    else writer.range(bytes, start, end);
  }
  return Uint8Array.from(writer.finish());
}

/** One more entry at the end of a section. The generator's have fewer than 127. */
function extend(
  writer: ByteWriter,
  bytes: Uint8Array,
  { id, body, end }: { readonly id: number; readonly body: number; readonly end: number },
  entry: readonly number[],
): void {
  writer.bytes([id, ...u32(end - body + entry.length), (bytes[body] ?? 0) + 1]);
  writer.range(bytes, body + 1, end);
  writer.bytes(entry);
}

function writeCode(
  writer: ByteWriter,
  { bytes, spaces, parameters }: ModuleLayout,
  { body, end }: { readonly body: number; readonly end: number },
  count: number,
): void {
  const reader = new InstructionReader(bytes, spaces, body, end);
  const total = reader.u32();
  const content = new ByteWriter(bytes.length * 8);
  content.u32(total);
  for (let index = 0; index < total; index += 1) {
    const size = reader.u32();
    const after = reader.pos + size;
    const counted = writeBody(reader, after, parameters[index] ?? 0, count);
    content.u32(counted.length);
    content.range(counted, 0, counted.length);
  }
  writer.u8(SectionId.code);
  writer.u32(content.length);
  writer.range(content.finish(), 0, content.length);
}

function writeBody(reader: InstructionReader, after: number, parameters: number, count: number): Uint8Array {
  const writer = new ByteWriter((after - reader.pos) * 12);
  const groups = reader.u32();
  let locals = parameters;
  const declared = reader.pos;
  for (let group = 0; group < groups; group += 1) {
    locals += reader.u32();
    reader.valueType();
  }
  reader.locals = locals;
  writer.u32(groups + 1);
  writer.range(reader.bytes, declared, reader.pos);
  writer.bytes([1, 0x7f]); // holds a length for a moment
  const add = (amount: readonly number[]): void =>
    writer.bytes([0x23, ...u32(count), ...amount, 0x7c, 0x24, ...u32(count)]);
  const one = [0x42, 1];
  add(one); // for entering
  while (reader.pos < after) {
    const effect = reader.next();
    const { opcode } = reader;
    const takesLength = effect === Effect.bulk || effect === Effect.memoryGrow || effect === Effect.tableGrow;
    if (!FREE.has(effect) && opcode !== UNREACHABLE && opcode !== RETURN) add(one);
    if (takesLength) {
      writer.bytes([0x22, ...u32(locals)]);
      add([0x20, ...u32(locals), 0xad]);
    }
    writer.range(reader.bytes, reader.start, reader.pos);
  }
  return writer.finish();
}
