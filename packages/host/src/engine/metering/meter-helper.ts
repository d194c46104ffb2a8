import { FuelSum } from './fuel-sum.ts';
import { helperBytes } from './helper-module.ts';
import type { MeterHooks } from './meter-hooks.ts';
import { HookSlot } from './meter-hooks.ts';

/** What the host decides while a guest runs. None of these may be called by anything but the helper. */
export interface MeterHost {
  /**
   * The guest has used up its slice. Answers a grant above 0, a negative number to stop the guest, or 0 to be asked again
   * through {@link refillSuspending}. Must answer at once; the only one that can be used where a JavaScript frame is on the
   * stack, as in `realloc`, post-return and start functions.
   */
  refillNow(): bigint;
  /** Suspends the guest and answers later: a grant above 0, anything else stops it. Needed only where `refillNow` answers 0. */
  refillSuspending?(): Promise<bigint>;
  /** May this memory grow? Answering false makes `memory.grow` answer -1, which many guests turn into a trap: record it. */
  allowMemoryGrow(growth: Growth): boolean;
  /** May this table grow? */
  allowTableGrow(growth: Growth): boolean;
}

/** A guest's request to grow a memory (in pages of 64 KiB) or a table (in elements). */
export interface Growth {
  /** As given to `bind`. */
  readonly instance: number;
  /** The memory's or table's index in that instance's module. */
  readonly index: number;
  readonly current: bigint;
  /** May be absurdly large: it comes from the guest as it is. */
  readonly delta: bigint;
}

/** The fuel of one instance. */
export interface MeterCell {
  /** Units left in the current slice; negative while in debt. */
  fuelLeft: bigint;
  /** Runs the module's start function, if it has one. Must be called once, after binding; throws what the start function throws. */
  start(): void;
}

const STOP = -1n;
/** Larger grants are cut to this, so that adding one cannot overflow. */
const MAX_GRANT = 2n ** 62n;

let compiled: WebAssembly.Module | undefined;

/**
 * Connects the instances of one sandbox with its host. Make one for a sandbox and bind all its core instances to it: they then
 * share the host's decisions, and so one budget, while each keeps a slice of its own.
 */
export class MeterHelper {
  /** The first error that a host function threw. It stops the guest (or refuses the growth) and is for the host to report. */
  failure: unknown;
  readonly #exports: WebAssembly.Exports;
  readonly #sum = new FuelSum();

  constructor(host: MeterHost) {
    compiled ??= new WebAssembly.Module(helperBytes());
    this.#exports = new WebAssembly.Instance(compiled, { host: this.#imports(host) }).exports;
  }

  /** Units left in all instances that are bound, in their current slices; debts count as negative. */
  get fuelLeft(): number {
    return this.#sum.read();
  }

