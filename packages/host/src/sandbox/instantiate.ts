/** From a compiled component to an instance: core modules bound to the governor, imports to the gate. */
import { AirssysError } from '@airssys/model';
import type { CompiledComponent, CompiledModule } from '../engine/engine.ts';
import { MeterHelper, publicExports } from '../engine/metering/meter-helper.ts';
import type { DataPart } from '../engine/packing/data-apart.ts';
import type { GlueHooks } from '../engine/resource-glue.ts';
import type { Governor } from './governor.ts';
import type { Limits } from './limits.ts';
import { memoryReserve } from './memory-reserve.ts';
import type { CoreInstance } from './state-snapshot.ts';
import { ValueMeter } from './value-meter.ts';

export type Exports = Readonly<Record<string, unknown>>;

/** An instance as the glue has put it together. */
export interface Instantiated {
  readonly exports: Exports;
  readonly cores: readonly CoreInstance[];
  /** Prototypes of the objects that have stood for handles outside of the glue. Grows while the instance lives. */
  readonly handedOut: ReadonlySet<object> | undefined;
  /** The exports that answer at once. INVARIANT: whoever calls one of these has pinned the governor. */
  readonly atOnce: ReadonlySet<unknown>;
}

export interface InstantiateOptions {
  readonly component: CompiledComponent;
  /** By interface name without version, as the gate makes them. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly governor: Governor;
  readonly limits: Pick<Limits, 'maxCoreInstances' | 'maxHandles'>;
  /** Stops the start. */
  readonly onLimit: (limit: 'memory-limit' | 'table-limit' | 'core-instance-limit') => never;
}

/**
 * Makes an instance. Its start functions run here, under the governor's running call.
 *
 * @throws AirssysError `AIRSSYS_SANDBOX_IMPORT_MISSING` where the component needs what nobody provides, and what start-up throws.
 */
export async function instantiate(options: InstantiateOptions): Promise<Instantiated> {
  const { component, imports, governor, limits, onLimit } = options;
  const missing = component.imports.filter((name) => imports[name] === undefined);
  if (missing.length > 0) throw missingImports(missing, Object.keys(imports));

  const helper = new MeterHelper(governor);
  const compiledBy = new Map([...component.modules.values()].map((one) => [one.module, one]));
  const cores: CoreInstance[] = [];
  const guestFunctions = new WeakSet<object>();
  const boundedFunctions = new WeakSet<object>();
  const atOnce = new Set<unknown>();
  let joinedCores = 0;
  let start = (): void => {};
  const instantiateCore = (module: WebAssembly.Module, coreImports?: WebAssembly.Imports): WebAssembly.Instance => {
    const { hooks, footprint, joined, bounded, memory: type, data } = compiledBy.get(module) ?? unknownModule();
    joinedCores += joined;
    if (joinedCores > limits.maxCoreInstances) onLimit('core-instance-limit');
    const broken = governor.reserve(footprint.memoryBytes, footprint.tableElements);
    if (broken) onLimit(broken);
    const guarded = coreImports && guardImports(coreImports, guestFunctions, (thrown) => governor.trap(thrown));
    const given = type && { type, memory: memoryReserve.take(type) };
    if (given) writeData(given.memory, data);
    const all = given ? { ...guarded, [given.type.module]: { memory: given.memory } } : guarded;
    const instance = governor.pin(() => new WebAssembly.Instance(module, all));
    if (hooks !== undefined) {
      const cell = helper.bind(instance, hooks, cores.length);
      governor.addCell(cell, helper);
      start = () => governor.pin(() => cell.start());
      if (joined === 1) start();
    }
    cores.push({ instance, hooks, ...(given && { given }) });
    // The glue and the other core modules take the exports off it, and nothing else.
    const exports = publicExports(instance, hooks);
    for (const one of Object.values(exports)) if (typeof one === 'function') guestFunctions.add(one);
    for (const name of bounded) {
      const fn = exports[name];
      if (typeof fn === 'function') boundedFunctions.add(fn);
    }
    return { exports };
  };
  let handedOut: Set<object> | undefined;
  const values = new ValueMeter(governor, limits.maxHandles);
  const glueHooks: GlueHooks = {
    pin: (work) => governor.pin(work),
    start: () => start(),
    entry: (exported, core, suspendable) => {
      if (typeof core !== 'function' || !boundedFunctions.has(core)) return suspendable;
      atOnce.add(exported);
      return core;
    },
    waits: () => {
      // In jco's words, by which the trap is known.
      if (governor.isPinned) throw new WebAssembly.RuntimeError('cannot block a synchronous task before returning');
    },
    pinned: (fn) => (typeof fn === 'function' ? (...args: unknown[]) => governor.pin(() => fn(...args)) : fn),
    // Glue that makes handles takes it when it is put together, others never do.
    get handedOut() {
      const prototypes = (handedOut ??= new Set());
      return (object: object) => prototypes.add(Object.getPrototypeOf(object) as object);
    },
    lift: (bytes) => values.lift(bytes),
    copy: (buffer, at, length) => values.copy(buffer, at, length),
    bytes: (memory, at, length) => values.bytes(memory, at, length),
    decoder: (decoder) => values.decoder(decoder),
    allocator: (realloc) => values.allocator(realloc),
    handle: () => values.handle(),
    made: (count) => values.made(count),
  };
  try {
    const exports = await component.instantiate(
      (name) => moduleOf(component, name).module,
      imports,
      // With the accessor as it is.
      Object.defineProperties(instantiateCore, Object.getOwnPropertyDescriptors(glueHooks)) as typeof instantiateCore &
        GlueHooks,
    );
    return { exports, cores, handedOut, atOnce };
  } catch (error) {
    // The glue looks for every function before anything runs, and says so in these words.
    const [, fn] =
      (error instanceof Error && /unexpectedly undefined instance import '(.+?)'/.exec(error.message)) || [];
    throw fn === undefined ? error : missingImports([fn], Object.keys(imports));
  }
}

