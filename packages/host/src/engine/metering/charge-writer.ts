import type { Additions } from './additions.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { EditList } from './edits.ts';
import { EditKind } from './edits.ts';
import { op, positiveS64Length, type, u32, u32Length } from './encoding.ts';

/** How one body holds the fuel. */
export const FuelPlace = {
  /** In the global, read again for each use. For bodies that have no local to spare. */
  global: 0,
  /** In the global; a local keeps the difference between subtracting and comparing. */
  globalWithScratch: 1,
  /** In a local, from entry to exit. */
  local: 2,
} as const;

const PLACES = 3;

/** The pieces of code of one body. */
interface Sequences {
  readonly getLocal: readonly number[];
  readonly setLocal: readonly number[];
  readonly teeLocal: readonly number[];
  /** Global to local, local to global. */
  readonly reload: readonly number[];
  readonly writeBack: readonly number[];
  /** `if (negative) refill()`, of an `i64` on the stack. */
  readonly refillIfNegative: readonly number[];
}

const NO_SEQUENCES: Sequences = {
  ...{ getLocal: [], setLocal: [], teeLocal: [] },
  ...{ reload: [], writeBack: [], refillIfNegative: [] },
};

/**
 * Writes what an edit stands for.
 *
 * In a body with a loop the fuel is kept in a local, and written to the global only where someone else can see it: before calls,
 * refills and exits, once for all calls of straight code. In memory, each charge would wait for the one before it to be stored, which made the loop of an interpreter up
 * to twice as slow; in a register it costs next to nothing.
 *
 * INVARIANT: the global is right whenever control is outside of the function, but for a trap: then charges since the last call
 * or refill are missing from it. That is less than a slice, and the instance is of no further use.
 */
export class ChargeWriter {
  readonly #edits: EditList;
  readonly #getGlobal: readonly number[];
  readonly #setGlobal: readonly number[];
  readonly #callRefill: readonly number[];
  /** By local and place: most bodies have as many locals as some other. */
  readonly #sequences = new Map<number, Sequences>();
  #use: Sequences = NO_SEQUENCES;
  #place: number = FuelPlace.global;
  #entry = -1;

  constructor(edits: EditList, additions: Additions) {
    this.#edits = edits;
    const fuel = u32(additions.fuel);
    this.#getGlobal = [op.globalGet, ...fuel];
    this.#setGlobal = [op.globalSet, ...fuel];
    this.#callRefill = [op.call, ...u32(additions.refill())];
  }

  /** Starts a body, whose first edit is `entry` and whose additional local, if it has one, is `local`. */
  begin(place: number, local: number, entry: number): void {
    this.#place = place;
    this.#entry = entry;
    const key = local * PLACES + place;
    const known = this.#sequences.get(key);
    this.#use = known ?? this.#sequencesFor(place, local);
    if (known === undefined) this.#sequences.set(key, this.#use);
  }

  #sequencesFor(place: number, local: number): Sequences {
    const index = u32(local);
    const [getLocal, setLocal] = [
      [op.localGet, ...index],
      [op.localSet, ...index],
    ];
    const kept = place === FuelPlace.local;
    const reload = kept ? [...this.#getGlobal, ...setLocal] : [];
    const writeBack = kept ? [...getLocal, ...this.#setGlobal] : [];
    const refill = [...writeBack, ...this.#callRefill, ...reload];
    const refillIfNegative = [op.i64Const, 0, op.i64LtS, op.if, type.empty, ...refill, op.end];
    return { getLocal, setLocal, teeLocal: [op.localTee, ...index], reload, writeBack, refillIfNegative };
  }

  /** How far before the end of a check its `if` stands. */
  get conditionalLength(): number {
    return this.#use.refillIfNegative.length - 3;
  }

  /** Whether there is anything to write: in most bodies not, for two of three edits. */
  writes(edit: number): boolean {
    const kind = this.#edits.kind[edit] ?? EditKind.dropped;
    if (kind === EditKind.dropped) return false;
    return this.#place === FuelPlace.local || kind < EditKind.writeBack;
  }

  /** How many bytes {@link write} writes. */
  length(edit: number): number {
    const value = this.#edits.value[edit] ?? 0;
    switch (this.#edits.kind[edit]) {
      case EditKind.charge:
        return this.#chargeLength(edit, value);
      case EditKind.chargeAndCheck:
        return this.#chargeLength(edit, value) + this.#testLength() + this.#use.refillIfNegative.length;
      case EditKind.check:
        return this.#current().length + this.#use.refillIfNegative.length;
      case EditKind.call:
      case EditKind.replace:
        return this.#use.writeBack.length + 1 + u32Length(value) + this.#use.reload.length;
      case EditKind.writeBack:
        return this.#use.writeBack.length;
      case EditKind.reload:
        return this.#use.reload.length;
      default:
        return 0;
    }
  }

  write(writer: ByteWriter, edit: number): void {
    const value = this.#edits.value[edit] ?? 0;
    switch (this.#edits.kind[edit]) {
      case EditKind.charge:
        return this.#charge(writer, edit, value);
      case EditKind.chargeAndCheck:
        this.#chargeAndTest(writer, edit, value);
        return writer.bytes(this.#use.refillIfNegative);
      case EditKind.check:
        writer.bytes(this.#current());
        return writer.bytes(this.#use.refillIfNegative);
      case EditKind.call:
      case EditKind.replace:
        writer.bytes(this.#use.writeBack);
        writer.u8(op.call);
        writer.u32(value);
        return writer.bytes(this.#use.reload);
      case EditKind.writeBack:
        return writer.bytes(this.#use.writeBack);
      case EditKind.reload:
        return writer.bytes(this.#use.reload);
      default: // dropped
    }
  }

  /** Where the fuel is, to read it. At entry it is in the global in any case. */
  #current(edit = -1): readonly number[] {
    return this.#place === FuelPlace.local && edit !== this.#entry ? this.#use.getLocal : this.#getGlobal;
  }

  #store(): readonly number[] {
    return this.#place === FuelPlace.local ? this.#use.setLocal : this.#setGlobal;
  }

  #chargeLength(edit: number, amount: number): number {
    return this.#current(edit).length + 1 + positiveS64Length(amount) + 1 + this.#store().length;
  }

  #charge(writer: ByteWriter, edit: number, amount: number): void {
    this.#subtract(writer, edit, amount);
    writer.bytes(this.#store());
  }

  /** How much longer {@link ChargeWriter.#chargeAndTest} is than a charge. */
  #testLength(): number {
    if (this.#place === FuelPlace.global) return this.#getGlobal.length;
    return this.#place === FuelPlace.local ? 0 : this.#use.teeLocal.length + this.#use.getLocal.length;
  }

  /** Charges and leaves the fuel on the stack. */
  #chargeAndTest(writer: ByteWriter, edit: number, amount: number): void {
    this.#subtract(writer, edit, amount);
    if (this.#place === FuelPlace.local) return writer.bytes(this.#use.teeLocal); // as long as the `local.set` it replaces
    if (this.#place === FuelPlace.globalWithScratch) writer.bytes(this.#use.teeLocal);
    writer.bytes(this.#setGlobal);
    writer.bytes(this.#place === FuelPlace.global ? this.#getGlobal : this.#use.getLocal);
  }

  #subtract(writer: ByteWriter, edit: number, amount: number): void {
    writer.bytes(this.#current(edit));
    writer.u8(op.i64Const);
    writer.s64(amount);
    writer.u8(op.i64Sub);
  }
}
