import { MeterHelper, publicExports } from '../../packages/host/src/engine/metering/meter-helper.ts';
import type { MeterCell } from '../../packages/host/src/engine/metering/meter-helper.ts';
import type { MeterHooks } from '../../packages/host/src/engine/metering/meter-hooks.ts';
import { meterModule } from '../../packages/host/src/engine/metering/meter-module.ts';
import type { MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';

/** More than any case uses. */
const SLICE = 1_000_000_000_000n;
const STOP = -1n;
/** In how many grants a budget is given out. */
const PARTS = 200n;

/** Instantiates modules the way a host does: metered, hooks bound, then the start function. */
export class MeteredInstances {
  /** The budget was used up, so whatever ran then has been stopped. */
  ranOut = false;
  readonly #mode: MeteringMode;
  readonly #helper: MeterHelper;
  readonly #cells: MeterCell[] = [];
  #granted = 0n;

  /** `budget`: units for everything that these instances run; without one, whatever is asked for is granted. */
  constructor(mode: MeteringMode, budget?: bigint) {
    this.#mode = mode;
    this.#helper = new MeterHelper({
      refillNow: () => this.#grant(budget),
      allowMemoryGrow: () => true,
      allowTableGrow: () => true,
    });
  }

  /** Fuel used so far, of all instances. */
  get used(): bigint {
    return this.#cells.reduce((left, cell) => left - cell.fuelLeft, this.#granted);
  }

  instantiate(bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports): WebAssembly.Exports {
    const { module, hooks } = prepare(bytes, this.#mode);
    const instance = new WebAssembly.Instance(module, imports);
    if (hooks !== undefined) this.#bind(instance, hooks);
    return publicExports(instance, hooks);
  }

  #bind(instance: WebAssembly.Instance, hooks: MeterHooks): void {
    const cell = this.#helper.bind(instance, hooks, this.#cells.length);
    this.#cells.push(cell);
    cell.start();
  }

  /** Of a budget, small parts: what one instance has not used is kept from the others. */
  #grant(budget: bigint | undefined): bigint {
    const left = budget === undefined ? SLICE : budget - this.#granted;
    if (left <= 0n) {
      this.ranOut = true;
      return STOP;
    }
    const part = budget === undefined ? SLICE : budget / PARTS + 1n;
    const slice = part < left ? part : left;
    this.#granted += slice;
    return slice;
  }
}

interface Prepared {
  readonly module: WebAssembly.Module;
  readonly hooks: MeterHooks | undefined;
}

const prepared: Readonly<Record<MeteringMode, WeakMap<Uint8Array, Prepared>>> = {
  fast: new WeakMap(),
  exact: new WeakMap(),
};

/** Meters and compiles; the same array, which must not be changed, only once. */
function prepare(bytes: Uint8Array<ArrayBuffer>, mode: MeteringMode): Prepared {
  const known = prepared[mode].get(bytes);
  if (known !== undefined) return known;
  const { bytes: metered, hooks } = meterModule(bytes, { mode });
  const made = { module: new WebAssembly.Module(ownBytes(metered)), hooks };
  prepared[mode].set(bytes, made);
  return made;
}

/** TypeScript wants bytes in an ArrayBuffer of their own, which these are. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
