import { u32 } from '../../../../src/engine/metering/encoding.ts';
import { constant, I32, I64, type NumberType, OPERATIONS, TYPES, V128 } from './operations.ts';
import type { Random } from './random.ts';

const EMPTY = 0x40;
const FUNCREF = 0x70;
const STEPS_GLOBAL = 0;
/** How many functions are imported. */
export const IMPORTED = 1;

export interface Signature {
  readonly params: readonly NumberType[];
  readonly results: readonly NumberType[];
}

interface Label {
  /** What a branch to it takes along: nothing, of a loop. */
  readonly types: readonly NumberType[];
}

export interface Context {
  readonly signatures: readonly Signature[];
  readonly globals: readonly NumberType[];
  readonly exceptions: 'none' | 'new' | 'old';
  readonly random: Random;
}

const vector = (entries: readonly (readonly number[])[]): number[] => [...u32(entries.length), ...entries.flat()];

/** One function: an expression for each result, and statements before them. */
export class BodyGenerator {
  readonly #context: Context;
  readonly #random: Random;
  readonly #signature: Signature;
  readonly #locals: readonly NumberType[];
  readonly #code: number[] = [];
  readonly #labels: Label[] = [];
  /** How many instructions may still be made by choice. */
  #room: number;

  constructor(context: Context, signature: Signature) {
    this.#context = context;
    this.#random = context.random;
    this.#signature = signature;
    this.#room = 10 + this.#random.below(150);
    this.#locals = [
      ...signature.params,
      ...TYPES,
      ...Array.from({ length: this.#random.below(3) }, () => I32 as NumberType),
    ];
  }

  body(): number[] {
    const own = this.#locals.slice(this.#signature.params.length);
    this.#step();
    const zeros = this.#signature.results.flatMap((type) => constant(type, this.#random));
    this.#emit(0x04, EMPTY, ...zeros, 0x0f, 0x0b);
    this.#labels.push({ types: this.#signature.results });
    while (this.#room > 0) this.#statement(0);
    for (const type of this.#signature.results) this.#expression(type, 0);
    return [...vector(own.map((type) => [1, type])), ...this.#code, 0x0b];
  }

  #emit(...bytes: readonly number[]): void {
    this.#code.push(...bytes);
  }

  /** Counts down, and leaves whether that was the end. */
  #step(): void {
    this.#emit(0x23, STEPS_GLOBAL, 0x41, 1, 0x6b, 0x24, STEPS_GLOBAL, 0x23, STEPS_GLOBAL, 0x41, 0, 0x48);
  }

  #statements(depth: number): void {
    for (let count = this.#random.below(4); count >= 0; count -= 1) this.#statement(depth);
  }

  #statement(depth: number): void {
    this.#room -= 3;
    const choice = this.#random.below(depth > 5 || this.#room < 0 ? 5 : 16);
    switch (choice) {
      case 0:
        return this.#assign();
      case 1:
        return this.#store();
      case 2:
        return this.#emit(0x01);
      case 3:
        this.#expression(this.#random.of(TYPES), depth + 1);
        return this.#emit(0x1a);
      case 4:
        return this.#globalSet(depth);
      case 5:
        return this.#enclosed(0x02, depth);
      case 6:
      case 7:
        return this.#loop(depth);
      case 8:
        return this.#if(depth);
      case 9:
      case 10:
        return this.#branch(depth);
      case 11:
        return this.#switch(depth);
      case 12:
        return this.#call(depth);
      case 13:
        return this.#bulk(depth);
      case 14:
        return this.#leave(depth);
      default:
        return this.#context.exceptions === 'none' ? this.#assign() : this.#exception(depth);
    }
  }

  #assign(): void {
    const local = this.#random.below(this.#locals.length);
    this.#expression(this.#locals[local] ?? I32, 2);
    this.#emit(0x21, local);
  }

  #globalSet(depth: number): void {
    if (this.#context.globals.length === 0) return this.#assign();
    const global = this.#random.below(this.#context.globals.length);
    this.#expression(this.#context.globals[global] ?? I32, depth + 1);
    this.#emit(0x24, global + 1);
  }

