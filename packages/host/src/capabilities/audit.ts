import { AirssysError } from '@airssys/model';
import type { AccessRequest, Decision } from './capability-set.ts';

/** One decision of the gate. */
export interface AuditEvent extends AccessRequest, Decision {
  /** Counts the events of this log from 1, without gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly timeMs: number;
  /** `namespace:name@version`, or the name that the component was loaded under. */
  readonly component: string;
  /** Which instance of the host. */
  readonly instance: number;
  /** The operation that was running. */
  readonly operation: string;
  /** `interface#function` that was called. */
  readonly hostFunction: string;
}

export interface AuditOptions {
  /** How many events are kept in memory, and up to a quarter more; older ones are dropped, and counted. Default 10,000. */
  readonly capacity?: number;
  /** Receives every event, at once. What it throws ends the call that caused the event. */
  readonly onEvent?: (event: AuditEvent) => void;
}

/** The decisions of the gate, in their order. */
export class AuditLog {
  readonly #capacity: number;
  readonly #onEvent: ((event: AuditEvent) => void) | undefined;
  #events: AuditEvent[] = [];
  #sequence = 0;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a capacity that is no whole number from 1 on. */
  constructor(options: AuditOptions = {}) {
    const { capacity = 10_000 } = options;
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The audit log's capacity cannot be ${capacity}`, {
        hint: 'It is a whole number, at least 1.',
      });
    }
    this.#capacity = capacity;
    this.#onEvent = options.onEvent;
  }

  record(facts: Omit<AuditEvent, 'sequence' | 'timeMs'>): void {
    this.#sequence += 1;
    const event: AuditEvent = Object.freeze({ sequence: this.#sequence, timeMs: Date.now(), ...facts });
    this.#events.push(event);
    // Dropped in bulk, so that a full log does not move its whole content on each event.
    if (this.#events.length > this.#capacity * 1.25) this.#events = this.#events.slice(-this.#capacity);
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
}
