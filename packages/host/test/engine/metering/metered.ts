import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { Growth, MeterCell, MeterHost } from '../../../src/engine/metering/meter-helper.ts';
import { MeterHelper, publicExports } from '../../../src/engine/metering/meter-helper.ts';
import type { MeterHooks } from '../../../src/engine/metering/meter-hooks.ts';
import type { MeteringMode } from '../../../src/engine/metering/meter-module.ts';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';

export const MODES: readonly MeteringMode[] = ['fast', 'exact'];

/** Assembles the text of a core module. */
export async function assemble(wat: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await parse(wat));
}

/** A host with a budget, given out in slices, that records what it was asked. */
export class TestHost implements MeterHost {
  budget: bigint;
  readonly slice: bigint;
  granted = 0n;
  refills = 0;
  readonly growths: Growth[] = [];
  allowGrowth = true;

  constructor(budget = 1_000_000n, slice = 1000n) {
    this.budget = budget;
    this.slice = slice;
  }

  refillNow(): bigint {
    this.refills++;
    const grant = this.budget < this.slice ? this.budget : this.slice;
    if (grant === 0n) return -1n;
    this.budget -= grant;
    this.granted += grant;
    return grant;
  }

  allowMemoryGrow(growth: Growth): boolean {
    this.growths.push(growth);
    return this.allowGrowth;
  }

  allowTableGrow(growth: Growth): boolean {
    this.growths.push(growth);
    return this.allowGrowth;
  }
}

export interface Metered {
  readonly host: TestHost;
  readonly hooks: MeterHooks | undefined;
  readonly instance: WebAssembly.Instance;
  readonly exports: WebAssembly.Exports;
  readonly cell: MeterCell | undefined;
  /** Calls an exported function. */
  call(name: string, ...args: unknown[]): unknown;
  used(): bigint;
}

/** Meters, instantiates, binds and starts, as the host does. */
export async function metered(
  wat: string,
  mode: MeteringMode,
  host: TestHost = new TestHost(),
  imports: WebAssembly.Imports = {},
): Promise<Metered> {
  return attach(await assemble(wat), mode, host, imports);
}

export function attach(
  original: Uint8Array,
  mode: MeteringMode,
  host: TestHost = new TestHost(),
  imports: WebAssembly.Imports = {},
): Metered {
  const { bytes, hooks } = meterModule(original, { mode });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)), imports);
  const cell = hooks === undefined ? undefined : new MeterHelper(host).bind(instance, hooks, 7);
  cell?.start();
  const exports = publicExports(instance, hooks);
  return {
    ...{ host, hooks, instance, exports, cell },
    call: (name, ...args) => {
      const exported = exports[name];
      if (typeof exported !== 'function') throw new TypeError(`${name} is no function`);
      return exported(...args);
    },
    used: () => host.granted - (cell?.fuelLeft ?? 0n),
  };
}
