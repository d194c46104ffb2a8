import {
  type Clock,
  type HostCallInterceptor,
  type InstanceSurroundings,
  type InterceptedCall,
  type LimitInterceptor,
  SYSTEM_CLOCK,
  type TrapKind,
} from '@airssys/host';
import type { ComponentModel } from '@airssys/model';
import { composeInterceptors, composeLimits } from '../session/intercept.ts';
import { type Duration, toMilliseconds } from '../time/duration.ts';
import { demandPossible, type Fault, strike } from './fault.ts';
import { argsOf, demandImported, faultTarget, type FaultTarget } from './fault-target.ts';
import type { Faults, FuelSelection, InjectedFault, MemorySelection } from './faults.ts';
import { LimitFaults } from './limit-faults.ts';
import { type FaultSelection, Selector } from './selection.ts';

/** One fault of one function. */
interface Rule {
  readonly target: FaultTarget;
  readonly fault: Fault;
  readonly selector: Selector;
  hasStruck: boolean;
}

/** A component that is mounted with faults. */
export interface FaultyMount {
  readonly clock: Clock;
  /** What its manifest says; undefined where another toolchain made it. */
  readonly component: ComponentModel | undefined;
}

/** What sees each call, and each limit, before the faults do. */
type Outer = Pick<InstanceSurroundings, 'intercept' | 'interceptLimits'>;

/** Faults as they were told, and what they have done. */
export class FaultPlan implements Faults {
  readonly injected: InjectedFault[] = [];
  readonly intercept: HostCallInterceptor;
  readonly #outer: Outer;
  readonly #limits = new LimitFaults((fault) => this.injected.push(fault));
  readonly #interceptLimits: LimitInterceptor;
  /** The components of the mounts so far: what they import can be named. */
  readonly #components: ComponentModel[] = [];
  readonly #disposals: (() => Promise<void>)[] = [];
  #rules: Rule[] = [];

  constructor(outer: Outer = {}) {
    this.#outer = outer;
    this.#interceptLimits = composeLimits(outer.interceptLimits, this.#limits);
    this.intercept = this.#interceptBy(SYSTEM_CLOCK);
  }

  fail(name: string, { error, ...selection }: FaultSelection & { readonly error?: unknown } = {}): this {
    return this.#tell(name, { kind: 'fail', error }, selection);
  }

  delay(name: string, duration: Duration, selection: FaultSelection = {}): this {
    return this.#tell(name, { kind: 'delay', durationMs: toMilliseconds(duration) }, selection);
  }

  hang(name: string, selection: FaultSelection = {}): this {
    return this.#tell(name, { kind: 'hang' }, selection);
  }

  trap(name: string, trap: TrapKind = 'unreachable', selection: FaultSelection = {}): this {
    return this.#tell(name, { kind: 'trap', trap }, selection);
  }

  kill(name: string, selection: FaultSelection = {}): this {
    return this.#tell(name, { kind: 'kill' }, selection);
  }

  drop(name: string, selection: FaultSelection = {}): this {
    return this.#tell(name, { kind: 'drop' }, selection);
  }

  duplicate(name: string, selection: FaultSelection = {}): this {
    return this.#tell(name, { kind: 'duplicate' }, selection);
  }

  outOfFuelAt(units: number, selection: FuelSelection = {}): this {
    this.#limits.outOfFuelAt(units, selection);
    return this;
  }

  refuseMemoryAt(nth: number, selection: MemorySelection = {}): this {
    this.#limits.refuseMemoryAt(nth, selection);
    return this;
  }

  clear(): this {
    this.#rules = [];
    this.#limits.clear();
    return this;
  }

  get pending(): readonly string[] {
    const rules = this.#rules.filter(({ hasStruck }) => !hasStruck);
    return [...rules.map(({ fault, target }) => `${fault.kind} ${target.label}`), ...this.#limits.pending];
  }

  get surroundings(): InstanceSurroundings {
    return { intercept: this.intercept, interceptLimits: this.#interceptLimits };
  }

  /**
   * What the instance of a mount is given.
   *
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID` where a fault is for a function that the component does not import.
   */
  mounting({ clock, component }: FaultyMount): {
    readonly intercept: HostCallInterceptor;
    readonly interceptLimits: LimitInterceptor;
  } {
    if (component !== undefined && !this.#components.includes(component)) this.#components.push(component);
    for (const { target } of this.#rules) demandImported(target, this.#components);
    return { intercept: this.#interceptBy(clock), interceptLimits: this.#interceptLimits };
  }

  /** Takes note of a mount that has these faults. */
  mounted(dispose: () => Promise<void>): void {
    this.#disposals.push(dispose);
  }

  /** Disposes the mounts that have these faults. */
  async disposeMounts(): Promise<void> {
    await Promise.all(this.#disposals.map(async (dispose) => await dispose()));
  }

  #tell(name: string, fault: Fault, selection: FaultSelection): this {
    const target = faultTarget(name);
    demandPossible(fault, target);
    demandImported(target, this.#components);
    this.#rules.push({ target, fault, selector: new Selector(selection), hasStruck: false });
    return this;
  }

  #interceptBy(clock: Clock): HostCallInterceptor {
    const faulty: HostCallInterceptor = (call, proceed) => this.#meet(call, proceed, clock);
    return composeInterceptors([this.#outer.intercept, faulty]) ?? faulty;
  }

  #meet(call: InterceptedCall, proceed: () => unknown, clock: Clock): unknown {
    const rules = this.#rules.filter(({ target }) => target.names.includes(call.name));
    if (rules.length === 0) return proceed();
    const { componentId: component, operation } = call.host;
    let args: readonly unknown[] | undefined;
    const given = (): readonly unknown[] => (args ??= argsOf(call));
    let struck: { readonly rule: Rule; readonly nth: number } | undefined;
    // Each counts the call, whichever strikes it.
    for (const rule of rules) {
      const nth = rule.selector.strikes({ component, operation, args: given });
      if (nth !== undefined) struck ??= { rule, nth };
    }
    if (struck === undefined) return proceed();
    const { rule, nth } = struck;
    const { target, fault } = rule;
    rule.hasStruck = true;
    const { instance } = call;
    const told = { kind: fault.kind, function: target.label, component, instance, operation, nth, args: given() };
    this.injected.push(Object.freeze(told));
    return strike(fault, { target, call, proceed, args: told.args, clock });
  }
}
