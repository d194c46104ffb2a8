/**
 * WIT `wasi:io/streams`' input-stream over anything that gives bytes when it is asked for them. It asks for no more than it
 * can hold, and only when the component asks: one chunk is there at a time, or on its way.
 */
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { StreamFault, toStreamFault } from './io-error.ts';
import { Change, until, type Waitable } from './waiting.ts';

/** Where the bytes come from. */
export interface ByteSource {
  /**
   * The next bytes, as soon as there are some: 1 to `most` of them, or undefined at the end. Called again when it has answered.
   * What it throws is the stream's failure. The signal aborts when the stream is given up.
   */
  pull(most: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Closes it. Called once, also where it has ended or failed. */
  dispose?(): void;
}

export interface StreamOptions {
  /** What each use of the stream needs: what its opening needed. Default nothing. */
  readonly access?: readonly AccessRequest[] | undefined;
}

/** Bytes that are pulled at once: at least, where the component wants fewer; and at most. */
const LEAST_PULL = 4_096;
const MOST_PULL = 256 * 1024;

const NOTHING = new Uint8Array();

/** INVARIANT: it holds at most {@link MOST_PULL} bytes, whatever the component asks for and whatever is there. */
export class InputStream implements Waitable {
  readonly access: readonly AccessRequest[];
  readonly #source: ByteSource;
  readonly #given = new AbortController();
  readonly #change = new Change();
  #chunk: Uint8Array = NOTHING;
  #isPulling = false;
  /** Why no more comes. It is told when the chunk has been taken. */
  #end: StreamFault | undefined;

  constructor(source: ByteSource, { access = [] }: StreamOptions = {}) {
    this.#source = source;
    this.access = access;
  }

  isReady(): boolean {
    return this.#chunk.length > 0 || this.#end !== undefined;
  }

  /** Waits for the next bytes, or the end. `wanted`: how many the component is about to take. */
  async wait(signal: AbortSignal, wanted: number = LEAST_PULL): Promise<void> {
    while (!this.isReady()) {
      this.#pull(wanted);
      await until(this.#change.next(), signal);
    }
  }

  /**
   * Takes what is there, at most so many bytes; none where nothing has come yet.
   *
   * @throws StreamFault: the failure once, and after it, and at the end, that it is closed.
   */
  take(most: number): Uint8Array {
    if (this.#chunk.length > 0 || most === 0) {
      const taken = this.#chunk.subarray(0, most);
      this.#chunk = this.#chunk.subarray(taken.length);
      return taken;
    }
    if (this.#end === undefined) {
      this.#pull(most);
      return NOTHING;
    }
    const end = this.#end;
    this.#end = new StreamFault();
    throw end;
  }

  /** Gives the stream up. */
  dispose(): void {
    if (this.#given.signal.aborted) return;
    this.#end ??= new StreamFault();
    this.#chunk = NOTHING;
    this.#given.abort();
    this.#source.dispose?.();
    this.#change.tell();
  }

  #pull(wanted: number): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    void this.#next(Math.min(Math.max(wanted, LEAST_PULL), MOST_PULL));
  }

  async #next(most: number): Promise<void> {
    try {
      const chunk = await this.#source.pull(most, this.#given.signal);
      if (this.#given.signal.aborted) return;
      if (chunk === undefined) this.#end ??= new StreamFault();
      else this.#chunk = chunk;
    } catch (error) {
      this.#end ??= toStreamFault(error);
    } finally {
      this.#isPulling = false;
      this.#change.tell();
    }
  }
}
