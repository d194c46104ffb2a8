/** Core modules that take from one another: instantiated one by one, and linked into one. */
import { linkModules, type LinkedModule } from '../../../src/engine/linking/link-modules.ts';
import type { ImportSource, LinkPart, PartExport } from '../../../src/engine/linking/link-part.ts';
import { MeterHelper, publicExports, type MeterCell } from '../../../src/engine/metering/meter-helper.ts';
import { type MeteringMode, meterModule } from '../../../src/engine/metering/meter-module.ts';
import { ARGUMENTS, checksum, describe, type Observed, text } from '../metering/fuzz/differential.ts';
import { STEPS } from '../metering/fuzz/generator.ts';

export interface ChainPart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** By `module.field`: `glue`, or the place of an earlier part and the name of its export, as `0 memory`. */
  readonly imports: Readonly<Record<string, string>>;
}

/** Links them; the whole exports everything, as `0 memory`, if what is exported can be asked of V8. */
export function linkChain(parts: readonly ChainPart[]): LinkedModule | undefined {
  const exports = new Map<string, PartExport>();
  for (const [part, { bytes }] of parts.entries()) {
    if (!WebAssembly.validate(bytes)) continue;
    for (const { name } of WebAssembly.Module.exports(new WebAssembly.Module(bytes))) {
      exports.set(`${part} ${name}`, { part, name });
    }
  }
  return linkModules({ parts: parts.map(linkPart), exports, numbers: parts.map((_, at) => at) });
}

function linkPart({ bytes, imports }: ChainPart): LinkPart {
  const groups = new Map<string, Map<string, ImportSource>>();
  for (const [path, from] of Object.entries(imports)) {
    const [module = '', field = ''] = path.split('.');
    const group = groups.get(module) ?? new Map<string, ImportSource>();
    const [part, name = ''] = from.split(' ');
    group.set(
      field,
      from === 'glue'
        ? { from: 'glue', expression: 'trampoline0' }
        : { from: 'part', export: { part: Number(part), name } },
    );
    groups.set(module, group);
  }
  return { bytes, imports: groups };
}

/** A function of the glue's, the fuel, and what was seen. */
class Stage {
  readonly events: string[] = [];
  readonly fuel: bigint[] = [];
  readonly cells: MeterCell[] = [];
  granted = 0n;
  readonly glue = (argument: number): number => {
    this.events.push(`glue(${argument})`);
    return argument ^ 5;
  };
  readonly helper = new MeterHelper({
    refillNow: () => {
      this.granted += 1_000n;
      return 1_000n;
    },
    allowMemoryGrow: () => true,
    allowTableGrow: () => true,
  });

  get used(): bigint {
    return this.cells.reduce((left, { fuelLeft }) => left - fuelLeft, this.granted);
  }

  instantiate(
    bytes: Uint8Array,
    mode: MeteringMode,
    imports: WebAssembly.Imports,
    startupFuel?: number,
  ): WebAssembly.Exports {
    const metered = meterModule(bytes, { mode, ...(startupFuel !== undefined && { startupFuel }) });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(metered.bytes)), imports);
    if (metered.hooks !== undefined) {
      const cell = this.helper.bind(instance, metered.hooks, 0);
      this.cells.push(cell);
      cell.start();
    }
    return publicExports(instance, metered.hooks);
  }

  attempt<T>(name: string, work: () => T): T | undefined {
    try {
      const answer = work();
      this.events.push(`${name}: ${text(answer)}`);
      return answer;
    } catch (error) {
      this.events.push(`${name}: trap ${describe(error)}`);
      return undefined;
    }
  }

  /** Calls every function with every kind of arguments, then looks at globals and memories. */
  exercise(exports: readonly (readonly [name: string, value: WebAssembly.ExportValue])[]): void {
    for (const [name, exported] of exports) {
      if (typeof exported !== 'function') continue;
      for (const mixed of ARGUMENTS) {
        for (const [other, steps] of exports) {
          if (other.endsWith(' g0') && steps instanceof WebAssembly.Global) steps.value = STEPS;
        }
        const before = this.used;
        const seen = this.events.length;
        this.attempt(name, () => exported(...mixed));
        if (this.events.slice(seen).every((event) => !event.includes('trap'))) this.fuel.push(this.used - before);
      }
    }
    for (const [name, exported] of exports) {
      if (exported instanceof WebAssembly.Global) this.events.push(`${name} = ${text(exported.value)}`);
      if (exported instanceof WebAssembly.Memory)
        this.events.push(`${name} = ${checksum(new Uint8Array(exported.buffer))}`);
      if (exported instanceof WebAssembly.Table) this.events.push(`${name} has ${exported.length}`);
    }
  }
}

/** One instance for each module, as the glue makes them. */
export function observeApart(parts: readonly ChainPart[], mode: MeteringMode): Observed {
  const stage = new Stage();
  const made: WebAssembly.Exports[] = [];
  const isMade = stage.attempt('instantiate', () => {
    for (const { bytes, imports } of parts) {
      const given: Record<string, Record<string, WebAssembly.ImportValue>> = {};
      for (const [path, from] of Object.entries(imports)) {
        const [module = '', field = ''] = path.split('.');
        const [part = '', name = ''] = from.split(' ');
        const value = from === 'glue' ? stage.glue : made[Number(part)]?.[name];
        if (value !== undefined) (given[module] ??= {})[field] = value;
      }
      made.push(stage.instantiate(bytes, mode, given));
    }
    return 1;
  });
  stage.fuel.push(stage.used);
  const all = made.flatMap((exports, part) =>
    Object.entries(exports).map(([name, value]) => [`${part} ${name}`, value] as const),
  );
  if (isMade) stage.exercise(all);
  return stage;
}

/** One instance of all. */
export function observeLinked({ bytes, imports, startupFuel }: LinkedModule, mode: MeteringMode): Observed {
  const stage = new Stage();
  const given = { '': Object.fromEntries(imports.map((_, index) => [index, stage.glue])) };
  let exports: WebAssembly.Exports | undefined;
  stage.attempt('instantiate', () => {
    exports = stage.instantiate(bytes, mode, given, startupFuel);
    return 1;
  });
  stage.fuel.push(stage.used);
  if (exports !== undefined) stage.exercise(Object.entries(exports));
  return stage;
}
