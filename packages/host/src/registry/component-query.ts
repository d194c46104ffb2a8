/** Finds installed components: by name, version, state, capability and label. */
import { formatPermission, parsePermission } from '@airssys/model';
import type { LifecycleState } from '../lifecycle/lifecycle-state.ts';
import type { InstalledComponent } from './installed-component.ts';

type Condition = (component: InstalledComponent) => boolean;

/**
 * A query that conditions are added to; each method answers a new one. All conditions must hold.
 *
 * ```ts
 * host.query().byName('shop*').inState('running').withLabel('tier', 'web').list();
 * ```
 */
export class ComponentQuery implements Iterable<InstalledComponent> {
  readonly #source: () => Iterable<InstalledComponent>;
  readonly #conditions: readonly Condition[];

  /** Of the components that `source` gives, those for which all conditions hold. */
  constructor(source: () => Iterable<InstalledComponent>, conditions: readonly Condition[] = []) {
    this.#source = source;
    this.#conditions = conditions;
  }

  /** Those whose id, or its part after the colon, is the pattern, in which `*` stands for anything: `shop*`, `acme:*`. */
  byName(pattern: string): ComponentQuery {
    const matches = glob(pattern);
    return this.#with(({ id }) => matches(id) || matches(id.slice(id.indexOf(':') + 1)));
  }

  /** Those whose active version is the pattern: `1.4.0`, or `1.*`. */
  withVersion(pattern: string): ComponentQuery {
    const matches = glob(pattern);
    return this.#with(({ version }) => matches(version));
  }

  /** Those that are in one of the states. */
  inState(...states: readonly LifecycleState[]): ComponentQuery {
    return this.#with(({ state }) => states.includes(state));
  }

  /**
   * Those that are granted something of an area (`storage`) or an action of it (`network.outbound`). Where the host's policy
   * decides of a component, what its active version requests counts. `capability` is the area or the action.
   */
  withCapability(capability: string): ComponentQuery {
    return this.#with(({ grants, requested }) =>
      (grants ?? requested)
        .flatMap((one) => parsePermission(one).map(formatPermission))
        .some((one) => {
          const rest = one.slice(capability.length);
          return one.startsWith(capability) && (rest === '' || rest.startsWith('.') || rest.startsWith(':'));
        }),
    );
  }

  /** Those that have the label, with this value where one is given. */
  withLabel(name: string, value?: string): ComponentQuery {
    return this.#with(({ labels }) => Object.hasOwn(labels, name) && (value === undefined || labels[name] === value));
  }

  /** Those for which a function answers true. */
  where(condition: (component: InstalledComponent) => boolean): ComponentQuery {
    return this.#with(condition);
  }

  /** As things are now, in the order of their ids. */
  list(): readonly InstalledComponent[] {
    return [...this];
  }

  /** The first of {@link list}; undefined where there is none. */
  first(): InstalledComponent | undefined {
    const [found] = this;
    return found;
  }

  /** How many there are now. */
  count(): number {
    return this.list().length;
  }

  *[Symbol.iterator](): Iterator<InstalledComponent> {
    for (const one of this.#source()) if (this.#conditions.every((holds) => holds(one))) yield one;
  }

  #with(condition: Condition): ComponentQuery {
    return new ComponentQuery(this.#source, [...this.#conditions, condition]);
  }
}

function glob(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return (text) => expression.test(text);
}
