import { AirssysError } from '@airssys/model';
import type { AuditEvent, AuditSink } from './audit-event.ts';
import { SinkQueue } from './sink-queue.ts';

/** What of the gate's decisions is kept, and who receives it. */
export interface AuditOptions {
  /** How many events are kept in memory: 1 to 1,000,000. Older ones are dropped, and counted. Default 10,000. */
  readonly capacity?: number;
  /** Receives every event, at once. What it throws ends the call that caused the event. */
  readonly onEvent?: (event: AuditEvent) => void;
  /** Receive every event soon after: {@link fileSink}, {@link sqliteSink}, {@link consoleSink}, {@link openTelemetrySink}. The log disposes them. */
  readonly sinks?: readonly AuditSink[];
  /**
   * Events that wait for a slow sink at most: 1 to 1,000,000. Default 10,000. What comes beyond that is dropped for this sink, which
   * receives a gap in its place; the calls never wait.
   */
  readonly maxWaiting?: number;
  /** Is told what a sink threw. Default: a warning of the process. The `error` is as it was thrown. */
  readonly onSinkError?: (error: unknown) => void;
  /**
   * Of how many allowed requests one is recorded: 1 to 1,000,000. Default 1, each. Denied ones are recorded each, whatever this
   * says; the others are counted in {@link AuditLog.skipped}.
   */
  readonly sampleAllowed?: number;
}

/** A decision, before it is in a log. */
export type AuditFacts = Omit<AuditEvent, 'sequence' | 'timeMs'>;

/** The decisions of the gate, in their order. */
export class AuditLog implements AsyncDisposable {
  readonly #capacity: number;
  readonly #onEvent: ((event: AuditEvent) => void) | undefined;
  readonly #sampleAllowed: number;
  readonly #sinks: readonly AuditSink[];
  readonly #queues: readonly SinkQueue[];
  /** The last ones, in a ring: the event of sequence n is at n modulo its length. Events are made of them when somebody reads. */
  readonly #facts: (AuditFacts | undefined)[] = [];
  readonly #times: Float64Array;
  #sequence = 0;
  #skipped = 0;
  #untilSample: number;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a number out of range. */
  constructor(options: AuditOptions = {}) {
    const { capacity = 10_000, maxWaiting = 10_000, sampleAllowed = 1, sinks = [] } = options;
    demandCount('capacity', capacity, MAX_COUNT);
    demandCount('maxWaiting', maxWaiting, MAX_COUNT);
    demandCount('sampleAllowed', sampleAllowed, MAX_COUNT);
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#onEvent = options.onEvent;
    this.#sampleAllowed = sampleAllowed;
    this.#untilSample = sampleAllowed;
    this.#sinks = sinks;
    const onError = options.onSinkError ?? warn;
    this.#queues = sinks.map((sink) => new SinkQueue({ sink, capacity: maxWaiting, onError }));
  }

  /** Whether an event of this outcome is to be recorded; asked once per decision, as it counts. `allowed` says what was decided. */
  wants(allowed: boolean): boolean {
    if (!allowed || this.#sampleAllowed === 1) return true;
    this.#untilSample -= 1;
    if (this.#untilSample > 0) {
      this.#skipped += 1;
      return false;
    }
    this.#untilSample = this.#sampleAllowed;
    return true;
  }

  /**
   * Records a decision. The log keeps the object, which must not change any more. The `facts` are who wanted what, and what was
   * decided.
   */
  record(facts: AuditFacts): void {
    this.#sequence += 1;
    const at = this.#sequence % this.#capacity;
    this.#facts[at] = facts;
    this.#times[at] = Date.now();
    if (this.#queues.length === 0 && this.#onEvent === undefined) return;
    const event = this.#eventOf(this.#sequence);
    for (const queue of this.#queues) queue.add(event);
    this.#onEvent?.(event);
  }

  /** The events that are still in memory, oldest first. */
  get events(): readonly AuditEvent[] {
    const length = Math.min(this.#sequence, this.#capacity);
    return Array.from({ length }, (_, index) => this.#eventOf(this.#sequence - length + 1 + index));
  }

  /** Of one that is still in memory. */
  #eventOf(sequence: number): AuditEvent {
    const at = sequence % this.#capacity;
    // The ring has one for each of the last `capacity` sequences.
    return Object.freeze({ sequence, timeMs: this.#times[at] ?? 0, ...(this.#facts[at] as AuditFacts) });
  }

  /** How many events there were, dropped ones included. */
  get count(): number {
    return this.#sequence;
  }

  /** How many allowed requests were not recorded, for `sampleAllowed`. */
  get skipped(): number {
    return this.#skipped;
  }

  /** How many events did not reach some sink. */
  get dropped(): number {
    return this.#queues.reduce((sum, queue) => sum + queue.dropped, 0);
  }

  /** Resolves when the sinks have received what was recorded so far. */
  async flush(): Promise<void> {
    await Promise.all(this.#queues.map(async (queue) => queue.flush()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    await Promise.all(this.#sinks.map(async (sink) => sink[Symbol.asyncDispose]()));
  }
}

const MAX_COUNT = 1_000_000;

function demandCount(name: string, value: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The audit log's ${name} cannot be ${value}`, {
    hint: `It is a whole number from 1 to ${most}.`,
  });
}

function warn(error: unknown): void {
  process.emitWarning(
    `An audit sink failed: ${error instanceof Error ? error.message : String(error)}`,
    'AuditWarning',
  );
}
