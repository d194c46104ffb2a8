import { invalidModule } from './metering-error.ts';

/**
 * Reads a range of bytes, checking every access.
 *
 * INVARIANT: `pos` never passes `end`, and no method allocates by a count that it has read; so hostile counts cost no memory.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  pos: number;
  end: number;

  constructor(bytes: Uint8Array, pos = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.pos = pos;
    this.end = end;
  }

  get done(): boolean {
    return this.pos >= this.end;
  }

  u8(): number {
    const pos = this.pos;
    if (pos >= this.end) throw this.truncated();
    this.pos = pos + 1;
    return this.bytes[pos] ?? 0;
  }

  peek(): number {
    if (this.pos >= this.end) throw this.truncated();
    return this.bytes[this.pos] ?? 0;
  }

  /** An unsigned LEB128 of at most 32 bits; over-long or too large is an error, as in the specification. */
  u32(): number {
    const start = this.pos;
    const first = this.bytes[start] ?? 0;
    if (first < 0x80 && start < this.end) {
      this.pos = start + 1;
      return first;
    }
    const second = this.bytes[start + 1] ?? 0;
    if (second < 0x80 && start + 1 < this.end) {
      this.pos = start + 2; // most indices of a large module
      return (first & 0x7f) | (second << 7);
    }
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) throw invalidModule('integer too large', start);
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
    throw invalidModule('integer representation too long', start);
  }

  /** An unsigned LEB128 of at most 64 bits. */
  u64(): bigint {
    const start = this.pos;
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.u8();
      if (shift === 63n && byte > 1) throw invalidModule('integer too large', start);
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    throw invalidModule('integer representation too long', start);
  }

  /** Steps over a LEB128 of at most `maxBytes` bytes whose value is of no interest. */
  skipLeb(maxBytes: number): void {
    const start = this.pos;
    if (start < this.end && (this.bytes[start] ?? 0) < 0x80) {
      this.pos = start + 1;
      return;
    }
    for (let count = 0; count < maxBytes; count++) {
      if (this.u8() < 0x80) return;
    }
    throw invalidModule('integer representation too long', start);
  }

  /** A signed LEB128 of 33 bits, as block types and heap types use. */
  s33(): number {
    const start = this.pos;
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 ? result - 2 ** (shift + 7) : result;
    }
    throw invalidModule('integer representation too long', start);
  }

  skip(count: number): void {
    if (count > this.end - this.pos) throw this.truncated();
    this.pos += count;
  }

  /** A name's bytes, unchecked: only V8 needs to know whether they are UTF-8. */
  nameBytes(): Uint8Array {
    const length = this.u32();
    const start = this.pos;
    this.skip(length);
    return this.bytes.subarray(start, this.pos);
  }

  protected truncated(): Error {
    return invalidModule('unexpected end', this.pos);
  }
}
