/** WIT `wasi:clocks` (0.2): the wall clock, and a monotonic one that begins with the instance. */
import { type Clock, CLOCK_ACCESS, MAX_SLEEP_MS } from '../../host-services.ts';
import type { HostCall, HostFunction, HostService } from '../../host-service.ts';
import { Pollable } from '../io/pollable.ts';
import type { Waitable } from '../io/waiting.ts';
import { WASI, type WasiIo } from '../io/wasi-io.ts';

const NS_PER_MS = 1_000_000;
const NS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds of an u64, whose clock goes for 584 years. */
const LAST_INSTANT = (1n << 64n) - 1n;

export function wasiClocks(clock: Clock, { pollables }: WasiIo): readonly HostService[] {
  const read = clock.monotonicNs?.bind(clock) ?? ((): bigint => BigInt(Math.round(clock.nowMs() * NS_PER_MS)));
  // How long the host has been running is nothing that a component is to know.
  let startNs: bigint | undefined;
  const nowNs = (): bigint => {
    const now = read();
    startNs ??= now;
    return now - startNs;
  };
  const reading = (call: HostFunction['call']): HostFunction => ({ access: () => CLOCK_ACCESS, call });
  const subscribe = (instant: bigint): object =>
    pollables.give(
      new Pollable(new Alarm(clock, nowNs, instant > LAST_INSTANT ? LAST_INSTANT : instant), CLOCK_ACCESS),
    );
  return [
    {
      interface: `wasi:clocks/monotonic-clock@${WASI}`,
      immediate: {
        now: reading(nowNs),
        resolution: reading(() => 1n),
        subscribeInstant: reading((_call: HostCall, when: bigint) => subscribe(when)),
        subscribeDuration: reading((_call: HostCall, duration: bigint) => subscribe(nowNs() + duration)),
      },
    },
    {
      interface: `wasi:clocks/wall-clock@${WASI}`,
      immediate: {
        now: reading(() => toDatetime(BigInt(Math.round(clock.nowMs() * NS_PER_MS)))),
        resolution: reading(() => toDatetime(BigInt(NS_PER_MS))),
      },
    },
  ];
}

/** WIT's `datetime`: seconds and nanoseconds since 1970. */
export interface Datetime {
  readonly seconds: bigint;
  readonly nanoseconds: number;
}

/** Times before 1970 are told as 1970: the type has none. */
export function toDatetime(ns: bigint): Datetime {
  const since = ns < 0n ? 0n : ns;
  return { seconds: since / NS_PER_SECOND, nanoseconds: Number(since % NS_PER_SECOND) };
}

/** Ready from a moment on. */
class Alarm implements Waitable {
  readonly #clock: Clock;
  readonly #nowNs: () => bigint;
  readonly #instant: bigint;

  constructor(clock: Clock, nowNs: () => bigint, instant: bigint) {
    this.#clock = clock;
    this.#nowNs = nowNs;
    this.#instant = instant;
  }

  isReady(): boolean {
    return this.#nowNs() >= this.#instant;
  }

  async wait(signal: AbortSignal): Promise<void> {
    while (!this.isReady()) {
      const left = Math.ceil(Number(this.#instant - this.#nowNs()) / NS_PER_MS);
      await this.#clock.sleep(Math.min(Math.max(left, 1), MAX_SLEEP_MS), signal);
    }
  }
}
