/** Who waits for something to happen. Whoever gives up, by its signal, is forgotten at once. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  /** Resolves when it happens, or when the signal is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = (): void => resolve();
    this.#waiting.add(stop);
    signal.addEventListener('abort', stop);
    await promise;
    signal.removeEventListener('abort', stop);
    this.#waiting.delete(stop);
  }

  /** It has happened. */
  tell(): void {
    for (const stop of this.#waiting) stop();
  }
}
