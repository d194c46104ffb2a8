import type { Readable } from 'node:stream';

/**
 * What a process writes, read as the component asks for it: what nobody reads stays in the pipe, and the process waits.
 */
export class OutputStream {
  readonly #stream: Readable;
  #wake: () => void = () => {};
  #isOver = false;

  constructor(stream: Readable) {
    this.#stream = stream;
    const over = (): void => {
      this.#isOver = true;
      this.#wake();
    };
    stream.on('readable', () => this.#wake());
    stream.on('end', over).on('close', over).on('error', over);
  }

  /** Waits for output. Nothing in it: there is no more. Only one reads at a time: a component has one call. */
  async read(length: number, signal: AbortSignal): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array();
    for (;;) {
      const available = Math.min(length, this.#stream.readableLength);
      // A stream without an encoding gives bytes. Without data, reading nothing asks for more.
      const chunk = this.#stream.read(available) as Uint8Array | null;
      if (chunk !== null && chunk.length > 0) return new Uint8Array(chunk);
      if (this.#isOver || signal.aborted) return new Uint8Array();
      await this.#change(signal);
    }
  }

  destroy(): void {
    this.#stream.destroy();
  }

  async #change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
