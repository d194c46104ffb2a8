import type { ChildSpec, Supervised } from './supervised.ts';
import { Supervisor } from './supervisor.ts';
import type { SupervisorOptions } from './supervisor-options.ts';

/** How a supervisor of a tree is set up: itself, and as a child of the one above it. */
export interface SuperviseOptions extends SupervisorOptions, Pick<ChildSpec, 'restart' | 'shutdown' | 'significant'> {}

/** A tree of supervisors that has not been started. Each step gives a new one. */
export class SupervisorBuilder<T extends Supervised = never> {
  readonly #options: SuperviseOptions;
  readonly #children: readonly (ChildSpec | SupervisorBuilder<Supervised>)[];

  /** The options are those of the supervisor; children are started in their order. */
  constructor(options: SuperviseOptions, children: readonly (ChildSpec | SupervisorBuilder<Supervised>)[] = []) {
    this.#options = options;
    this.#children = children;
  }

  /** Adds a child behind the others, or several: those of {@link components}. */
  child<C extends Supervised>(child: ChildSpec<C> | readonly ChildSpec<C>[]): SupervisorBuilder<T | C>;
  /** Adds a supervisor as a child, whose id is its name. It has this one's clock and randomness, where it was given none. */
  child<C extends Supervised>(child: SupervisorBuilder<C>): SupervisorBuilder<T | Supervisor<C>>;
  child(child: ChildSpec | readonly ChildSpec[] | SupervisorBuilder<Supervised>): SupervisorBuilder<Supervised> {
    const added = isList(child) ? child : [child];
    return new SupervisorBuilder<Supervised>(this.#options, [...this.#children, ...added]);
  }

  /**
   * Starts the tree: each supervisor's children one after the other, in their order. When the signal aborts, what was started
   * is ended.
   *
   * @throws As `Supervisor.start` does.
   */
  async start(signal?: AbortSignal): Promise<Supervisor<T>> {
    const specs = this.#children.map((child) =>
      child instanceof SupervisorBuilder ? child.#asChild(this.#options) : child,
    );
    const tree: Supervisor = await Supervisor.start(this.#options, specs, signal);
    // What was added is of T: see `child`.
    return tree as Supervisor<T>;
  }

  #asChild({ clock, randomness }: SupervisorOptions): ChildSpec {
    const { name = 'supervisor', restart, shutdown, significant } = this.#options;
    const own = new SupervisorBuilder({ clock, randomness, ...withoutUndefined(this.#options) }, this.#children);
    return {
      id: name,
      type: 'supervisor',
      start: async (given) => await own.start(given),
      ...(restart && { restart }),
      ...(shutdown !== undefined && { shutdown }),
      ...(significant !== undefined && { significant }),
    };
  }
}

/**
 * Begins a tree of supervisors.
 *
 * ```ts
 * await using shop = await supervise({ name: 'shop', strategy: 'one-for-one', intensity: 5 })
 *   .child(components(cart, { instances: 3 }))
 *   .child(supervise({ name: 'stock', strategy: 'rest-for-one' }).child(components(ledger)).child(components(report)))
 *   .start();
 * ```
 */
export const supervise = (options: SuperviseOptions = {}): SupervisorBuilder => new SupervisorBuilder(options);

const isList = (child: object): child is readonly ChildSpec[] => Array.isArray(child);

function withoutUndefined(options: SuperviseOptions): SuperviseOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
