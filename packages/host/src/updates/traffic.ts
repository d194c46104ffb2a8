/** What two versions did with their calls in the same time. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { EndedCall } from './call-end.ts';
import type { Generation } from './generation.ts';

/** Of one version. Cancelled calls do not count. */
export class Traffic {
  /** Microseconds of the calls that were answered; made for the first, since most updates watch none. */
  #latencies: RecordableHistogram | undefined;
  #failed = 0;
  #trapped = 0;

  add({ kind, durationMs }: EndedCall): void {
    if (kind === 'answered') (this.#latencies ??= createHistogram()).record(Math.max(Math.round(durationMs * 1000), 1));
    else if (kind !== 'cancelled') this.#failed += 1;
    if (kind === 'trapped') this.#trapped += 1;
  }

  get answered(): number {
    return this.#latencies?.count ?? 0;
  }

  get calls(): number {
    return this.answered + this.#failed;
  }

  get traps(): number {
    return this.#trapped;
  }

  /** 0 to 1; 0 where there were no calls. */
  get errorRate(): number {
    return this.calls === 0 ? 0 : this.#failed / this.calls;
  }

  /** Milliseconds; 0 where none was answered. */
  percentileMs(percentile: number): number {
    return this.#latencies === undefined ? 0 : this.#latencies.percentile(percentile) / 1000;
  }
}

/** The traffic of the old and the new version while both get calls. */
export class TrafficWindow {
  readonly old: Traffic = new Traffic();
  readonly next: Traffic = new Traffic();
  readonly #generations: { readonly old: Generation; readonly next: Generation };

  constructor(generations: { readonly old: Generation; readonly next: Generation }) {
    this.#generations = generations;
  }

  add(call: EndedCall): void {
    const { old, next } = this.#generations;
    if (call.generation === next) this.next.add(call);
    else if (call.generation === old) this.old.add(call);
  }
}
