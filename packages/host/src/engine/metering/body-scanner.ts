import type { Additions } from './additions.ts';
import { CallGraph } from './call-graph.ts';
import { lengthIs64 } from './code-section.ts';
import { ControlRegions } from './control-regions.ts';
import { EditKind, EditList } from './edits.ts';
import type { InstructionReader } from './instruction-reader.ts';
import { changesTable, Effect } from './instruction-table.ts';
import { invalidModule } from './metering-error.ts';
import type { ModuleLayout } from './module-layout.ts';

/** A guess for how much room to reserve: in large modules there is an edit for every ten to twenty bytes. */
const BYTES_PER_EDIT = 12;

/**
 * Reads function bodies and records what both modes share: a charge for each region, a call before each bulk instruction, and
 * the replacement of each growth. What a mode makes of the charges it decides when all bodies have been seen.
 *
 * The accounting is that of wasmtime's fuel: 1 for each instruction, 0 for `nop`, `drop`, `block`, `loop`, `else`, `end`,
 * `return` and `unreachable`, 1 for entering a function, and the length of a bulk instruction besides.
 */
export class BodyScanner {
  readonly edits: EditList;
  readonly graph: CallGraph;
  /** For each function its first edit, the entry charge; with one more at the end. */
  readonly entries: Int32Array;
  /** 1 for the functions that keep the fuel in a local: those with a loop and without exception handlers. See `ChargeWriter`. */
  readonly keepsFuel: Uint8Array;
  /** Whether some code changes a table or drops a segment. */
  changesLastingState = false;
  readonly #additions: Additions;
  readonly #firstFunction: number;
  readonly #regions: ControlRegions;
  /**
   * The `reload` after the last call in the current straight code; -1 without one.
   *
   * INVARIANT: nothing is charged between it and here. Charges stand at the heads of regions, so behind control flow; bulk
   * instructions and growth charge too. All of these set it to -1.
   */
  #clean = -1;

  constructor(layout: ModuleLayout, additions: Additions) {
    const { functions, importedFunctions, tags } = layout.spaces;
    const count = functions - importedFunctions;
    this.edits = new EditList(1024 + Math.floor(layout.bytes.length / BYTES_PER_EDIT));
    this.graph = new CallGraph(importedFunctions, count);
    this.entries = new Int32Array(count + 1);
    this.keepsFuel = new Uint8Array(count);
    this.#additions = additions;
    this.#firstFunction = importedFunctions;
    this.#regions = new ControlRegions(this.edits, tags > 0);
  }

  /** Reads one body from its first instruction to its final `end`. */
  scan(reader: InstructionReader, functionIndex: number): void {
    const regions = this.#regions;
    const entry = regions.begin(reader.pos);
    this.#clean = -1;
    for (;;) {
      const plain = reader.skipPlain();
      if (plain > 0) regions.spend(plain);
      const effect = reader.next();
      if (effect === Effect.plain) {
        regions.spend();
        continue;
      }
      if (effect === Effect.end) {
        if (regions.depth === 1) this.#exit(reader, false);
        this.#clean = -1;
        if (!regions.end(reader.pos)) break;
      } else if (effect <= Effect.throw) {
        this.#control(reader, functionIndex, effect);
        this.#clean = -1;
      } else this.#call(reader, functionIndex, effect);
    }
    const index = functionIndex - this.#firstFunction;
    this.entries[index] = entry;
    this.entries[index + 1] = this.edits.length;
    this.keepsFuel[index] = regions.hasLoop && !regions.hasHandler ? 1 : 0;
    this.graph.ownWork(functionIndex, this.#workSince(entry));
  }

  #control(reader: InstructionReader, functionIndex: number, effect: number): void {
    const regions = this.#regions;
    switch (effect) {
      case Effect.free:
        return;
      case Effect.block:
        return regions.block();
      case Effect.loop:
        this.graph.bar(functionIndex);
        return regions.loop(reader.pos);
      case Effect.if:
        regions.spend();
        return regions.if(reader.pos);
      case Effect.else:
        return regions.else(reader.pos, reader.start);
      case Effect.try:
        regions.spend();
        return regions.try();
      case Effect.catch:
        return regions.catch(reader.pos, reader.start);
      case Effect.delegate:
        if (!regions.end(reader.pos)) throw invalidModule('delegate without try', reader.start);
        return;
      case Effect.tryTable:
        regions.spend();
        return regions.tryTable(reader.labels, reader.start);
      case Effect.br:
        this.#branch(reader, reader.index, false);
        return regions.stop();
      case Effect.brIf:
        this.#branch(reader, reader.index, true);
        return regions.next(reader.pos);
      case Effect.brTable:
        this.#branchTable(reader, reader.labels);
        return regions.stop();
      case Effect.throw:
        regions.spend();
        this.#exit(reader, false);
        return regions.leave();
      default: // unreachable, return
        this.#exit(reader, false);
        return regions.leave();
    }
  }

