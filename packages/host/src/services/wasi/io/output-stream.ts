/**
 * WIT `wasi:io/streams`' output-stream into anything that takes bytes. What the component writes is kept until it has been taken,
 * up to a bound, which is what `check-write` tells of: a component that goes on writing waits for its reader.
 */
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { GuestFault } from '../../host-service.ts';
import type { StreamOptions } from './input-stream.ts';
import { StreamFault, toStreamFault } from './io-error.ts';
import { Change, until, type Waitable } from './waiting.ts';

/** Where the bytes go. */
export interface ByteSink {
  /** Takes all of the bytes. Called again when it is done. What it throws is the stream's failure. */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Resolves when all that was taken is where it belongs. Default: it is when `write` is done. */
  flush?(signal: AbortSignal): Promise<void>;
  /** Closes it. Called once, when everything was taken, or the stream has failed or was given up with its instance. */
  dispose?(): void;
}

/** Bytes that are kept until they have been taken. */
const CAPACITY = 256 * 1024;

/** INVARIANT: it holds at most {@link CAPACITY} bytes, whatever the component writes. */
export class OutputStream implements Waitable {
  readonly access: readonly AccessRequest[];
  readonly #sink: ByteSink;
  readonly #given = new AbortController();
  readonly #change = new Change();
  #queue: Uint8Array[] = [];
  /** Bytes in the queue, and of those that are being taken. */
  #kept = 0;
  #isFlushing = false;
  #isPumping = false;
  #isDisposed = false;
  #onClosed: (() => void) | undefined;
  #end: StreamFault | undefined;

  constructor(sink: ByteSink, { access = [] }: StreamOptions = {}) {
    this.#sink = sink;
    this.access = access;
  }

  isReady(): boolean {
    return this.#end !== undefined || this.permit > 0;
  }

  /** Bytes that can be written now. None while it is being flushed. */
  get permit(): number {
    return this.#isFlushing ? 0 : CAPACITY - this.#kept;
  }

  /**
   * As WIT's `check-write`.
   *
   * @throws StreamFault: the failure once, and after it that it is closed.
   */
  checkWrite(): number {
    this.#demandOpen();
    return this.permit;
  }

  /** Waits until something can be written, or it has failed. */
  async wait(signal: AbortSignal): Promise<void> {
    while (!this.isReady()) await until(this.#change.next(), signal);
  }

  /**
   * Keeps the bytes, which are the stream's from now on.
   *
   * @throws StreamFault as {@link checkWrite}; GuestFault for more than it can keep, which the component was told.
   */
  write(bytes: Uint8Array): void {
    this.#demandOpen();
    const room = CAPACITY - this.#kept;
    if (bytes.length > room) {
      throw new GuestFault('invalid-value', `The component wrote ${bytes.length} bytes, where ${room} were permitted`);
    }
    if (bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#kept += bytes.length;
    this.#pump();
  }

  /** Begins to flush: nothing can be written until everything is where it belongs. */
  flush(): void {
    this.#demandOpen();
    this.#isFlushing = true;
    this.#pump();
  }

  /** Writes all of it as there is room, flushes, and waits for that. */
  async writeAll(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      await this.wait(signal);
      const part = bytes.subarray(at, at + this.checkWrite());
      this.write(part);
      at += part.length;
    }
    await this.flushAll(signal);
  }

  async flushAll(signal: AbortSignal): Promise<void> {
    this.flush();
    while (this.#isFlushing && this.#end === undefined) await until(this.#change.next(), signal);
    this.#demandOpen();
  }

  /** Resolves when everything that was written has been taken, or never will be. Never rejects. */
  async drained(signal: AbortSignal): Promise<void> {
    while (this.#kept > 0 && !signal.aborted) await until(this.#change.next(), signal).catch(() => {});
  }

  /** The component has let go of it: what it has written goes on to be taken, and then it is closed. */
  close(onClosed: () => void): void {
    this.#onClosed = onClosed;
    this.#pump();
  }

  /** Gives the stream up with what it still keeps. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#end ??= new StreamFault();
    this.#queue = [];
    this.#kept = 0;
    this.#given.abort();
    this.#sink.dispose?.();
    this.#change.tell();
    this.#onClosed?.();
  }

  #demandOpen(): void {
    const end = this.#end;
    if (end === undefined) return;
    this.#end = new StreamFault();
    throw end;
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#given;
    try {
      while (!signal.aborted && (this.#queue.length > 0 || this.#isFlushing)) {
        if (this.#queue.length > 0) await this.#take(signal);
        else {
          await this.#sink.flush?.(signal);
          this.#isFlushing = false;
        }
        this.#change.tell();
      }
    } catch (error) {
      this.#end ??= toStreamFault(error);
      this.#queue = [];
      this.#kept = 0;
      this.#isFlushing = false;
    } finally {
      this.#isPumping = false;
      this.#change.tell();
      if (this.#onClosed !== undefined) this.dispose();
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    const bytes = joined(this.#queue);
    this.#queue = [];
    await this.#sink.write(bytes, signal);
    this.#kept -= bytes.length;
  }
}

/** Many small writes are taken as one. */
function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
