import { AirssysError } from '@airssys/model';

/** What is wrong with the bytes of a component. */
export function invalidComponent(message: string): AirssysError {
  return new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', message, { hint: 'Build or copy it again.' });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads numbers and names of the binary format, one after another. Never past its end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw invalidComponent('The component is cut off');
    this.#at += 1;
    return byte;
  }

  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** LEB128, 32 bits without a sign. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw invalidComponent('A number in the component is too large');
  }

  name(): string {
    try {
      return UTF8.decode(this.take(this.u32()));
    } catch (error) {
      if (error instanceof AirssysError) throw error;
      throw invalidComponent('A name in the component is not UTF-8');
    }
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw invalidComponent('The component is cut off');
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at);
  }

  /** A count, and so many items. */
  list<T>(item: () => T): readonly T[] {
    const count = this.u32();
    const items: T[] = [];
    for (let at = 0; at < count; at += 1) items.push(item());
    return items;
  }

  /** One of two forms: a byte 0 for nothing, 1 for something. */
  optional<T>(item: () => T): T | undefined {
    const byte = this.byte();
    if (byte > 1) throw invalidComponent(`The byte ${byte} stands where there is something or nothing`);
    return byte === 1 ? item() : undefined;
  }
}
