/** Up to so many bytes are copied one by one: a view for the copy would cost more. */
const SHORT_RANGE = 64;

/** Appends bytes to one buffer that doubles when it is full; give a good first capacity and it is allocated once. */
export class ByteWriter {
  length = 0;
  #bytes: Uint8Array;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(capacity, 64));
  }

  u8(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = byte;
  }

  u32(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.length++] = rest;
  }

  /** A signed LEB128 of a value that is not negative. */
  s64(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x40) {
      this.#bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.length++] = rest;
  }

  bytes(source: readonly number[]): void {
    const count = source.length;
    this.#reserve(count);
    const target = this.#bytes;
    let at = this.length;
    for (let index = 0; index < count; index++) target[at++] = source[index] ?? 0;
    this.length = at;
  }

  /** Copies `source[from, to)`. Short ranges, the common case between two insertions, are copied by hand: no view is made. */
  range(source: Uint8Array, from: number, to: number): void {
    const count = to - from;
    this.#reserve(count);
    const target = this.#bytes;
    let at = this.length;
    if (count > SHORT_RANGE) {
      target.set(source.subarray(from, to), at);
    } else {
      for (let index = from; index < to; index++) target[at++] = source[index] ?? 0;
    }
    this.length += count;
  }

  /** The bytes written. The writer must not be used afterwards. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}
