/** Updates and rollbacks under a steady load: what becomes of the calls, and how long they have to wait. */
import {
  ComponentGeneration,
  ComponentHost,
  Deployment,
  type Generation,
  instanceSlots,
  type LoadedComponent,
  type UpdateStrategy,
} from '@airssys/host';
import { buildNumbers, CACHE_DIR } from './components.ts';
import { type Benchmark, type Entry, median } from './entry.ts';

const ROUNDS = 200;
const SLOTS = 2;
const CALLS_PER_SECOND = 1200;
const DEMANDED_PER_SECOND = 1000;
const SWITCH_OVER_MS = 100;
const ROLLBACK_MS = 10;

interface Case {
  readonly name: string;
  readonly strategy: UpdateStrategy;
  /** Whether state is handed over; `true` lets calls wait until that is done. */
  readonly migrate: boolean;
  /** Whether the old version stays warm, so that going back takes no start. */
  readonly isWarm: boolean;
}

const CASES: readonly Case[] = [
  { name: 'stop-start', strategy: { kind: 'stop-start' }, migrate: false, isWarm: false },
  { name: 'blue-green', strategy: { kind: 'blue-green' }, migrate: false, isWarm: true },
  { name: 'blue-green-state', strategy: { kind: 'blue-green' }, migrate: true, isWarm: true },
  {
    name: 'canary',
    strategy: {
      kind: 'canary',
      steps: [
        { weight: 10, calls: 5 },
        { weight: 50, calls: 20 },
      ],
      guard: {},
    },
    migrate: false,
    isWarm: true,
  },
  { name: 'rolling', strategy: { kind: 'rolling', guard: {} }, migrate: false, isWarm: true },
];

export const update: Benchmark = async function* () {
  const runs = new Map<number, number>();
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  const loaded = await Promise.all(
    [1, 2].map(async (version) => await host.load((await buildNumbers(version)).component)),
  );
  const log = ({ message }: { readonly message: string }): void => {
    const call = Number(message);
    runs.set(call, (runs.get(call) ?? 0) + 1);
  };
  const generation = (version: LoadedComponent | undefined): ComponentGeneration => {
    if (version === undefined) throw new Error('unreachable');
    const id = { version: version.manifest?.component.version ?? '', hash: '' };
    return new ComponentGeneration({ version: id, makeSlot: instanceSlots(version, { log }) });
  };
  for (const one of CASES) {
    runs.clear();
    const current = generation(loaded[0]);
    current.add(await current.prepare(SLOTS, new AbortController().signal));
    await using deployment = new Deployment({ current });
    yield* entries(one, await measure(one, deployment, () => generation(loaded[1])), runs);
  }
};

interface Measured {
  readonly calls: number;
  readonly perSecond: number;
  readonly failures: ReadonlySet<number>;
  readonly switchOvers: readonly number[];
  readonly rollbacks: readonly number[];
  readonly updates: readonly number[];
  readonly latencies: readonly number[];
}

async function measure({ strategy, migrate }: Case, deployment: Deployment, next: () => Generation): Promise<Measured> {
  const load = new SteadyLoad(deployment);
  const [switchOvers, rollbacks, updates]: [number[], number[], number[]] = [[], [], []];
  // As in a host that has been up for a while.
  await load.more(1000);
  const started = performance.now();
  const before = load.made;
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = performance.now();
    const updated = await deployment.update(next(), { strategy, migrate });
    updates.push(performance.now() - since);
    if (updated.kind !== 'completed') throw new Error(`an update was taken back: ${JSON.stringify(updated.reason)}`);
    switchOvers.push(updated.switchOverMs);
    await load.more(20);
    // As in a host that has been up for a while since: what a rolling update has ended is being made again.
    while (strategy.kind === 'rolling' && !deployment.isPreviousReady) await load.more(1);
    const back = performance.now();
    const rolledBack = await deployment.rollback({ strategy });
    rollbacks.push(performance.now() - back);
    if (rolledBack.kind !== 'completed') throw new Error('a rollback was taken back');
    await load.more(20);
  }
  const seconds = (performance.now() - started) / 1000;
  const during = load.made;
  await load.stop();
  const { made: calls, failures, latencies } = load;
  return { calls, perSecond: (during - before) / seconds, failures, switchOvers, rollbacks, updates, latencies };
}

function* entries({ name, isWarm }: Case, measured: Measured, runs: ReadonlyMap<number, number>): Iterable<Entry> {
  const { calls, perSecond, failures, switchOvers, rollbacks, updates, latencies } = measured;
  const counts = Array.from({ length: calls }, (_, call) => runs.get(call) ?? 0);
  const about = `${ROUNDS} updates and ${ROUNDS} rollbacks`;
  const entry = (what: string, ours: number, peer: number, unit: Entry['unit'], note: string): Entry => {
    return { name: `update.${name}.${what}`, ours, peer, unit, note };
  };
  yield entry(
    'load',
    perSecond,
    DEMANDED_PER_SECOND,
    '1/s',
    `calls per second during ${about}; at least ${DEMANDED_PER_SECOND}`,
  );
  const lost = counts.filter((count, call) => count === 0 || failures.has(call)).length;
  yield entry('lost', lost, calls, 'calls', `calls that failed or never ran, of all during ${about}; target 0`);
  yield entry(
    'repeated',
    counts.filter((count) => count > 1).length,
    calls,
    'calls',
    'calls that ran more than once; target 0',
  );
  yield entry(
    'switch-over',
    Math.max(...switchOvers),
    SWITCH_OVER_MS,
    'ms',
    `longest, for which calls waited (median ${median(switchOvers).toFixed(2)}); target ${SWITCH_OVER_MS}`,
  );
  const start = isWarm ? 'the version before is warm' : 'the version before is started first, calls go on meanwhile';
  yield entry(
    'rollback',
    Math.max(...rollbacks),
    ROLLBACK_MS,
    'ms',
    `longest (median ${median(rollbacks).toFixed(2)}); ${start}; target ${ROLLBACK_MS} for a warm one`,
  );
  yield entry(
    'whole',
    Math.max(...updates),
    1000,
    'ms',
    `longest update from its beginning to its end (median ${median(updates).toFixed(1)}); target 1000`,
  );
  yield entry(
    'latency',
    percentile(latencies, 99),
    SWITCH_OVER_MS,
    'ms',
    `99th percentile of all calls meanwhile (longest ${Math.max(...latencies).toFixed(1)})`,
  );
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor((sorted.length * percent) / 100), sorted.length - 1)] ?? Number.NaN;
}

/** Calls at a fixed rate, whether or not those before have been answered. */
class SteadyLoad {
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
