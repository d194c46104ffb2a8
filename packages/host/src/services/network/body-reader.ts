import type { Readable } from 'node:stream';
import { NetworkFault, toNetworkFault } from './network-fault.ts';
import { within } from './within.ts';

export interface BodyReaderOptions {
  /** As the component knows it. */
  readonly what: string;
  readonly maxBytes: number;
  readonly idleTimeoutMs: number;
  readonly ended: AbortSignal;
}

/**
 * Reads what comes over a connection in pieces. Between two reads no more is taken from it than Node's stream buffers, so a
 * sender that does not stop is held up.
 */
export class BodyReader {
  readonly #source: Readable;
  readonly #options: BodyReaderOptions;
  #rest: Uint8Array | undefined;
  #total = 0;

  constructor(source: Readable, options: BodyReaderOptions) {
    this.#source = source;
    this.#options = options;
  }

  /**
   * What has come, at least one byte and at most `most`; waits for it. Undefined at the end.
   *
   * @throws NetworkFault `too-large` past `maxBytes`, `timeout`, `reset` where the other side broke off.
   */
  async read(most: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    let found = this.take(most);
    if (found === 'later') {
      const { idleTimeoutMs: timeoutMs, ended, what } = this.#options;
      await within({ timeoutMs, signals: [signal, ended], what }, (stop) => this.whenReady(stop));
      found = this.take(most);
    }
    return found === 'later' ? await this.read(most, signal) : found;
  }

  /** As {@link read}, of what is there. */
  take(most: number): Uint8Array | 'later' | undefined {
    const chunk = this.#rest ?? this.#pull();
    this.#rest = undefined;
    if (chunk !== undefined) {
      if (chunk.length <= most) return chunk;
      this.#rest = chunk.subarray(most);
      return chunk.subarray(0, most);
    }
    const source = this.#source;
    const { what } = this.#options;
    if (source.errored !== null) throw toNetworkFault(source.errored, what);
    if (source.readableEnded) return undefined;
    if (source.destroyed) throw new NetworkFault('reset', what);
    return 'later';
  }

  /** Resolves when {@link take} has an answer, or when the signal is aborted. */
  async whenReady(signal: AbortSignal): Promise<void> {
    const source = this.#source;
    if (this.#rest !== undefined || source.readableLength > 0 || source.readableEnded || source.destroyed) return;
    const events = ['readable', 'end', 'error', 'close'];
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = (): void => resolve();
    for (const event of events) source.once(event, done);
    signal.addEventListener('abort', done);
    try {
      await promise;
    } finally {
      for (const event of events) source.removeListener(event, done);
      signal.removeEventListener('abort', done);
    }
  }

  #pull(): Uint8Array | undefined {
    const chunk: Buffer | null = this.#source.read() as Buffer | null; // a stream without an encoding gives bytes
    if (chunk === null) return undefined;
    this.#total += chunk.length;
    const { maxBytes, what } = this.#options;
    if (this.#total > maxBytes) {
      this.#source.destroy();
      throw new NetworkFault('too-large', `${what}: more than ${maxBytes} bytes`);
    }
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}
