/** Processes in virtual time, each a generator that waits for events: what the model of supervision is written in. */

/** Happens once. */
export class Happening<T = unknown> {
  isOver = false;
  value: T | undefined;
  readonly waiting = new Set<() => void>();
}

export type Process<R = void> = Generator<readonly Happening[], R, undefined>;

interface Timer {
  readonly atMs: number;
  readonly happening: Happening;
}

export class Simulation {
  nowMs = 0;
  #ready: (() => void)[] = [];
  #timers: Timer[] = [];

  spawn(process: Process): void {
    this.#ready.push(() => this.#step(process));
  }

  happen<T>(happening: Happening<T>, value?: T): void {
    if (happening.isOver) return;
    happening.isOver = true;
    happening.value = value;
    for (const go of [...happening.waiting]) this.#ready.push(go);
    happening.waiting.clear();
  }

  after(ms: number): Happening {
    const happening = new Happening();
    this.#timers.push({ atMs: this.nowMs + ms, happening });
    return happening;
  }

  runTo(untilMs: number): void {
    for (;;) {
      for (let go = this.#ready.shift(); go !== undefined; go = this.#ready.shift()) go();
      const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.nowMs = next.atMs;
      this.happen(next.happening);
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** Runs a process until it waits for what has not happened yet. */
  #step(process: Process): void {
    for (;;) {
      const { done, value } = process.next();
      if (done === true) return;
      if (value.some(({ isOver }) => isOver)) continue;
      const go = (): void => {
        for (const one of value) one.waiting.delete(go);
        this.#step(process);
      };
      for (const one of value) one.waiting.add(go);
      return;
    }
  }
}
