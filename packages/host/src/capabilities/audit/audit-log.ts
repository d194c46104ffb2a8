import { AirssysError } from '@airssys/model';
import type { AuditEvent, AuditSink } from './audit-event.ts';
import { SinkQueue } from './sink-queue.ts';

export interface AuditOptions {
  /** How many events are kept in memory, and up to a quarter more; older ones are dropped, and counted. Default 10,000. */
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
  /** Is told what a sink threw. Default: a warning of the process. */
  readonly onSinkError?: (error: unknown) => void;
  /**
   * Of how many allowed requests one is recorded: 1 to 1,000,000. Default 1, each. Denied ones are recorded each, whatever this
   * says; the others are counted in {@link AuditLog.skipped}.
   */
  readonly sampleAllowed?: number;
}

/** The decisions of the gate, in their order. */
export class AuditLog implements AsyncDisposable {
  readonly #capacity: number;
  readonly #onEvent: ((event: AuditEvent) => void) | undefined;
  readonly #sampleAllowed: number;
  readonly #sinks: readonly AuditSink[];
  readonly #queues: readonly SinkQueue[];
  #events: AuditEvent[] = [];
  #sequence = 0;
  #skipped = 0;
  #untilSample: number;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a number out of range. */
  constructor(options: AuditOptions = {}) {
    const { capacity = 10_000, maxWaiting = 10_000, sampleAllowed = 1, sinks = [] } = options;
    demandCount('capacity', capacity, Number.MAX_SAFE_INTEGER);
    demandCount('maxWaiting', maxWaiting, MAX_COUNT);
    demandCount('sampleAllowed', sampleAllowed, MAX_COUNT);
    this.#capacity = capacity;
    this.#onEvent = options.onEvent;
    this.#sampleAllowed = sampleAllowed;
    this.#untilSample = sampleAllowed;
    this.#sinks = sinks;
    const onError = options.onSinkError ?? warn;
    this.#queues = sinks.map((sink) => new SinkQueue({ sink, capacity: maxWaiting, onError }));
  }

  /** Whether an event of this outcome is to be recorded; asked once per decision, as it counts. */
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

  record(facts: Omit<AuditEvent, 'sequence' | 'timeMs'>): void {
    this.#sequence += 1;
    const event: AuditEvent = Object.freeze({ sequence: this.#sequence, timeMs: Date.now(), ...facts });
    this.#events.push(event);
    // Dropped in bulk, so that a full log does not move its whole content on each event.
    if (this.#events.length > this.#capacity * 1.25) this.#events = this.#events.slice(-this.#capacity);
    for (const queue of this.#queues) queue.add(event);
    this.#onEvent?.(event);
  }

  /** The events that are still in memory, oldest first. */
  get events(): readonly AuditEvent[] {
    return this.#events.slice(-this.#capacity);
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
    hint: 'It is a whole number, at least 1.',
  });
}

function warn(error: unknown): void {
  process.emitWarning(
    `An audit sink failed: ${error instanceof Error ? error.message : String(error)}`,
    'AuditWarning',
  );
}
