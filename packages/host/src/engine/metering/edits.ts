/** What is put into the code at one place. */
export const EditKind = {
  /** Nothing: a charge that turned out to be zero or not needed. */
  dropped: 0,
  /** Subtract `value` from the fuel. */
  charge: 1,
  /** Subtract `value` and refill when the fuel is negative. */
  chargeAndCheck: 2,
  /** Refill when the fuel is negative. */
  check: 3,
  /** Call function `value`, before the instruction that stands here. */
  call: 4,
  /** Call function `value` in place of the instruction that stands here, `skip` bytes long. */
  replace: 5,
  /** Write the fuel back, where the body keeps it in a local. Stands before whatever leaves the function or calls another. */
  writeBack: 6,
  /** Read it again: stands after a call. */
  reload: 7,
} as const;

/** Insertions into the code section, in ascending order of place: columns rather than objects, since there are many. */
export class EditList {
  length = 0;
  /** Byte offset in the original module. */
  at: Int32Array;
  kind: Uint8Array;
  /** The charge, or the function to call. */
  value: Int32Array;
  skip: Uint8Array;
  /** Of a charge: one that always runs before it, and whose code runs at least as often; -1 without. */
  parent: Int32Array;

  /** `capacity`: how many are expected; the columns grow when there are more. */
  constructor(capacity: number) {
    this.at = new Int32Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.value = new Int32Array(capacity);
    this.skip = new Uint8Array(capacity);
    this.parent = new Int32Array(capacity);
  }

  /** Appends an edit and answers its number, by which its value can still be changed. */
  add(at: number, kind: number, value: number, skip = 0, parent = -1): number {
    const index = this.length++;
    if (index === this.at.length) this.#grow();
    this.at[index] = at;
    this.kind[index] = kind;
    this.value[index] = value;
    this.skip[index] = skip;
    this.parent[index] = parent;
    return index;
  }

  addValue(index: number, more: number): void {
    this.value[index] = (this.value[index] ?? 0) + more;
  }

  #grow(): void {
    const capacity = this.at.length * 2;
    this.at = copyInto(new Int32Array(capacity), this.at);
    this.kind = copyInto(new Uint8Array(capacity), this.kind);
    this.value = copyInto(new Int32Array(capacity), this.value);
    this.skip = copyInto(new Uint8Array(capacity), this.skip);
    this.parent = copyInto(new Int32Array(capacity), this.parent);
  }
}

function copyInto<T extends Int32Array | Uint8Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
