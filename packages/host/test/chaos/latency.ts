/** Calls at a steady rate, and how long they took. */
import { setTimeout as wait } from 'node:timers/promises';

export class Latency {
  #times: number[] = [];

  add(ms: number): void {
    this.#times.push(ms);
  }

  /** Those so far, which are forgotten. */
  take(): { readonly calls: number; readonly p50Ms: number; readonly p99Ms: number } {
    const sorted = this.#times.sort((a, b) => a - b);
    this.#times = [];
    const at = (share: number): number => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
    return { calls: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}

/** Does something at a steady rate, however long each takes, until the signal aborts. Resolves when all are done. */
export async function steadily(perSecond: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let count = 1; !signal.aborted; count += 1) {
    const one = work().finally(() => underWay.delete(one));
    underWay.add(one);
    const dueAt = startedAt + (count * 1000) / perSecond;
    const restMs = dueAt - performance.now();
    if (restMs > 0) await wait(restMs);
    else if (count % 10 === 0) await wait(0);
  }
  await Promise.all(underWay);
}
