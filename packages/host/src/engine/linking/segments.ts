/**
 * Copies the segments of tables and memories. When the modules are one, V8 writes all of them before any code runs, those of tables
 * first; apart, it writes those of one module, then those of the next.
 *
 * INVARIANT: nobody can tell. Only the last module has a start function (link-modules.ts), so no code of the guest runs between them;
 * and each lies inside of its table or memory, so that none of them traps and leaves half of the others written.
 */
import type { ByteWriter } from '../metering/byte-writer.ts';
import { s64 } from '../metering/encoding.ts';
import type { InstructionReader } from '../metering/instruction-reader.ts';
import { constantValue } from './constant-value.ts';
import { NotLinkable } from './not-linkable.ts';
import { Renumberer, type Renumbering } from './renumbering.ts';

/** Initial sizes, by the numbers in the whole: of tables in elements, of memories in bytes. Undefined where addresses have 64 bits. */
export interface Rooms {
  readonly tables: readonly (number | undefined)[];
  readonly memories: readonly (number | undefined)[];
}

const PASSIVE = 1;
const EXPLICIT = 2;
const EXPRESSIONS = 4;
const DECLARED = PASSIVE | EXPLICIT;
const I32_CONST = 0x41;
const END = 0x0b;
const FUNCREF = 0x70;
const FUNCTION_KIND = 0x00;

/** One segment of a table, whose flags are next. */
export function copyElements(reader: InstructionReader, writer: ByteWriter, numbers: Renumbering, rooms: Rooms): void {
  const flags = reader.u32();
  const renumberer = new Renumberer(reader, writer, numbers);
  const hasExpressions = (flags & EXPRESSIONS) !== 0;
  const isActive = (flags & PASSIVE) === 0;
  const namesKind = (flags & DECLARED) !== 0;
  let table = 0;
  if (isActive) {
    table = at(numbers.tables, (flags & EXPLICIT) === 0 ? 0 : reader.u32());
    writer.u8(EXPLICIT | (hasExpressions ? EXPRESSIONS : 0));
    writer.u32(table);
  } else writer.u8(flags);
  const place = isActive ? copyPlace(reader, writer, numbers) : 0;
  if (!namesKind) writer.u8(hasExpressions ? FUNCREF : FUNCTION_KIND);
  else if (hasExpressions) renumberer.valueType();
  else writer.u8(reader.u8());
  const length = reader.u32();
  if (isActive) demandRoom(place, length, rooms.tables[table]);
  writer.u32(length);
  for (let item = 0; item < length; item += 1) {
    if (hasExpressions) renumberer.expression();
    else writer.u32(at(numbers.functions, reader.u32()));
  }
}

/** One segment of a memory, whose flags are next. */
export function copyData(reader: InstructionReader, writer: ByteWriter, numbers: Renumbering, rooms: Rooms): void {
  const flags = reader.u32();
  const memory = flags === EXPLICIT ? reader.u32() : 0;
  const isActive = flags !== PASSIVE;
  writer.u8(isActive ? 0 : PASSIVE); // there is one memory
  const place = isActive ? copyPlace(reader, writer, numbers) : 0;
  const length = reader.u32();
  if (isActive) demandRoom(place, length, rooms.memories[at(numbers.memories, memory)]);
  writer.u32(length);
  const { pos } = reader;
  reader.skip(length);
  writer.range(reader.bytes, pos, reader.pos);
}

function copyPlace(reader: InstructionReader, writer: ByteWriter, { constants }: Renumbering): number {
  const place = constantValue(reader, constants);
  if (place === undefined) throw new NotLinkable('a segment whose place is not known');
  writer.bytes([I32_CONST, ...s64(place), END]);
  return place >>> 0;
}

function demandRoom(place: number, length: number, room: number | undefined): void {
  if (room === undefined || place + length > room) throw new NotLinkable('a segment that may not fit');
}

function at(numbers: readonly number[], index: number): number {
  const number = numbers[index];
  if (number === undefined) throw new NotLinkable('a segment for what is not there');
  return number;
}