function writeData({ buffer }: WebAssembly.Memory, data: readonly DataPart[]): void {
  const memory = new Uint8Array(buffer);
  for (const { at, bytes } of data) memory.set(bytes, at);
}

/**
 * The imports of a core module, in which each function of the glue tells when it throws. Functions of other core modules stay
 * as they are: their traps cannot be caught. So do those that suspend, which the gate looks after.
 */
function guardImports(
  imports: WebAssembly.Imports,
  guestFunctions: WeakSet<object>,
  onThrow: (thrown: unknown) => void,
): WebAssembly.Imports {
  const guard = (value: WebAssembly.ImportValue): WebAssembly.ImportValue => {
    if (typeof value !== 'function' || guestFunctions.has(value)) return value;
    return (...args: unknown[]): unknown => {
      try {
        return value(...args);
      } catch (error) {
        onThrow(error);
        throw error;
      }
    };
  };
  const guardAll = (fields: WebAssembly.ModuleImports): WebAssembly.ModuleImports =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, guard(value)]));
  return Object.fromEntries(Object.entries(imports).map(([name, fields]) => [name, guardAll(fields)]));
}

function moduleOf(component: CompiledComponent, name: string): CompiledModule {
  return component.modules.get(name) ?? unknownModule(name);
}

function unknownModule(name = ''): never {
  throw new AirssysError('AIRSSYS_ENGINE_TRANSPILE', `The glue asks for a core module ${name} that it does not have`);
}

function missingImports(missing: readonly string[], offered: readonly string[]): AirssysError {
  return new AirssysError(
    'AIRSSYS_SANDBOX_IMPORT_MISSING',
    `Nobody provides what the component imports: ${missing.join(', ')}`,
    {
      hint: `This host offers ${offered.join(', ')}. Give the others when the component is instantiated (imports), or a service to the host.`,
      data: { missing, offered },
    },
  );
}
