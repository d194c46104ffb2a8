/** The messages of one mailbox in their order: a ring, so that neither end costs more when it is long. */
import type { Envelope } from './envelope.ts';

/** Always a power of two. */
const FIRST_CAPACITY = 16;

const emptyRing = (capacity: number): (Envelope | undefined)[] =>
  Array.from<Envelope | undefined>({ length: capacity }).fill(undefined);

export class MessageQueue {
  #ring: (Envelope | undefined)[] = emptyRing(FIRST_CAPACITY);
  #head = 0;
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  /** Of all payloads. */
  get bytes(): number {
    return this.#bytes;
  }

  push(envelope: Envelope): void {
    this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = envelope;
    this.#length += 1;
    this.#bytes += envelope.payload.byteLength;
  }

  /** Puts one back that was taken out. */
  unshift(envelope: Envelope): void {
    this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = envelope;
    this.#length += 1;
    this.#bytes += envelope.payload.byteLength;
  }

  peek(): Envelope | undefined {
    return this.#length === 0 ? undefined : this.#ring[this.#head];
  }

  shift(): Envelope | undefined {
    if (this.#length === 0) return undefined;
    const envelope = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length -= 1;
    this.#bytes -= envelope?.payload.byteLength ?? 0;
    return envelope;
  }

  /** Takes out the first one that `isIt`. */
  take(isIt: (envelope: Envelope) => boolean): Envelope | undefined {
    const all = this.drain();
    const at = all.findIndex(isIt);
    const [found] = at < 0 ? [] : all.splice(at, 1);
    for (const envelope of all) this.push(envelope);
    return found;
  }

  /** Takes out all of them. */
  drain(): Envelope[] {
    const all: Envelope[] = [];
    for (let envelope = this.shift(); envelope !== undefined; envelope = this.shift()) all.push(envelope);
    return all;
  }

  #grow(): void {
    if (this.#length < this.#ring.length) return;
    const ring = emptyRing(this.#ring.length * 2);
    for (let at = 0; at < this.#length; at += 1) ring[at] = this.#ring[(this.#head + at) & (this.#ring.length - 1)];
    this.#ring = ring;
    this.#head = 0;
  }
}
