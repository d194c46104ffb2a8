import { isAirssysError } from '@airssys/model';
import type { Clock } from '../services/host-services.ts';
import { within } from './deadline.ts';
import { MAX_MS } from './demand-range.ts';
import type { Slot } from './generation.ts';
import { exportStates, type HandedState, importStates } from './hand-over.ts';
import { judgeHealth } from './judge-traffic.ts';
import type { UpdateStep } from './plan-update.ts';
import type { RoutingTable } from './routing-table.ts';
import { StepFailure } from './step-failure.ts';
import { TrafficWindow } from './traffic.ts';
import type { UpdateGuard } from './update-guard.ts';
import { resolveDeadlines, type ResolvedDeadlines, type RunUpdateOptions } from './update-options.ts';
import { watchTraffic } from './watch-traffic.ts';

export interface UpdateRunOptions extends RunUpdateOptions {
  readonly clock: Clock;
}

type StepOf<Kind extends UpdateStep['do']> = Extract<UpdateStep, { readonly do: Kind }>;
type Handlers = { readonly [Kind in UpdateStep['do']]: (step: StepOf<Kind>) => Promise<void> };

/** Milliseconds between two questions to an instance that is not well yet. */
const HEALTH_INTERVAL_MS = 50;

/** What an update has done so far. */
export class UpdateRun {
  /** Slots of the new version that get no calls yet. */
  pending: readonly Slot[] = [];
  /** Slots of the old version that get no calls any more, and have not ended. */
  taken: readonly Slot[] = [];
  /** What the taken slots, or all, remembered. */
  handed: HandedState | undefined;
  /** Milliseconds from when calls had to wait, or the last switch began, until it was done. */
  switchOverMs = 0;
  /** Of the old version, before the update. */
  readonly slotCount: number;
  readonly #options: UpdateRunOptions;
  readonly #deadlines: ResolvedDeadlines;
  readonly #window: TrafficWindow;
  #heldSince: number | undefined;

  constructor(options: UpdateRunOptions) {
    this.#options = options;
    this.slotCount = options.old.slots.length;
    this.#deadlines = resolveDeadlines(options.deadlines);
    this.#window = new TrafficWindow(options);
  }

  /** @throws StepFailure, or whatever the step has failed with. */
  async take(step: UpdateStep): Promise<void> {
    // A handler is of the kind that it stands under.
    const handler = this.#handlers[step.do] as (one: UpdateStep) => Promise<void>;
    await handler(step);
  }

  readonly #handlers: Handlers = {
    start: async ({ count }) => {
      const { next } = this.#options;
      this.pending = await this.#within('start', this.#deadlines.startMs, async (signal) =>
        next.prepare(count, signal),
      );
      await this.#demandHealth();
    },
    hold: async () => {
      this.#options.signal?.throwIfAborted();
      this.#heldSince = performance.now();
      this.#options.router.hold();
    },
    take: async ({ count }) => {
      const { old } = this.#options;
      // The last ones are needed by calls that wait in the line before them.
      const isAll = count >= old.slots.length;
      if (!isAll) this.taken = old.take(count);
      const slots = isAll ? undefined : this.taken;
      await this.#within('take', this.#deadlines.drainMs, async (signal) => old.drained(signal, slots));
      if (isAll) this.taken = old.take(count);
    },
    export: async () => {
      const { old } = this.#options;
      const { drainMs, migrateMs } = this.#deadlines;
      if (this.taken.length === 0) await this.#within('export', drainMs, async (signal) => old.drained(signal));
      const slots = this.taken.length > 0 ? this.taken : old.slots;
      this.handed = await this.#within('export', migrateMs, async (signal) => exportStates(old.version, slots, signal));
    },
    import: async () => {
      const { handed } = this;
      const isLeft =
        this.#options.migrate === undefined && this.pending.some((one) => one.migration?.canImport !== true);
      if (handed === undefined || isLeft) return;
      await this.#within('import', this.#deadlines.migrateMs, async (signal) =>
        importStates(handed, this.pending, signal),
      );
    },
    stop: async () => {
      const { old } = this.#options;
      const { taken } = this;
      this.taken = [];
      await this.#within('stop', this.#deadlines.stopMs, async () => old.discard(taken));
    },
    route: async (step) => {
      this.#options.signal?.throwIfAborted();
      const since = this.#heldSince ?? performance.now();
      this.#options.next.add(this.pending);
      this.pending = [];
      this.#options.router.route(this.#table(step));
      this.switchOverMs = performance.now() - since;
      this.#heldSince = undefined;
    },
    watch: async (step) => await this.#watch(step),
  };

  #table(weights: StepOf<'route'>): RoutingTable {
    const { next, old, strategy } = this.#options;
    const match = strategy.kind === 'canary' ? strategy.match : undefined;
    // The new one first: it keeps the keys that it has got when its share grows.
    const table: RoutingTable = [
      { generation: next, weight: weights.next, ...(match && { match }) },
      { generation: old, weight: weights.old },
    ];
    return table.filter(({ weight }) => weight > 0);
  }

  async #watch({ durationMs, calls, guard }: StepOf<'watch'>): Promise<void> {
    const { router, next, clock } = this.#options;
    const unwatch = router.watch((call) => this.#window.add(call));
    try {
      const watched = { router, next, clock, window: this.#window, durationMs, calls, guard };
      const ms = Math.min(durationMs + this.#deadlines.callsMs, MAX_MS);
      const finding = await this.#within('watch', ms, async (signal) => watchTraffic(watched, signal));
      if (finding !== undefined) throw new StepFailure({ kind: 'guard', step: 'watch', finding });
    } finally {
      unwatch();
    }
  }

  /** An instance may need a moment after its start until it is well. */
  async #demandHealth(): Promise<void> {
    const guard = this.#guard;
    if (guard.health === 'ignored') return;
    const { clock } = this.#options;
    for (const slot of this.pending) {
      await this.#within('start', this.#deadlines.healthMs, async (signal) => {
        while (judgeHealth(guard, await slot.health(signal)) !== undefined) {
          await clock.sleep(HEALTH_INTERVAL_MS, signal);
        }
      });
    }
  }

  get #guard(): UpdateGuard {
    const { strategy } = this.#options;
    return ('guard' in strategy ? strategy.guard : undefined) ?? {};
  }

  async #within<T>(step: UpdateStep['do'], ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, signal = NEVER } = this.#options;
    try {
      return await within({ what: `The step '${step}' of the update`, ms, clock, signal }, work);
    } catch (error) {
      if (signal.aborted) throw new StepFailure({ kind: 'cancelled', step, error });
      if (isAirssysError(error, 'AIRSSYS_UPDATE_TIMEOUT')) {
        throw new StepFailure({ kind: 'timed-out', step, afterMs: ms, error });
      }
      throw error;
    }
  }
}

const NEVER = new AbortController().signal;
