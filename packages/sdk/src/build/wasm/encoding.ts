/** Numbers, names and vectors as the WebAssembly binary format has them. */

/** Unsigned LEB128. */
export function encodeU32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
export function encodeS64(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    const isLast = rest >= -0x40n && rest < 0x40n;
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** Reads a binary from front to end. Throws a RangeError where it ends too early. */
export class BinaryReader {
  readonly #bytes: Uint8Array;
  offset: number;

  constructor(bytes: Uint8Array, offset: number = 0) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.offset];
    if (byte === undefined) throw new RangeError('the binary ends too early');
    this.offset += 1;
    return byte;
  }

  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** Signed, of at most 32 bits. */
  s32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift < 25 && (byte & 0x40) !== 0 ? value | (-1 << (shift + 7)) : value;
    }
    throw new RangeError('an integer is longer than 32 bits');
  }

  bytes(length: number): Uint8Array {
    const end = this.offset + length;
    if (end > this.#bytes.length) throw new RangeError('the binary ends too early');
    const bytes = this.#bytes.subarray(this.offset, end);
    this.offset = end;
    return bytes;
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.offset);
  }

  name(): string {
    return new TextDecoder().decode(this.bytes(this.u32()));
  }

  vector<T>(read: () => T): T[] {
    return Array.from({ length: this.u32() }, read);
  }
}
