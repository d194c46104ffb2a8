import { MeterHelper, publicExports } from '../../packages/host/src/engine/metering/meter-helper.ts';
import type { MeterCell } from '../../packages/host/src/engine/metering/meter-helper.ts';
import type { MeterHooks } from '../../packages/host/src/engine/metering/meter-hooks.ts';
import { meterModule } from '../../packages/host/src/engine/metering/meter-module.ts';
import type { MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';

/** More than any case uses. */
const SLICE = 1_000_000_000_000n;

/** Instantiates modules the way a host does: metered, hooks bound, then the start function. Grants whatever is asked for. */
export class MeteredInstances {
  readonly #mode: MeteringMode;
  readonly #helper: MeterHelper;
  readonly #cells: MeterCell[] = [];
  #granted = 0n;

  constructor(mode: MeteringMode) {
    this.#mode = mode;
    this.#helper = new MeterHelper({
      refillNow: () => {
        this.#granted += SLICE;
        return SLICE;
      },
      allowMemoryGrow: () => true,
      allowTableGrow: () => true,
    });
  }

  /** Fuel used so far, of all instances. */
  get used(): bigint {
    return this.#cells.reduce((left, cell) => left - cell.fuelLeft, this.#granted);
  }

  instantiate(bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports): WebAssembly.Exports {
    const metered = meterModule(bytes, { mode: this.#mode });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(ownBytes(metered.bytes)), imports);
    if (metered.hooks !== undefined) this.#bind(instance, metered.hooks);
    return publicExports(instance, metered.hooks);
  }

  #bind(instance: WebAssembly.Instance, hooks: MeterHooks): void {
    const cell = this.#helper.bind(instance, hooks, this.#cells.length);
    this.#cells.push(cell);
    cell.start();
  }
}

/** TypeScript wants bytes in an ArrayBuffer of their own, which these are. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
