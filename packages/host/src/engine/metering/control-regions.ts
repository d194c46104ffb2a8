import type { EditList } from './edits.ts';
import { EditKind } from './edits.ts';
import { invalidModule } from './metering-error.ts';

const FrameKind = { block: 0, loop: 1, if: 2, else: 3, try: 4 } as const;

/** Code that cannot be reached belongs to no region and is not charged, as in wasmtime. */
const UNREACHABLE = -1;

/** A branch target outside of the function: it returns, traps or throws. */
const OUTSIDE = -1;

interface Frame {
  kind: number;
  /** The region that the block was entered in. */
  outer: number;
  /** The charge at the head, of a loop. */
  head: number;
  /** Something other than falling through gets to the end (of a loop: to the head). */
  targeted: boolean;
  /** The outermost frame that a branch in here goes to. Below the own number: control may leave without reaching the end. */
  reaches: number;
}

/**
 * Divides a function body, read in order, into regions: code of which all runs equally often. Each has one charge, at its head.
 *
 * A region is more than a basic block. Code after a block belongs to the region before the block, if nothing in the block
 * branches past its end, returns or throws: then both run equally often. It makes for about half of the charges that basic
 * blocks would need. The code is paid for before it runs, so an endless loop may have paid for what follows it.
 *
 * INVARIANT: all code of a region runs if its head does, unless it traps or its end is never reached; so each instruction is charged
 * exactly once each time it runs. Where a call may throw and the module could go on (it has tags, or a `try` around), a call
 * ends the region.
 *
 * INVARIANT: a loop that is branched to has a check at its head, and pays at least 1 each time around: the branch itself.
 */
export class ControlRegions {
  readonly #edits: EditList;
  readonly #callsMayThrow: boolean;
  /** The open blocks, the function itself first: the first {@link depth} of these, which are used again and again. */
  readonly #frames: Frame[] = [];
  #depth = 0;
  #tries = 0;
  /** The function has a loop that is branched to. */
  hasLoop = false;
  /** The function catches exceptions. */
  hasHandler = false;
  /** The charge that pays for the current instruction. */
  #region = UNREACHABLE;

  constructor(edits: EditList, callsMayThrow: boolean) {
    this.#edits = edits;
    this.#callsMayThrow = callsMayThrow;
  }

  /** The charge that pays for the current instruction; -1 where it cannot be reached. */
  get current(): number {
    return this.#region;
  }

  /** How many blocks are open, the function itself included. */
  get depth(): number {
    return this.#depth;
  }

  /** Starts a function, whose entry costs 1, and answers its entry charge. */
  begin(at: number): number {
    this.#depth = 0;
    this.#tries = 0;
    this.hasLoop = false;
    this.hasHandler = false;
    this.#region = UNREACHABLE;
    this.#push(FrameKind.block);
    this.#region = this.#edits.add(at, EditKind.chargeAndCheck, 1);
    return this.#region;
  }

  /** The current instructions cost so much; without a number, 1. */
  spend(units = 1): void {
    if (this.#region !== UNREACHABLE) this.#edits.addValue(this.#region, units);
  }

  block(): void {
    this.#push(FrameKind.block);
  }

  loop(at: number): void {
    if (this.#region === UNREACHABLE) return this.#push(FrameKind.loop);
    const head = this.#charge(at, this.#region);
    this.#push(FrameKind.loop, head);
    this.#region = head;
  }

  if(at: number): void {
    this.#push(FrameKind.if);
    this.next(at);
  }

  else(at: number, start: number): void {
    const frame = this.#frames[this.#depth - 1];
    if (frame?.kind !== FrameKind.if) throw invalidModule('else without if', start);
    frame.kind = FrameKind.else;
    this.#arm(frame, at);
  }

  try(): void {
    this.#push(FrameKind.try);
    this.#tries++;
    this.hasHandler = true;
    this.#reach(OUTSIDE);
  }

  catch(at: number, start: number): void {
    const frame = this.#frames[this.#depth - 1];
    if (frame?.kind !== FrameKind.try) throw invalidModule('catch without try', start);
    this.#arm(frame, at);
  }

  tryTable(labels: readonly number[], start: number): void {
    for (const label of labels) this.branch(label, start);
    this.#push(FrameKind.try);
    this.#tries++;
    this.hasHandler = true;
    this.#reach(OUTSIDE);
  }

  /** A possible branch to a label. */
  branch(label: number, start: number): void {
    const target = this.#depth - 1 - label;
    const frame = this.#frames[target];
    if (frame === undefined) throw invalidModule(`unknown label ${label}`, start);
    if (this.#region === UNREACHABLE) return;
    frame.targeted = true;
    this.#reach(target);
  }

  /** The code at `at` does not run equally often as the code before it. */
  next(at: number): void {
    if (this.#region !== UNREACHABLE) this.#region = this.#charge(at, this.#region);
  }

  /** The code that follows cannot be reached from here. */
  stop(): void {
    this.#region = UNREACHABLE;
  }

  /** Leaves the function. */
  leave(): void {
    if (this.#region !== UNREACHABLE) this.#reach(OUTSIDE);
    this.#region = UNREACHABLE;
  }

  call(at: number): void {
    if (!this.#callsMayThrow && this.#tries === 0) return;
    if (this.#region !== UNREACHABLE) this.#reach(OUTSIDE);
    this.next(at);
  }

  /** Closes the innermost block; false when that was the function itself. */
  end(at: number): boolean {
    const index = --this.#depth;
    const frame = this.#frames[index];
    if (frame === undefined || index === 0) return false;
    if (frame.kind === FrameKind.try) this.#tries--;
    if (frame.kind === FrameKind.loop && frame.targeted) {
      this.#edits.kind[frame.head] = EditKind.chargeAndCheck;
      this.hasLoop = true;
    }
    if (frame.outer === UNREACHABLE) {
      this.#region = UNREACHABLE;
      return true;
    }
    this.#reach(frame.reaches);
    const joined = frame.kind === FrameKind.if || (frame.targeted && frame.kind !== FrameKind.loop);
    const reachable = joined || this.#region !== UNREACHABLE;
    if (!reachable) return true;
    if (frame.reaches >= index) this.#region = frame.outer;
    else if (joined) this.#region = this.#charge(at, frame.outer);
    return true;
  }

  #push(kind: number, head: number = UNREACHABLE): void {
    const index = this.#depth++;
    const frame = this.#frames[index];
    const outer = this.#region;
    if (frame === undefined) {
      this.#frames.push({ kind, outer, head, targeted: false, reaches: index });
      return;
    }
    frame.kind = kind;
    frame.outer = outer;
    frame.head = head;
    frame.targeted = false;
    frame.reaches = index;
  }

  /** The other arm of an `if`, or a handler: both ends meet at the end of the block. */
  #arm(frame: Frame, at: number): void {
    if (frame.outer === UNREACHABLE) return;
    if (this.#region !== UNREACHABLE) frame.targeted = true;
    this.#region = this.#charge(at, frame.outer);
  }

  #charge(at: number, parent: number): number {
    return this.#edits.add(at, EditKind.charge, 0, 0, parent);
  }

  #reach(target: number): void {
    const frame = this.#frames[this.#depth - 1];
    if (frame !== undefined && target < frame.reaches) frame.reaches = target;
  }
}
