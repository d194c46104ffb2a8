/** The most instructions that may run without a check between them, through calls of small functions. */
const MAX_UNCHECKED_WORK = 32;

/**
 * Finds the functions that need no check of their own: the small ones.
 *
 * A function is small when it has no loop, no bulk instruction, no growth, no tail call, calls only functions of this module,
 * each of them known by its index, and when its instructions and those of all small functions below it add up to no more than
 * {@link MAX_UNCHECKED_WORK}. A function on a cycle of direct calls is not small.
 *
 * INVARIANT: whatever runs without end passes a check without end. For code that runs without end repeats a loop, and every
 * loop head checks; or it makes calls without end. If among those calls were only finitely many of functions that check, then
 * from some point on only small functions would run; these call nothing outside of themselves and have no cycle, and their
 * work, counted through all calls, is at most 32 instructions. That ends.
 *
 * INVARIANT: one call costs at most 32 instructions before the next check. It is why calls through tables, references and imports
 * bar a function: with them, small functions could form a chain as deep as the stack, of which each link is free, and a loop of
 * ten instructions could hide millions. Depth by depth, two such calls would even double the work.
 */
export class CallGraph {
  readonly #firstFunction: number;
  readonly #work: Int32Array;
  readonly #barred: Uint8Array;
  #callers: Int32Array = new Int32Array(1024);
  #callees: Int32Array = new Int32Array(1024);
  #edits: Int32Array = new Int32Array(1024);
  #calls = 0;

  constructor(firstFunction: number, count: number) {
    this.#firstFunction = firstFunction;
    this.#work = new Int32Array(count);
    this.#barred = new Uint8Array(count);
  }

  /** The function does something that a small one must not. */
  bar(index: number): void {
    this.#barred[index - this.#firstFunction] = 1;
  }

  /** What the function does by itself at most, in units of fuel. */
  ownWork(index: number, units: number): void {
    this.#work[index - this.#firstFunction] = units;
  }

  /** A direct call. `edit` is the charge that pays for the place it stands at; -1 where that cannot be reached. */
  call(caller: number, callee: number, edit: number): void {
    if (callee < this.#firstFunction) return this.bar(caller); // an import: anything may be behind it
    if (this.#calls === this.#callers.length) this.#grow();
    this.#callers[this.#calls] = caller - this.#firstFunction;
    this.#callees[this.#calls] = callee - this.#firstFunction;
    this.#edits[this.#calls] = edit;
    this.#calls++;
  }

  /** Decides. `small[i]` is 1 for the small functions, whose inclusive work is then `work[i]`. Linear, no recursion. */
  resolve(): { readonly small: Uint8Array; readonly work: Int32Array } {
    const count = this.#work.length;
    const work = this.#work;
    const small = new Uint8Array(count);
    const waiting = this.#unresolvedCallees();
    const { offsets, callers } = this.#callersByCallee();
    const ready: number[] = [];
    for (let index = 0; index < count; index++) {
      if (this.#isCandidate(index) && waiting[index] === 0) ready.push(index);
    }
    for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
      const total = work[index] ?? 0;
      const isSmall = total <= MAX_UNCHECKED_WORK;
      if (isSmall) small[index] = 1;
      for (let at = offsets[index] ?? 0; at < (offsets[index + 1] ?? 0); at++) {
        const caller = callers[at] ?? 0;
        if (!this.#isCandidate(caller)) continue;
        if (isSmall) work[caller] = Math.min((work[caller] ?? 0) + total, MAX_UNCHECKED_WORK + 1);
        waiting[caller] = (waiting[caller] ?? 0) - 1;
        if (waiting[caller] === 0) ready.push(caller);
      }
    }
    return { small, work };
  }

  /**
   * Decides which functions use no more than `most` units of fuel, whatever they are given: those are 1 in the answer. Must come
   * before {@link resolve}. Linear, no recursion.
   *
   * INVARIANT: what a bounded function and all that it calls are charged for is at most the sum of their charges, once for each place
   * they are called from: it has no loop and is on no cycle of calls, so it passes each place at most once, and all that it calls is known and
   * bounded itself. It calls nothing of the host's, grows nothing, and does nothing whose length it is told at run time.
   */
  bounded(most: number): Uint8Array {
    const count = this.#work.length;
    const work = this.#work.slice();
    const isBounded = new Uint8Array(count);
    const waiting = new Int32Array(count);
    for (let call = 0; call < this.#calls; call++) {
      const caller = this.#callers[call] ?? 0;
      waiting[caller] = (waiting[caller] ?? 0) + 1;
    }
    const { offsets, callers } = this.#callersByCallee();
    const ready: number[] = [];
    for (let index = 0; index < count; index++) if (waiting[index] === 0) ready.push(index);
    for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
      const total = work[index] ?? 0;
      if (this.#barred[index] === 1 || total > most) continue; // its callers wait for it for ever
      isBounded[index] = 1;
      for (let at = offsets[index] ?? 0; at < (offsets[index + 1] ?? 0); at++) {
        const caller = callers[at] ?? 0;
        work[caller] = Math.min((work[caller] ?? 0) + total, most + 1);
        waiting[caller] = (waiting[caller] ?? 0) - 1;
        if (waiting[caller] === 0) ready.push(caller);
      }
    }
    return isBounded;
  }

  /** Visits the direct calls of small functions, to add their work to the charges of their callers. */
  forEachSmallCall(small: Uint8Array, visit: (edit: number, callee: number) => void): void {
    for (let call = 0; call < this.#calls; call++) {
      const callee = this.#callees[call] ?? 0;
      const edit = this.#edits[call] ?? -1;
      if (edit >= 0 && small[callee] === 1) visit(edit, callee);
    }
  }

  /** Too large by itself, or barred: it will check, so a caller need not wait for it. */
  #isCandidate(index: number): boolean {
    return this.#barred[index] === 0 && (this.#work[index] ?? 0) <= MAX_UNCHECKED_WORK + 1;
  }

  #unresolvedCallees(): Int32Array {
    const waiting = new Int32Array(this.#work.length);
    for (let call = 0; call < this.#calls; call++) {
      const caller = this.#callers[call] ?? 0;
      if (this.#isCandidate(this.#callees[call] ?? 0)) waiting[caller] = (waiting[caller] ?? 0) + 1;
    }
    return waiting;
  }

  /** The calls sorted by callee: the callers of `i` are `callers[offsets[i] .. offsets[i + 1])`. */
  #callersByCallee(): { readonly offsets: Int32Array; readonly callers: Int32Array } {
    const offsets = new Int32Array(this.#work.length + 1);
    for (let call = 0; call < this.#calls; call++) {
      const slot = (this.#callees[call] ?? 0) + 1;
      offsets[slot] = (offsets[slot] ?? 0) + 1;
    }
    for (let index = 1; index < offsets.length; index++)
      offsets[index] = (offsets[index] ?? 0) + (offsets[index - 1] ?? 0);
    const next = offsets.slice();
    const callers = new Int32Array(this.#calls);
    for (let call = 0; call < this.#calls; call++) {
      const callee = this.#callees[call] ?? 0;
      const slot = next[callee] ?? 0;
      next[callee] = slot + 1;
      callers[slot] = this.#callers[call] ?? 0;
    }
    return { offsets, callers };
  }

  #grow(): void {
    const grow = (column: Int32Array): Int32Array => {
      const grown = new Int32Array(column.length * 2);
      grown.set(column);
      return grown;
    };
    this.#callers = grow(this.#callers);
    this.#callees = grow(this.#callees);
    this.#edits = grow(this.#edits);
  }
}
