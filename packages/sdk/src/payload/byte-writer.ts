import { encodeUtf8 } from '../text.ts';

/** Bytes as they come, in network order. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(64);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;

  u8(value: number): void {
    const at = this.#next(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#next(2);
    this.#view.setUint16(at, value);
  }

  u32(value: number): void {
    const at = this.#next(4);
    this.#view.setUint32(at, value);
  }

  /** Also of a negative one, modulo 2⁶⁴. */
  u64(value: bigint): void {
    const at = this.#next(8);
    this.#view.setBigUint64(at, BigInt.asUintN(64, value));
  }

  f64(value: number): void {
    const at = this.#next(8);
    this.#view.setFloat64(at, value);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#next(bytes.length);
    this.#bytes.set(bytes, at);
  }

  text(text: string, head: (length: number) => void): void {
    const bytes = encodeUtf8(text);
    head(bytes.length);
    this.bytes(bytes);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Where the next bytes go. It may put others in the place of what was there: to be called first. */
  #next(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    return at;
  }
}
