import { Child } from './child.ts';
import type { ChildSpec, Supervised } from './supervised.ts';
import { childRefused } from './supervision-errors.ts';
import { resolveSpec, type SupervisorSettings } from './supervisor-options.ts';

/** How many children there are. */
export interface ChildCounts {
  /** All of them, whether or not they run. */
  readonly specs: number;
  /** Those that run. */
  readonly active: number;
  /** Those that are no supervisors. */
  readonly workers: number;
  /** Those that supervise others. */
  readonly supervisors: number;
}

/** The children of one supervisor, in the order of their start. */
export class Children<T extends Supervised> {
  readonly #settings: SupervisorSettings;
  #all: readonly Child<T>[] = [];

  constructor(settings: SupervisorSettings) {
    this.#settings = settings;
  }

  get all(): readonly Child<T>[] {
    return this.#all;
  }

  get counts(): ChildCounts {
    const supervisors = this.#all.filter(({ spec }) => spec.type === 'supervisor').length;
    return {
      specs: this.#all.length,
      active: this.#all.filter(({ status }) => status === 'running').length,
      workers: this.#all.length - supervisors,
      supervisors,
    };
  }

  /** @throws AirssysError `AIRSSYS_SUPERVISION_CHILD` where there is one of the id, `AIRSSYS_CONFIG_INVALID`. */
  add(spec: ChildSpec<T>): Child<T> {
    const { name, autoShutdown } = this.#settings;
    const child = new Child(resolveSpec(spec, autoShutdown));
    const there = this.find(spec.id);
    if (there !== undefined) throw childRefused(name, spec.id, `has a child already (${there.status}):`);
    this.#all = [...this.#all, child];
    return child;
  }

  remove(child: Child<T>): void {
    this.#all = this.#all.filter((one) => one !== child);
  }

  find(id: string): Child<T> | undefined {
    return this.#all.find(({ spec }) => spec.id === id);
  }

  /** @throws AirssysError `AIRSSYS_SUPERVISION_CHILD` where there is none of the id. */
  demand(id: string): Child<T> {
    const child = this.find(id);
    if (child === undefined) throw childRefused(this.#settings.name, id, 'has no child');
    return child;
  }

  /** @throws AirssysError `AIRSSYS_SUPERVISION_CHILD` where there is none of the id, or it is not stopped. */
  demandStopped(id: string, what: string): Child<T> {
    const child = this.demand(id);
    if (child.status === 'stopped') return child;
    throw childRefused(this.#settings.name, id, `${what} a child that is ${child.status}:`);
  }

  /** Those that are started again when the child is, itself among them. */
  affected(child: Child<T>): readonly Child<T>[] {
    switch (this.#settings.strategy) {
      case 'one-for-one':
        return [child];
      case 'one-for-all':
        return this.#all;
      case 'rest-for-one':
        return this.#all.slice(this.#all.indexOf(child));
    }
  }

  /** Whether the supervisor ends, now that a significant child has. */
  get areDone(): boolean {
    if (this.#settings.autoShutdown === 'any-significant') return true;
    return !this.#all.some(({ spec, status }) => spec.significant && status !== 'stopped');
  }
}
