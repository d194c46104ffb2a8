import type { ByteWriter } from '../metering/byte-writer.ts';
import { ByteReader } from '../metering/byte-reader.ts';
import { s64 } from '../metering/encoding.ts';
import type { InstructionReader } from '../metering/instruction-reader.ts';
import { SHAPES, Shape } from '../metering/instruction-table.ts';
import { NotLinkable } from './not-linkable.ts';

/** Which number each item of a module has in the module that it becomes a part of. */
export interface Renumbering {
  /** What is added to the number of a type, and so on. */
  readonly types: number;
  readonly elements: number;
  readonly data: number;
  /** By the number that the module knows it by. */
  readonly functions: readonly number[];
  readonly tables: readonly number[];
  readonly memories: readonly number[];
  readonly globals: readonly number[];
  /** What an `i32` global always is, by the module's number of it; undefined where that is not known before it runs. */
  readonly constants: readonly (number | undefined)[];
}

const I32_CONST = 0x41;
const GLOBAL_GET = 0x23;
const DATA_DROP = 0x209;
const ELEM_DROP = 0x20d;
/** The `memarg` names a memory. */
const HAS_MEMORY = 0x40;

/** Opcodes whose immediates hold no index of the module, and are copied as they are. */
const UNCHANGED: ReadonlySet<number> = new Set([
  ...[Shape.none, Shape.local, Shape.i32, Shape.i64, Shape.bytes4, Shape.bytes8, Shape.bytes16],
  ...[Shape.byte, Shape.label, Shape.brTable],
]);

/** Copies code from a module, with the numbers that its items have in another. */
export class Renumberer {
  readonly #reader: InstructionReader;
  readonly #writer: ByteWriter;
  readonly #numbers: Renumbering;
  /** Reads the immediates of the current instruction once more, one by one. */
  readonly #operands: ByteReader;
  /** What lies before it has been written. */
  #copied = 0;

  /** @param reader Stands where the copying begins. */
  constructor(reader: InstructionReader, writer: ByteWriter, numbers: Renumbering) {
    this.#reader = reader;
    this.#writer = writer;
    this.#numbers = numbers;
    this.#operands = new ByteReader(reader.bytes);
  }

  /** Copies a value type, or a storage type of a table. */
  valueType(): void {
    const { bytes, pos } = this.#reader;
    this.#reader.valueType();
    this.#operands.pos = pos;
    this.#copied = pos;
    this.#valueType();
    this.#writer.range(bytes, this.#copied, this.#reader.pos);
  }

  /** Copies a constant expression with its `end`. */
  expression(): void {
    this.#copied = this.#reader.pos;
    const END = 0x0b;
    do {
      this.#reader.next();
      this.#instruction();
    } while (this.#reader.opcode !== END);
    this.#writer.range(this.#reader.bytes, this.#copied, this.#reader.pos);
  }

  /** Copies the instructions up to the end of what the reader reads: those of a function. */
  body(): void {
    const reader = this.#reader;
    this.#copied = reader.pos;
    for (;;) {
      reader.skipPlain();
      if (reader.done) break;
      reader.next();
      this.#instruction();
    }
    this.#writer.range(reader.bytes, this.#copied, reader.pos);
  }

  #instruction(): void {
    const { opcode, start } = this.#reader;
    const shape = SHAPES[opcode] ?? Shape.unknown;
    if (UNCHANGED.has(shape)) return;
    const operands = this.#operands;
    operands.pos = start + 1;
    if (opcode >= 0x100) operands.u32();
    this.#immediates(shape, opcode);
  }

  #immediates(shape: number, opcode: number): void {
    const { functions, tables, memories, types, elements } = this.#numbers;
    switch (shape) {
      case Shape.memarg:
      case Shape.memargByte:
        return this.#memarg();
      case Shape.global:
        return this.#global(opcode);
      case Shape.func:
        return this.#index((index) => functions[index]);
      case Shape.callIndirect:
        this.#index((index) => types + index);
        return this.#index((index) => tables[index]);
      case Shape.type:
        return this.#index((index) => types + index);
      case Shape.block:
        return this.#valueType();
      case Shape.valueTypes:
        for (let left = this.#operands.u32(); left > 0; left -= 1) this.#valueType();
        return;
      case Shape.heapType:
        return this.#heapType();
      case Shape.table:
        return this.#index((index) => tables[index]);
      case Shape.u32Table:
        this.#index((index) => elements + index);
        return this.#index((index) => tables[index]);
      case Shape.tableTable:
        this.#index((index) => tables[index]);
        return this.#index((index) => tables[index]);
      case Shape.memory:
        return this.#index((index) => memories[index]);
      case Shape.u32Memory:
        this.#index((index) => this.#numbers.data + index);
        return this.#index((index) => memories[index]);
      case Shape.memoryMemory:
        this.#index((index) => memories[index]);
        return this.#index((index) => memories[index]);
      case Shape.u32:
        return this.#dropped(opcode);
      default: // exceptions, and instructions on the garbage-collected heap
        throw new NotLinkable(`instruction ${opcode}`);
    }
  }

  /** `data.drop` and `elem.drop`. */
  #dropped(opcode: number): void {
    const { data, elements } = this.#numbers;
    if (opcode === DATA_DROP) this.#index((index) => data + index);
    else if (opcode === ELEM_DROP) this.#index((index) => elements + index);
    else throw new NotLinkable(`instruction ${opcode}`);
  }

  /** A global that never changes is written as what it is: it costs the same fuel, and V8 can reckon with it. */
  #global(opcode: number): void {
    const { constants, globals } = this.#numbers;
    const index = this.#operands.u32();
    const constant = opcode === GLOBAL_GET ? constants[index] : undefined;
    if (constant === undefined) {
      this.#operands.pos = this.#reader.start + 1;
      return this.#index((own) => globals[own]);
    }
    const { bytes, start, pos } = this.#reader;
    this.#writer.range(bytes, this.#copied, start);
    this.#writer.bytes([I32_CONST, ...s64(constant | 0)]);
    this.#copied = pos;
  }

  #memarg(): void {
    const flags = this.#operands.u32();
    if (flags & HAS_MEMORY) this.#index((index) => this.#numbers.memories[index]);
  }

  /** A value type or a block's type, of which some hold the number of a type. */
  #valueType(): void {
    const first = this.#operands.peek();
    const isReference = first === 0x63 || first === 0x64;
    if (isReference) this.#operands.pos += 1;
    if (isReference || first < 0x40 || first >= 0x80) this.#heapType();
    else this.#operands.pos += 1;
  }

  /** The number of a type; what is negative is an abstract type, such as `func`. */
  #heapType(): void {
    const from = this.#operands.pos;
    const index = this.#operands.s33();
    if (index < 0) return;
    this.#writer.range(this.#operands.bytes, this.#copied, from);
    this.#writer.s64(this.#numbers.types + index);
    this.#copied = this.#operands.pos;
  }

  #index(renumber: (index: number) => number | undefined): void {
    const from = this.#operands.pos;
    const renumbered = renumber(this.#operands.u32());
    if (renumbered === undefined) throw new NotLinkable('an index that leads nowhere');
    this.#writer.range(this.#operands.bytes, this.#copied, from);
    this.#writer.u32(renumbered);
    this.#copied = this.#operands.pos;
  }
}
