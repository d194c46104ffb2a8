/** A deployment of the component in fixtures/versions, under load, with an account of every call. */
import { beforeAll, onTestFinished } from 'vitest';
import type { LoadedComponent } from '../../src/loaded-component.ts';
import { ComponentGeneration } from '../../src/updates/component-generation.ts';
import { Deployment, type DeploymentOptions } from '../../src/updates/deployment.ts';
import type { Generation, MakeSlot } from '../../src/updates/generation.ts';
import { instanceSlots } from '../../src/updates/instance-slot.ts';
import type { InstanceOptions } from '../../src/index.ts';
import { built, testHost } from '../components.ts';

// A busy machine takes its time for what is not in the build's cache.
beforeAll(async () => {
  for (const version of [1, 2]) await built(`versions/tally-${version}`);
}, 300_000);

/** How often each numbered call has run, in whatever instance. */
export class Account {
  readonly #runs = new Map<number, number>();

  readonly log = (entry: { readonly level: string; readonly message: string }): void => {
    if (entry.level !== 'info') return;
    const call = Number(entry.message);
    this.#runs.set(call, (this.#runs.get(call) ?? 0) + 1);
  };

  runsOf(call: number): number {
    return this.#runs.get(call) ?? 0;
  }

  get moreThanOnce(): number {
    return [...this.#runs.values()].filter((runs) => runs > 1).length;
  }
}

export interface Versions {
  readonly account: Account;
  readonly deployment: Deployment;
  /** The next version without slots, as bad as it is told. */
  readonly next: (bad?: string, options?: InstanceOptions) => Generation;
  /** The first version without slots. */
  readonly first: () => Generation;
}

export interface VersionsOptions extends Omit<DeploymentOptions, 'current'> {
  readonly slots?: number;
  readonly around?: (make: MakeSlot) => MakeSlot;
}

export async function versions({ slots = 1, ...options }: VersionsOptions = {}): Promise<Versions> {
  const host = testHost();
  const [one, two] = await Promise.all(
    [1, 2].map(async (version) => await host.load(await built(`versions/tally-${version}`))),
  );
  if (one === undefined || two === undefined) throw new Error('unreachable');
  const account = new Account();
  const generation = (loaded: LoadedComponent, instance: InstanceOptions = {}): ComponentGeneration =>
    new ComponentGeneration({
      version: { version: loaded.manifest?.component.version ?? '', hash: '' },
      makeSlot: instanceSlots(loaded, { log: account.log, ...instance }),
    });
  const current = generation(one);
  current.add(await current.prepare(slots, new AbortController().signal));
  const deployment = new Deployment({ current, ...options });
  onTestFinished(async () => await deployment[Symbol.asyncDispose]());
  return {
    account,
    deployment,
    first: () => generation(one),
    next: (bad = '', instance = {}) => generation(two, { env: { BAD: bad }, ...instance }),
  };
}

/** Calls, one after the other and several at once, until it is told to stop. */
export class Load {
  readonly failures: unknown[] = [];
  /** Calls by the version that answered them. */
  readonly answers = new Map<string, number>();
  readonly #deployment: Deployment;
  readonly #callers: readonly Promise<void>[];
  #made = 0;
  #isStopped = false;

  constructor(deployment: Deployment, callers = 4) {
    this.#deployment = deployment;
    this.#callers = Array.from({ length: callers }, async () => await this.#callOnAndOn());
  }

  get made(): number {
    return this.#made;
  }

  /** Resolves when as many further calls have been answered. */
  async more(calls: number): Promise<void> {
    const answered = (): number => [...this.answers.values()].reduce((sum, count) => sum + count, 0);
    const wanted = answered() + calls;
    while (answered() < wanted && this.failures.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#callers);
  }

  async #callOnAndOn(): Promise<void> {
    while (!this.#isStopped) {
      const call = this.#made;
      this.#made += 1;
      try {
        const { value } = await this.#deployment.invoke('add', [call]);
        this.answers.set(String(value), (this.answers.get(String(value)) ?? 0) + 1);
      } catch (error) {
        this.failures.push(error);
      }
      // Others have their turn, as they have where calls come from a network.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
