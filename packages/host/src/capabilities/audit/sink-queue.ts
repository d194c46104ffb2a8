import { setImmediate as turn } from 'node:timers/promises';
import { type AuditEntry, type AuditEvent, type AuditGap, type AuditSink, isAuditGap } from './audit-event.ts';

/** Entries that a sink writes before the event loop has its turn. */
const BATCH = 256;

export interface SinkQueueOptions {
  readonly sink: AuditSink;
  /** Entries that wait for the sink at most. */
  readonly capacity: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Events on their way to a sink, which may be slower than calls are.
 *
 * INVARIANT: adding an event never waits and never writes. What does not fit is dropped, and the sink receives a gap in the place
 * of the dropped events.
 */
export class SinkQueue {
  readonly #options: SinkQueueOptions;
  #waiting: AuditEntry[] = [];
  /** What a failure of the sink has cost; it stands before all that waits. */
  #lost: AuditGap | undefined;
  /** What did not fit; it stands after all that waits. */
  #overflow: AuditGap | undefined;
  #draining: Promise<void> | undefined;
  #dropped = 0;

  constructor(options: SinkQueueOptions) {
    this.#options = options;
  }

  /** How many events the sink did not receive. */
  get dropped(): number {
    return this.#dropped;
  }

  add(event: AuditEvent): void {
    if (this.#waiting.length >= this.#options.capacity) {
      this.#dropped += 1;
      this.#overflow = widen(this.#overflow, event, 'the sink was slower than the events came');
    } else {
      if (this.#overflow !== undefined) this.#waiting.push(this.#overflow);
      this.#overflow = undefined;
      this.#waiting.push(event);
    }
    this.#draining ??= this.#drain();
  }

  /** Resolves when the sink has received what was added so far, or has failed to. */
  async flush(): Promise<void> {
    await this.#draining;
    // A gap alone waits for the next event otherwise.
    if (this.#lost !== undefined) await this.#write([]);
  }

  async #drain(): Promise<void> {
    // The call that made the first event goes on first.
    await turn();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      this.#waiting = this.#waiting.slice(BATCH);
      if (this.#waiting.length === 0 && this.#overflow !== undefined) {
        this.#waiting.push(this.#overflow);
        this.#overflow = undefined;
      }
      await this.#write(batch);
      await turn();
    }
    this.#draining = undefined;
  }

  async #write(batch: readonly AuditEntry[]): Promise<void> {
    const entries = this.#lost === undefined ? batch : [this.#lost, ...batch];
    try {
      await this.#options.sink.write(entries);
      this.#lost = undefined;
    } catch (error) {
      for (const entry of batch) {
        if (!isAuditGap(entry)) this.#dropped += 1;
        this.#lost = widen(this.#lost, entry, 'the sink failed');
      }
      this.#options.onError(error);
    }
  }
}

/** A gap with one more entry in it. */
function widen(gap: AuditGap | undefined, entry: AuditEntry, reason: string): AuditGap {
  const [count, first, last] = isAuditGap(entry)
    ? [entry.dropped, entry.firstSequence, entry.lastSequence]
    : [1, entry.sequence, entry.sequence];
  return {
    dropped: (gap?.dropped ?? 0) + count,
    firstSequence: gap?.firstSequence ?? first,
    lastSequence: last,
    timeMs: gap?.timeMs ?? entry.timeMs,
    reason: gap?.reason ?? reason,
  };
}
