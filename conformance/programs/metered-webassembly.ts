import { MeterHelper, publicExports } from '../../packages/host/src/engine/metering/meter-helper.ts';
import type { MeterHooks } from '../../packages/host/src/engine/metering/meter-hooks.ts';
import { meterModule, type MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';

const SLICE = 1_000_000n;

type Source = ArrayBuffer | Uint8Array<ArrayBuffer>;

/** Which figures show that modules really ran metered. */
export interface Metered {
  readonly modules: () => number;
  readonly fuel: () => bigint;
}

/**
 * Replaces this process' WebAssembly by one that meters every module before it is compiled, so that the JavaScript that comes with
 * published modules runs them metered without knowing.
 */
export function meterWebAssembly(mode: MeteringMode): Metered {
  const { Module, Instance } = WebAssembly;
  const hooksOf = new WeakMap<WebAssembly.Module, MeterHooks>();
  let modules = 0;
  let fuel = 0n;
  const helper = new MeterHelper({
    refillNow: () => {
      fuel += SLICE;
      return SLICE;
    },
    allowMemoryGrow: () => true,
    allowTableGrow: () => true,
  });
  const compile = (source: Source): WebAssembly.Module => {
    const metered = meterModule(source instanceof Uint8Array ? source : new Uint8Array(source), { mode });
    const module = new Module(metered.bytes as Uint8Array<ArrayBuffer>);
    if (metered.hooks !== undefined) hooksOf.set(module, metered.hooks);
    modules += 1;
    return module;
  };
  const start = (module: WebAssembly.Module, imports?: WebAssembly.Imports): WebAssembly.Instance => {
    const instance = new Instance(module, imports);
    const hooks = hooksOf.get(module);
    if (hooks === undefined) return instance;
    helper.bind(instance, hooks, 0).start();
    return Object.create(Instance.prototype, { exports: { value: publicExports(instance, hooks) } });
  };
  const replaced = {
    Module: new Proxy(Module, { construct: (_target, [source]) => compile(source) }),
    Instance: new Proxy(Instance, { construct: (_target, [module, imports]) => start(module, imports) }),
    compile: async (source: Source) => compile(source),
    instantiate: async (source: Source | WebAssembly.Module, imports?: WebAssembly.Imports) => {
      if (source instanceof Module) return start(source, imports);
      const module = compile(source);
      return { module, instance: start(module, imports) };
    },
  };
  Object.assign(WebAssembly, replaced);
  return { modules: () => modules, fuel: () => fuel };
}