  #branch(reader: InstructionReader, label: number, goesOn: boolean): void {
    this.#regions.spend();
    if (label === this.#regions.depth - 1) this.#exit(reader, goesOn); // to the end of the function, behind what stands there
    this.#regions.branch(label, reader.start);
  }

  #branchTable(reader: InstructionReader, labels: readonly number[]): void {
    this.#regions.spend();
    if (labels.includes(this.#regions.depth - 1)) this.#exit(reader, true);
    for (const label of labels) this.#regions.branch(label, reader.start);
  }

  #call(reader: InstructionReader, functionIndex: number, effect: number): void {
    const regions = this.#regions;
    regions.spend();
    if (effect === Effect.lasting || changesTable(reader.opcode)) this.changesLastingState = true;
    if (effect === Effect.lasting) return;
    if (effect === Effect.call || effect === Effect.callUnknown) {
      if (effect === Effect.call) this.graph.call(functionIndex, reader.index, regions.current);
      else this.graph.bar(functionIndex);
      return this.#aroundCall(reader);
    }
    this.graph.bar(functionIndex);
    if (effect === Effect.returnCall || effect === Effect.returnCallUnknown) {
      this.#exit(reader, false);
      this.#clean = -1;
      return regions.leave();
    }
    this.#clean = -1;
    switch (effect) {
      case Effect.bulk:
        this.edits.add(reader.start, EditKind.call, this.#additions.chargeLength(lengthIs64(reader)));
        return;
      case Effect.memoryGrow:
        return this.#replace(reader, this.#additions.memoryGrow(reader.index));
      default:
        return this.#replace(reader, this.#additions.tableGrow(reader.index));
    }
  }

  /**
   * Control leaves the function here, or may leave it and go on. In straight code behind a call nothing has been charged since, so
   * the global is right; if control never goes on, the fuel was read for nothing.
   */
  #exit(reader: InstructionReader, goesOn: boolean): void {
    if (this.#clean < 0) this.edits.add(reader.start, EditKind.writeBack, 0);
    else if (!goesOn) this.edits.kind[this.#clean] = EditKind.dropped;
  }

  /** Writes the fuel back before a call and reads it after. Calls in straight code share that: before the first, after the last. */
  #aroundCall(reader: InstructionReader): void {
    const { edits } = this;
    if (this.#clean < 0) edits.add(reader.start, EditKind.writeBack, 0);
    else edits.kind[this.#clean] = EditKind.dropped;
    const reload = edits.add(reader.pos, EditKind.reload, 0);
    this.#regions.call(reader.pos);
    // Where the call may have thrown, what follows it is charged for behind it.
    this.#clean = edits.length === reload + 1 ? reload : -1;
  }

  #replace(reader: InstructionReader, replacement: number): void {
    this.edits.add(reader.start, EditKind.replace, replacement, reader.pos - reader.start);
  }

  /** All charges of the current function: no run through it that has no loop takes more. */
  #workSince(entry: number): number {
    const { kind, value } = this.edits;
    let work = 0;
    for (let edit = entry; edit < this.edits.length; edit++) {
      if (kind[edit] === EditKind.charge || kind[edit] === EditKind.chargeAndCheck) work += value[edit] ?? 0;
    }
    return work;
  }
}
