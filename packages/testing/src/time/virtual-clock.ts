/**
 * Time that passes when the test says so. The hard part is to know when a component has reacted: it runs in slices, between
 * which the event loop turns. So the clock knows which mounts are busy, and time moves only when each of them sleeps.
 *
 * A sleep is its mount's by the asynchronous context that it comes from. So a sleep of a call that nobody tracks (one by
 * `$.instance`) is nobody's, and does not pass for that of a mount that is still running.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { AirssysError } from '@airssys/model';
import type { Clock } from '@airssys/host';
import { type Duration, toMilliseconds } from './duration.ts';

/** When a clock begins. */
export interface VirtualClockOptions {
  /** Milliseconds since 1970-01-01T00:00:00Z at which it stands at first. Default 2026-01-01T00:00:00Z. */
  readonly startMs?: number | undefined;
}

const DEFAULT_START_MS = Date.UTC(2026, 0, 1);

/** Wake-ups after which `runAll` takes a component for one that never stops sleeping. */
const MAX_WAKE_UPS = 100_000;

interface Sleeper {
  /** Whose tracked call sleeps, if one does. */
  readonly owner: object | undefined;
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

interface Alarm {
  readonly atMs: number;
  readonly ring: () => void;
  /** Aborted when the call has ended. */
  readonly signal: AbortSignal;
}

/**
 * A clock that stands still until it is advanced. Several mounts may share one. A call's time passes by it, and by the wall clock
 * too: one that never sleeps is stopped as well.
 *
 * INVARIANT: the time never goes back, whoever advances it at the same time.
 */
export class VirtualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  /** The deadlines of calls under way. Nobody waits for them. */
  readonly #alarms = new Set<Alarm>();
  /** Calls under way, by the mount that serves them one at a time. */
  readonly #busy = new Map<object, number>();
  /** The owner of the call that the running code belongs to. */
  readonly #owner = new AsyncLocalStorage<object>();
  #settled = Promise.withResolvers<void>();
  #nowMs: number;

  constructor({ startMs = DEFAULT_START_MS }: VirtualClockOptions = {}) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** How many wait for their time to come. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /**
   * Used by the host: the guest's sleep, which ends when the clock has been advanced far enough. It has `durationMs` to go;
   * when the signal aborts, it ends at once.
   */
  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', onAbort);
        settle();
        this.#notify();
      };
      const sleeper: Sleeper = {
        owner: this.#owner.getStore(),
        wakeAtMs: this.#nowMs + durationMs,
        wake: () => end(resolve),
      };
      const onAbort = (): void => end(() => reject(signal.reason));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.add(sleeper);
      if (signal.aborted) onAbort();
      else this.#notify();
    });
  }

  /**
   * Used by the host: the deadline of a call. When `durationMs` have passed, `elapsed` is called, unless the signal has
   * aborted.
   */
  after(durationMs: number, elapsed: () => void, signal: AbortSignal): void {
    const alarm: Alarm = { atMs: this.#nowMs + durationMs, ring: elapsed, signal };
    this.#alarms.add(alarm);
    signal.addEventListener('abort', () => this.#alarms.delete(alarm), { once: true });
  }

  /**
   * Lets the duration pass, and wakes whoever's time comes, in the order of their times; one who sleeps again within the
   * duration is woken again. Resolves when every component on this clock sleeps or is done. Durations that are let pass at the
   * same time begin at the same time: together they take as long as the longest.
   */
  async advance(duration: Duration): Promise<void> {
    const until = this.#nowMs + toMilliseconds(duration);
    while (await this.#wakeNext(until));
    this.#nowMs = Math.max(this.#nowMs, until);
  }

  /**
   * Lets as much time pass as it takes until nobody sleeps any more.
   *
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID` where that does not come to an end.
   */
  async runAll(): Promise<void> {
    for (let count = 0; await this.#wakeNext(Infinity); count += 1) {
      if (count < MAX_WAKE_UPS) continue;
      throw new AirssysError(
        'AIRSSYS_CONFIG_INVALID',
        `After ${MAX_WAKE_UPS} wake-ups the component still goes back to sleep`,
        {
          hint: 'Let a stretch of time pass with advance() instead.',
        },
      );
    }
  }

  /** Used by `mount`: runs a call of the owner, as one that time waits for. */
  async track<T>(owner: object, call: () => Promise<T>): Promise<T> {
    this.#busy.set(owner, (this.#busy.get(owner) ?? 0) + 1);
    try {
      return await this.#owner.run(owner, call);
    } finally {
      const left = (this.#busy.get(owner) ?? 1) - 1;
      if (left > 0) this.#busy.set(owner, left);
      else this.#busy.delete(owner);
      this.#notify();
    }
  }

  /** Wakes the one whose time comes first, or ends a call, if that comes by `untilMs`. Answers whether it did. */
  async #wakeNext(untilMs: number): Promise<boolean> {
    while (!this.#isSettled()) await this.#settled.promise;
    const sleeper = earliest(this.#sleepers, ({ wakeAtMs }) => wakeAtMs);
    const alarm = earliest(this.#alarms, ({ atMs }) => atMs);
    if (sleeper === undefined && untilMs === Infinity) return false;
    const { wakeAtMs = Infinity } = sleeper ?? {};
    const { atMs = Infinity } = alarm ?? {};
    const nextMs = Math.min(wakeAtMs, atMs);
    if (nextMs > untilMs || nextMs === Infinity) return false;
    this.#nowMs = Math.max(this.#nowMs, nextMs);
    if (wakeAtMs < atMs) sleeper?.wake();
    else await this.#ring(alarm);
    return true;
  }

  /** Ends the call whose time is over: it does not end at once. */
  async #ring(alarm: Alarm | undefined): Promise<void> {
    if (alarm === undefined) return;
    this.#alarms.delete(alarm);
    const { signal } = alarm;
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    alarm.ring();
    if (!signal.aborted) await ended;
  }

  /** Whether each busy mount sleeps. It serves one call at a time: while that sleeps, its others wait for their turn. */
  #isSettled(): boolean {
    const asleep = new Set([...this.#sleepers].map(({ owner }) => owner));
    return [...this.#busy.keys()].every((owner) => asleep.has(owner));
  }

  #notify(): void {
    if (!this.#isSettled()) return;
    this.#settled.resolve();
    this.#settled = Promise.withResolvers();
  }
}

function earliest<T>(all: Iterable<T>, timeOf: (one: T) => number): T | undefined {
  let first: T | undefined;
  for (const one of all) if (first === undefined || timeOf(one) < timeOf(first)) first = one;
  return first;
}

/** A clock for `mount`: `createClock({ startMs: Date.UTC(2026, 0, 1) })`. */
export function createClock(options?: VirtualClockOptions): VirtualClock {
  return new VirtualClock(options);
}
