import { decodeUtf8 } from '../text.ts';
import { broken } from './value.ts';

/** Bytes of a payload in network order, to their end and no further. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #codec: string;
  #at = 0;

  constructor(bytes: Uint8Array, codec: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#codec = codec;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#next(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#next(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#next(4));
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#next(8));
  }

  s64(): bigint {
    return this.#view.getBigInt64(this.#next(8));
  }

  f32(): number {
    return this.#view.getFloat32(this.#next(4));
  }

  f64(): number {
    return this.#view.getFloat64(this.#next(8));
  }

  bytes(length: number): Uint8Array {
    const at = this.#next(length);
    return this.#bytes.slice(at, at + length);
  }

  text(length: number): string {
    const bytes = this.bytes(length);
    try {
      return decodeUtf8(bytes, { fatal: true, ignoreBOM: true });
    } catch {
      throw this.fail('a text is no UTF-8');
    }
  }

  /** How many items follow, of which each takes at least `least` bytes: a short payload cannot announce many. */
  count(length: number, least: number): number {
    if (length * least > this.left) throw this.fail('it ends too soon');
    return length;
  }

  fail(what: string): Error {
    return broken(this.#codec, what);
  }

  #next(length: number): number {
    const at = this.#at;
    if (length > this.left) throw this.fail('it ends too soon');
    this.#at += length;
    return at;
  }
}