  /** Fills the hooks of an instance. `id` comes back in {@link Growth.instance}; the fuel starts at 0. */
  bind(instance: WebAssembly.Instance, hooks: MeterHooks, id: number): MeterCell {
    const { exports } = instance;
    const table = exports[hooks.table];
    const fuel = exports[hooks.fuel];
    const idGlobal = exports[hooks.id];
    const isTable = table instanceof WebAssembly.Table;
    if (!isTable || !(fuel instanceof WebAssembly.Global) || !(idGlobal instanceof WebAssembly.Global)) {
      throw new TypeError('The hooks are not those of this instance');
    }
    table.set(HookSlot.refill, this.#exports['refill']);
    table.set(HookSlot.memoryGrow, this.#exports['memoryGrow']);
    table.set(HookSlot.tableGrow, this.#exports['tableGrow']);
    idGlobal.value = id;
    this.#sum.add(fuel);
    const start = hooks.start === undefined ? undefined : exports[hooks.start];
    return new InstanceCell(fuel, typeof start === 'function' ? start : undefined);
  }

  /** INVARIANT: nothing thrown by the host reaches the guest, which could catch it. */
  #imports(host: MeterHost): WebAssembly.ModuleImports {
    const guard = <T>(safe: T, decide: () => T): T => {
      try {
        return decide();
      } catch (error) {
        this.#record(error);
        return safe;
      }
    };
    const suspending = async (): Promise<bigint> => {
      try {
        return grantOf((await host.refillSuspending?.()) ?? STOP);
      } catch (error) {
        this.#record(error);
        return STOP;
      }
    };
    type Ask = (instance: number, index: number, current: bigint, delta: bigint) => number;
    const permission =
      (allow: (growth: Growth) => boolean): Ask =>
      (instance, index, current, delta) =>
        guard(0, () =>
          allow({ instance, index, current: BigInt.asUintN(64, current), delta: BigInt.asUintN(64, delta) }) ? 1 : 0,
        );
    return {
      refillNow: () => guard(STOP, () => grantOf(host.refillNow())),
      refillSuspending: suspendingImport(suspending),
      memoryGrow: permission((growth) => host.allowMemoryGrow(growth)),
      tableGrow: permission((growth) => host.allowTableGrow(growth)),
    };
  }

  #record(error: unknown): void {
    this.failure ??= error ?? new Error('The host threw nothing');
  }
}

/** One object per instance, with the fuel where WebAssembly keeps it. */
class InstanceCell implements MeterCell {
  readonly #fuel: WebAssembly.Global;
  readonly #start: WebAssembly.ExportValue | undefined;

  constructor(fuel: WebAssembly.Global, start: WebAssembly.ExportValue | undefined) {
    this.#fuel = fuel;
    this.#start = start;
  }

  get fuelLeft(): bigint {
    return this.#fuel.value;
  }

  set fuelLeft(units: bigint) {
    this.#fuel.value = units;
  }

  start(): void {
    if (typeof this.#start === 'function') this.#start();
  }
}

/** Anything but a number of the expected kind stops the guest. */
function grantOf(answer: bigint): bigint {
  if (typeof answer !== 'bigint') throw new TypeError(`A grant must be a bigint, not ${typeof answer}`);
  return answer > MAX_GRANT ? MAX_GRANT : answer < 0n ? STOP : answer;
}

/** Without JSPI a plain import that stops the guest: there `refillNow` must never answer 0. */
function suspendingImport(suspending: () => Promise<bigint>): WebAssembly.ImportValue {
  // TypeScript's library does not declare JSPI yet.
  const { Suspending } = WebAssembly as { Suspending?: new (fn: () => Promise<bigint>) => WebAssembly.ImportValue };
  return Suspending === undefined ? () => STOP : new Suspending(suspending);
}

/** By the hooks of a module, which all of its instances share. */
const hiddenByHooks = new WeakMap<MeterHooks, ReadonlySet<string>>();

function hiddenNames(hooks: MeterHooks): ReadonlySet<string> {
  const known = hiddenByHooks.get(hooks);
  if (known !== undefined) return known;
  const { fuel, id, table, start, state } = hooks;
  const own = [fuel, id, table, ...(start === undefined ? [] : [start])];
  const hidden = new Set([...own, ...(state?.memories ?? []), ...(state?.globals ?? [])]);
  hiddenByHooks.set(hooks, hidden);
  return hidden;
}

/** The exports that the module had before it was metered: what the rest of the component may see. */
export function publicExports(instance: WebAssembly.Instance, hooks: MeterHooks | undefined): WebAssembly.Exports {
  if (hooks === undefined) return instance.exports;
  const hidden = hiddenNames(hooks);
  const all = instance.exports;
  const shown: WebAssembly.Exports = Object.create(null);
  // An exports object has no prototype: `in` meets its own names only. This runs for every core instance of every sandbox.
  for (const name in all) {
    const value = all[name];
    if (value === undefined || hidden.has(name)) continue;
    shown[name] = value;
  }
  return shown;
}
