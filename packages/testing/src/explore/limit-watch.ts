/** Sees the calls and the growths of memory in one run of a scenario, and has one of them reach its limit. */
import type { LimitedCall, LimitInterceptor } from '@airssys/host';
import { type ExploredCall, isAt, keyOf, type LimitPoint, MEMORY, unitsOf } from './fault-point.ts';

/** A call of an operation. */
export interface SeenOperation {
  readonly component: string;
  readonly operation: string;
  /** The how-many-th of this operation of this component, from 1. */
  readonly nth: number;
  /** Units that it has used at each of its calls of the host. */
  readonly hostCalls: number[];
  readonly fuelUsed: () => number;
}

export class LimitWatch implements LimitInterceptor {
  /** In their order. */
  readonly calls: SeenOperation[] = [];
  /** Growths of memory, in their order. */
  readonly growths: ExploredCall[] = [];
  readonly #target: LimitPoint | undefined;
  readonly #isSafe: () => boolean;
  readonly #counts = new Map<string, number>();
  /** By their instances, each of which runs one call at a time. */
  readonly #running = new Map<number, SeenOperation>();
  /** The call of the point, and whether it has come to it. */
  #atTarget: { readonly call: SeenOperation; hasStruck(): boolean } | undefined;

  /** @param target Which limit is reached. Undefined: none is. */
  constructor(isSafe: () => boolean, target?: LimitPoint) {
    this.#isSafe = isSafe;
    this.#target = target;
  }

  /** Whether the limit of the point was reached. */
  get hasStruck(): boolean {
    return this.#atTarget?.hasStruck() === true;
  }

  /** A call of the host, which the instance makes now. */
  hostCalled(instance: number): void {
    const call = this.#running.get(instance);
    call?.hostCalls.push(call.fuelUsed());
  }

  readonly maxFuel = (call: LimitedCall): number | undefined => {
    const { component, operation, instance } = call;
    this.#running.delete(instance);
    if (call.isStartUp || this.#isSafe()) return undefined;
    const nth = this.#count(keyOf({ component, operation, function: 'fuel' }));
    const seen = { component, operation, nth, hostCalls: [], fuelUsed: () => call.fuelUsed() };
    this.#running.set(instance, seen);
    this.calls.push(seen);
    const target = this.#target;
    const units = target && unitsOf(target.function);
    if (target === undefined || units === undefined) return undefined;
    if (!isAt(target, { component, operation, function: target.function, nth })) return undefined;
    // Fuel is taken before what it is for, so a call that was ended by its limit has used more.
    this.#atTarget = { call: seen, hasStruck: () => call.fuelUsed() > units };
    return units;
  };

  /** A limit that is reached stays reached for the call: allocators ask again, for less. */
  readonly allowsMemory = ({ instance }: LimitedCall): boolean => {
    const call = this.#running.get(instance);
    if (call === undefined) return true;
    if (this.#target?.kind === 'refuse-memory' && this.#atTarget?.call === call) return false;
    const { component, operation } = call;
    const place = { component, operation, function: MEMORY };
    const growth = { ...place, nth: this.#count(keyOf(place)) };
    this.growths.push(growth);
    if (this.#target === undefined || !isAt(this.#target, growth)) return true;
    this.#atTarget = { call, hasStruck: () => true };
    return false;
  };

  #count(key: string): number {
    const nth = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, nth);
    return nth;
  }
}
