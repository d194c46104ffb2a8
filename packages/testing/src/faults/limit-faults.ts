/** Limits that are reached earlier than they would be. */
import type { LimitedCall, LimitInterceptor } from '@airssys/host';
import type { FuelSelection, InjectedFault, MemorySelection } from './faults.ts';
import { demandCount, Selector } from './selection.ts';

interface LimitRule {
  readonly said: string;
  readonly selector: Selector;
  hasStruck: boolean;
}

interface FuelRule extends LimitRule {
  readonly units: number;
}

interface MemoryRule extends LimitRule {
  readonly selection: MemorySelection;
}

export class LimitFaults implements LimitInterceptor {
  readonly #onInjected: (fault: InjectedFault) => void;
  #fuel: FuelRule[] = [];
  #memory: MemoryRule[] = [];

  constructor(onInjected: (fault: InjectedFault) => void) {
    this.#onInjected = onInjected;
  }

  outOfFuelAt(units: number, selection: FuelSelection): void {
    demandCount('units', units);
    const isOfNext = selection.nth === undefined && selection.every === undefined;
    const selector = new Selector(isOfNext ? { ...selection, nth: 1 } : selection);
    this.#fuel.push({ said: `out of fuel at ${units}`, units, selector, hasStruck: false });
  }

  refuseMemoryAt(nth: number, selection: MemorySelection): void {
    demandCount('nth', nth);
    const selector = new Selector({ ...selection, nth });
    this.#memory.push({ said: `refuse memory at growth ${nth}`, selector, selection, hasStruck: false });
  }

  clear(): void {
    this.#fuel = [];
    this.#memory = [];
  }

  get pending(): readonly string[] {
    return [...this.#fuel, ...this.#memory].filter(({ hasStruck }) => !hasStruck).map(({ said }) => said);
  }

  readonly maxFuel = (call: LimitedCall): number | undefined => {
    if (call.isStartUp) return undefined;
    const struck = this.#fuel.filter((rule) => this.#strikes(rule, call, 'out-of-fuel'));
    return struck.length === 0 ? undefined : Math.min(...struck.map(({ units }) => units));
  };

  /** A limit that is reached stays reached: allocators ask again, for less. */
  readonly allowsMemory = (call: LimitedCall): boolean =>
    this.#memory.filter((rule) => this.#holds(rule, call) || this.#strikes(rule, call, 'refuse-memory')).length === 0;

  #holds({ hasStruck, selection }: MemoryRule, { component, operation }: LimitedCall): boolean {
    return (
      hasStruck && (selection.component ?? component) === component && (selection.operation ?? operation) === operation
    );
  }

  #strikes(rule: LimitRule, call: LimitedCall, kind: 'out-of-fuel' | 'refuse-memory'): boolean {
    const { component, instance, operation } = call;
    const nth = rule.selector.strikes({ component, operation, args: () => [] });
    if (nth === undefined) return false;
    rule.hasStruck = true;
    this.#onInjected(Object.freeze({ kind, component, instance, operation, nth, args: [] }));
    return true;
  }
}
