import type { Deployment } from '@airssys/host';
import { CALLS_PER_SECOND } from './update-workload.ts';

/** Calls at a fixed rate, whether or not those before have been answered. */
export class SteadyLoad {
  made = 0;
  readonly failures = new Set<number>();
  readonly latencies: number[] = [];
  readonly #deployment: Deployment;
  readonly #open = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#timer = setInterval(() => this.#catchUp(), 1);
  }

  /** Resolves when as many further calls have been made and ended. */
  async more(calls: number): Promise<void> {
    const wanted = this.latencies.length + this.failures.size + calls;
    while (this.latencies.length + this.failures.size < wanted) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }

  #catchUp(): void {
    const due = Math.floor(((performance.now() - this.#startedAt) / 1000) * CALLS_PER_SECOND);
    while (this.made < due) {
      const call = this.#call(this.made);
      this.made += 1;
      this.#open.add(call);
      void call.finally(() => this.#open.delete(call));
    }
  }

  async #call(call: number): Promise<void> {
    const since = performance.now();
    try {
      await this.#deployment.invoke('add', [call]);
      this.latencies.push(performance.now() - since);
    } catch {
      this.failures.add(call);
    }
  }
}
