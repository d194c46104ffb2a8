/** Runs the corpus in one process, in random order, and looks after the host in between. */
import { setTimeout as wait } from 'node:timers/promises';
import { ComponentHost, type ComponentInstance, type InstanceOptions } from '../../src/index.ts';
import { OPS, written } from '../written.ts';
import { WAITING } from './cases/host-calls.ts';
import { deck } from './deck.ts';
import { drive, Loader } from './drive.ts';
import { type HostileCase, PREPARE_TIMEOUT_MS } from './hostile-case.ts';
import { growth, type Resources, settledResources } from './resources.ts';

export interface CampaignOptions {
  readonly corpus: readonly HostileCase[];
  readonly runs: number;
  readonly seed: number;
  readonly cacheDir: string;
  readonly isolation?: InstanceOptions['isolation'];
  /** Milliseconds that a call may outlive its deadline by. */
  readonly graceMs: number;
  /** Told of each case before it runs. */
  readonly onRun?: (run: number, one: HostileCase) => void;
  readonly onFinding?: (finding: Finding) => void;
}

export interface Finding {
  readonly run: number;
  readonly name: string;
  readonly what: string;
}

export interface Summary {
  readonly seed: number;
  readonly runs: number;
  readonly cases: number;
  readonly findings: readonly Finding[];
  /** How often each outcome was there. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** By how much a call has outlived its deadline at most. */
  readonly longestOverrunMs: number;
  readonly before: Resources;
  readonly after: Resources;
  readonly durationMs: number;
}

/** Runs before the first look at what the process holds: a quarter, and so many that each case has been compiled. */
const warmUp = (runs: number, cases: number): number => Math.min(runs, Math.max(Math.ceil(runs / 4), cases));

export async function campaign(options: CampaignOptions): Promise<Summary> {
  const { corpus, runs, seed, graceMs, onRun, onFinding } = options;
  const startedAt = performance.now();
  const host = new ComponentHost({
    cacheDir: options.cacheDir,
    services: [WAITING],
    prepareTimeoutMs: PREPARE_TIMEOUT_MS,
  });
  const loader = new Loader(host);
  const findings: Finding[] = [];
  const outcomes: Record<string, number> = {};
  let longestOverrunMs = 0;
  const found = (run: number, name: string, what: string): void => {
    const finding = { run, name, what };
    findings.push(finding);
    onFinding?.(finding);
  };
  try {
    const well = await WellBehaved.make(host);
    const cases = deck(corpus, seed);
    let before: Resources | undefined;
    for (let run = 1; run <= runs; run += 1) {
      const { value: one } = cases.next() as IteratorYieldResult<HostileCase>; // it never ends
      onRun?.(run, one);
      const { outcome, slowestMs, timeoutMs } = await drive(one, loader, options.isolation);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const isExpected = one.expected.some((expected) => expected === outcome);
      if (!isExpected) found(run, one.name, `${outcome}, expected was ${one.expected.join(' or ')}`);
      const overrunMs = slowestMs - timeoutMs;
      longestOverrunMs = Math.max(longestOverrunMs, overrunMs);
      if (overrunMs > graceMs) found(run, one.name, `outlived its deadline by ${Math.round(overrunMs)} ms`);
      const ill = await well.examine();
      if (ill !== undefined) found(run, one.name, `the host is not well after it: ${ill}`);
      if (run === warmUp(runs, corpus.length)) before = await settledResources();
    }
    const after = await settledResources();
    before ??= after;
    for (const what of growth(before, after)) found(runs, 'all', what);
    return {
      seed,
      runs,
      cases: corpus.length,
      findings,
      outcomes,
      longestOverrunMs: Math.round(longestOverrunMs),
      before,
      after,
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await host[Symbol.asyncDispose]();
  }
}

/** A component that does what it should, beside those that do not. */
class WellBehaved {
  readonly #make: () => Promise<ComponentInstance>;
  /** Lives through all runs. */
  readonly #old: ComponentInstance;

  private constructor(make: () => Promise<ComponentInstance>, old: ComponentInstance) {
    this.#make = make;
    this.#old = old;
  }

  static async make(host: ComponentHost): Promise<WellBehaved> {
    const bytes = await written({
      core: `(memory 1) (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))`,
      exports: [{ name: 'double', params: 1, result: true }],
    });
    const loaded = await host.load(bytes, 'well-behaved');
    const make = async (): Promise<ComponentInstance> => await loaded.instantiate();
    return new WellBehaved(make, await make());
  }

  /** What is wrong: an instance from before and a new one answer, and a timer fires. */
  async examine(): Promise<string | undefined> {
    await using fresh = await this.#make();
    for (const [which, instance] of [
      ['an old instance', this.#old],
      ['a new instance', fresh],
    ] as const) {
      const outcome = await instance.callExport(OPS, 'double', [21]);
      if (!outcome.ok || outcome.value !== 42) return `${which} answered ${JSON.stringify(outcome)}`;
    }
    await wait(1);
    return undefined;
  }
}
