import type { SupervisorEvent, SupervisorListener } from './supervisor-event.ts';

/** Events that a reader of {@link EventHub.stream} may be behind. */
const MAX_BEHIND = 10_000;

/** Hands events to whoever listens. */
export class EventHub {
  readonly #listeners = new Set<SupervisorListener>();
  readonly #onClosed = new Set<() => void>();
  /** Events of the start, for the first who listens: nobody can before the start is over. Undefined once somebody has. */
  #early: SupervisorEvent[] | undefined = [];
  #isStarting = true;
  #isClosed = false;

  /** From now on events that nobody listens to are gone. */
  startIsOver(): void {
    this.#isStarting = false;
  }

  /** INVARIANT: it never throws. What a listener throws becomes a warning of the process. */
  emit(event: SupervisorEvent): void {
    if (this.#isStarting) this.#early?.push(event);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        const what = error instanceof Error ? error.message : String(error);
        process.emitWarning(`A listener of a supervisor failed: ${what}`, { type: 'AirssysWarning' });
      }
    }
  }

  listen(listener: SupervisorListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As {@link listen}, with the events of the start first. For the supervisor above. */
  adopt(listener: SupervisorListener): () => void {
    const early = this.#early ?? [];
    this.#early = undefined;
    early.forEach(listener);
    return this.listen(listener);
  }

  /** No event follows. */
  close(): void {
    this.#isClosed = true;
    for (const tell of this.#onClosed) tell();
  }

  /** Events from now on, until there are no more. Of those that a reader is behind too far with, the oldest are left out. */
  async *stream(signal?: AbortSignal): AsyncGenerator<SupervisorEvent, void, undefined> {
    const events: SupervisorEvent[] = [];
    let wake = (): void => {};
    const tell = (): void => wake();
    const leave = this.listen((event) => {
      if (events.length >= MAX_BEHIND) events.shift();
      events.push(event);
      tell();
    });
    this.#onClosed.add(tell);
    signal?.addEventListener('abort', tell, { once: true });
    try {
      for (;;) {
        if (signal?.aborted === true) return;
        const next = events.shift();
        if (next !== undefined) yield next;
        else if (this.#isClosed) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      leave();
      this.#onClosed.delete(tell);
      signal?.removeEventListener('abort', tell);
    }
  }
}