  #address(depth: number): void {
    this.#expression(I32, depth + 1);
    if (!this.#random.once(10)) this.#emit(0x41, 0x3f, 0x71); // mostly within the memory
  }

  #store(): void {
    this.#address(3);
    const [opcode, type] = this.#random.of([
      [0x36, I32],
      [0x37, I64],
      [0x3a, I32],
      [0x3e, I64],
    ] as const);
    this.#expression(type, 3);
    this.#emit(opcode, 0, this.#random.below(100));
  }

  #enclosed(opcode: number, depth: number): void {
    this.#emit(opcode, EMPTY);
    this.#labels.push({ types: [] });
    this.#statements(depth + 1);
    this.#labels.pop();
    this.#emit(0x0b);
  }

  #loop(depth: number): void {
    this.#emit(0x02, EMPTY, 0x03, EMPTY);
    this.#labels.push({ types: [] }, { types: [] });
    this.#step();
    this.#emit(0x0d, 1);
    this.#statements(depth + 1);
    if (!this.#random.once(4)) {
      this.#expression(I32, depth + 1);
      this.#emit(0x0d, 0);
    }
    this.#labels.length -= 2;
    this.#emit(0x0b, 0x0b);
  }

  #if(depth: number): void {
    this.#expression(I32, depth + 1);
    this.#emit(0x04, EMPTY);
    this.#labels.push({ types: [] });
    this.#statements(depth + 1);
    if (this.#random.once(2)) {
      this.#emit(0x05);
      this.#statements(depth + 1);
    }
    this.#labels.pop();
    this.#emit(0x0b);
  }

  /** To any label: what it takes along is made first. Conditional, what was taken along is dropped again. */
  #branch(depth: number): void {
    const label = this.#random.below(this.#labels.length);
    const types = this.#labels.at(-1 - label)?.types ?? [];
    for (const type of types) this.#expression(type, depth + 2);
    if (this.#random.once(4)) {
      this.#emit(0x0c, label);
      return this.#unreached();
    }
    this.#expression(I32, depth + 1);
    this.#emit(0x0d, label, ...types.map(() => 0x1a));
  }

  #switch(depth: number): void {
    const labels = this.#labels.flatMap(({ types }, index) =>
      types.length === 0 ? [this.#labels.length - 1 - index] : [],
    );
    if (labels.length === 0) return;
    this.#expression(I32, depth + 1);
    const targets = Array.from({ length: 1 + this.#random.below(5) }, () => this.#random.of(labels));
    this.#emit(0x0e, ...vector(targets.map((label) => [label])), this.#random.of(labels));
    this.#unreached();
  }

  /** Code that cannot be reached must be as valid as any. */
  #unreached(): void {
    if (this.#random.once(2)) this.#statement(9);
  }

  #leave(depth: number): void {
    if (!this.#random.once(3)) return this.#assign();
    if (this.#random.once(3)) this.#emit(0x00);
    else {
      for (const type of this.#signature.results) this.#expression(type, depth + 2);
      this.#emit(0x0f);
    }
    this.#unreached();
  }

  #call(depth: number): void {
    const index = this.#random.below(this.#context.signatures.length);
    const target = this.#context.signatures[index];
    if (target === undefined) return;
    for (const type of target.params) this.#expression(type, depth + 2);
    if (this.#random.once(3)) {
      this.#expression(I32, depth + 2);
      if (!this.#random.once(4)) this.#emit(0x1a, 0x41, index + 1); // the right one: others trap, mostly
      this.#emit(0x11, index + 2, 0);
    } else if (this.#random.once(4) && target.results.join() === this.#signature.results.join()) {
      this.#emit(0x12, index + IMPORTED);
      return this.#unreached();
    } else this.#emit(0x10, index + IMPORTED);
    for (const _ of target.results) this.#emit(0x1a);
  }

  #bulk(depth: number): void {
    switch (this.#random.below(4)) {
      case 0:
        this.#address(depth);
        this.#emit(0x41, this.#random.below(64), 0x41, this.#random.below(64));
        return this.#emit(0xfc, 11, 0); // memory.fill
      case 1:
        this.#address(depth);
        this.#address(depth);
        this.#address(depth);
        return this.#emit(0xfc, 10, 0, 0); // memory.copy
      case 2:
        this.#address(depth);
        this.#emit(0x41, 0, 0x41, this.#random.below(18));
        return this.#emit(0xfc, 8, 0, 0); // memory.init
      default:
        this.#emit(0x41, this.#random.below(3), 0x40, 0, 0x1a); // memory.grow
        return this.#emit(0xd0, FUNCREF, 0x41, this.#random.below(3), 0xfc, 15, 0, 0x1a); // table.grow
    }
  }

  #exception(depth: number): void {
    if (this.#random.once(2)) {
      this.#expression(I32, depth + 1);
      this.#emit(0x08, 0);
      return this.#unreached();
    }
    return this.#context.exceptions === 'new' ? this.#tryTable(depth) : this.#oldTry(depth);
  }

  /** block (result i32) try_table (catch 0 0) … end i32.const end drop */
  #tryTable(depth: number): void {
    this.#emit(0x02, I32, 0x1f, EMPTY, 1, 0, 0, 0);
    this.#labels.push({ types: [I32] }, { types: [] });
    this.#statements(depth + 1);
    this.#labels.length -= 2;
    this.#emit(0x0b, 0x41, 5, 0x0b, 0x1a);
  }

  #oldTry(depth: number): void {
    this.#emit(0x06, EMPTY);
    this.#labels.push({ types: [] });
    this.#statements(depth + 1);
    this.#emit(0x07, 0, 0x1a);
    this.#statements(depth + 1);
    if (this.#random.once(2)) {
      this.#emit(0x19);
      this.#statements(depth + 1);
      if (this.#random.once(3)) this.#emit(0x09, 0); // rethrow
    }
    this.#labels.pop();
    this.#emit(0x0b);
  }

  /** Code that leaves one value. */
  #expression(type: NumberType, depth: number): void {
    this.#room -= 1;
    if (depth > 4 || this.#room < 0 || this.#random.once(4)) return this.#leaf(type);
    const choice = this.#random.below(12);
    if (choice === 0 && type !== V128) return this.#valueBlock(type, depth);
    if (choice === 1 && type === I32) return this.#imported(depth);
    if (choice === 2 && type === I32) return this.#load(depth);
    if (choice === 3) return this.#select(type, depth);
    const { code, operands } = this.#random.of(OPERATIONS[type]);
    for (const operand of operands) this.#expression(operand, depth + 1);
    this.#emit(...code);
  }

  #leaf(type: NumberType): void {
    const locals = this.#locals.flatMap((local, index) => (local === type ? [index] : []));
    if (locals.length > 0 && !this.#random.once(3)) return this.#emit(0x20, this.#random.of(locals));
    return this.#emit(...constant(type, this.#random));
  }

  #valueBlock(type: NumberType, depth: number): void {
    const isIf = this.#random.once(2);
    if (isIf) this.#expression(I32, depth + 1);
    this.#emit(isIf ? 0x04 : 0x02, type);
    this.#labels.push({ types: [type] });
    if (this.#room > 0) this.#statement(depth + 2);
    this.#expression(type, depth + 1);
    if (isIf) {
      this.#emit(0x05);
      this.#expression(type, depth + 1);
    }
    this.#labels.pop();
    this.#emit(0x0b);
  }

  #imported(depth: number): void {
    this.#expression(I32, depth + 1);
    this.#emit(0x10, 0);
  }

  #load(depth: number): void {
    this.#address(depth);
    this.#emit(this.#random.of([0x28, 0x2d, 0x2e]), 0, this.#random.below(100));
  }

  #select(type: NumberType, depth: number): void {
    this.#expression(type, depth + 1);
    this.#expression(type, depth + 1);
    this.#expression(I32, depth + 1);
    this.#emit(0x1b);
  }
}
