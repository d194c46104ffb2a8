import { Additions } from './additions.ts';
import { BodyScanner } from './body-scanner.ts';
import { scanCode } from './code-section.ts';
import { CodeWriter } from './code-writer.ts';
import { INTERPRETERS } from './dispatch-loops.ts';
import { settleExact } from './exact.ts';
import { settleFast } from './fast.ts';
import type { MeterHooks } from './meter-hooks.ts';
import type { ModuleLayout } from './module-layout.ts';
import { readLayout } from './module-layout.ts';
import { writeModule } from './module-writer.ts';

/**
 * - `fast`: charged at function entry and loop heads by a static estimate. For production.
 * - `exact`: each instruction counts, with the accounting of wasmtime's fuel. For tests and budgets.
 *
 * Both are deterministic: the same module, input and mode use the same fuel.
 */
export type MeteringMode = 'fast' | 'exact';

export interface MeterOptions {
  readonly mode: MeteringMode;
  /** Fuel that instantiating the module takes, besides what its code uses; by default as wasmtime counts it. For linked modules. */
  readonly startupFuel?: number;
}

/**
 * Units of fuel that a function may use at most which the host calls without a stack of its own. It cannot be suspended, so that is for how
 * long all else in the process waits: a hundredth of the shortest slice.
 */
const MAX_BOUNDED_FUEL = 10_000;

/** What instantiating the module takes before any of its code runs. Imported memories and tables are counted where they are defined. */
export interface Footprint {
  /** Initial size of the memories that the module defines, in bytes. */
  readonly memoryBytes: number;
  /** Initial size of the tables that the module defines, in elements. */
  readonly tableElements: number;
  /** The module declares struct or array types, whose values live in V8's own heap, where no limit of ours counts them. */
  readonly managedTypes: boolean;
}

export interface MeteredModule {
  /** The very array that was given, where nothing had to be changed. */
  readonly bytes: Uint8Array;
  /** How the host attaches to an instance; undefined where the module cannot run long or grow and has no state, and was left as it is. */
  readonly hooks?: MeterHooks;
  readonly footprint: Footprint;
  /** How many functions the module has of its own, imported ones included. What was appended has higher indices. */
  readonly functions: number;
  /** The exported functions that never use more than {@link MAX_BOUNDED_FUEL}, and call and grow nothing of the host's; by name. */
  readonly bounded: readonly string[];
}

/**
 * Rewrites a core module so that it pays for what it runs and asks before it grows.
 *
 * The result depends on `bytes` and `mode` only, not on any limit, so it can be cached. What is a legal module before is one
 * afterwards and computes the same; apart from `hooks` its exports are the same too. The start function does not run by itself
 * any more: see {@link MeterHooks.start}.
 *
 * Not covered: how deep the stack gets (V8 ends it with a `RangeError`), and memory of garbage-collected types.
 *
 * Errors: {@link MeteringError}, `AIRSSYS_ENGINE_INVALID_MODULE` for damaged bytes, `AIRSSYS_ENGINE_UNSUPPORTED` for shared memory
 * and for instructions and sections that are not known. The bytes are not fully validated: V8 does that when it compiles the result.
 */
export function meterModule(bytes: Uint8Array, options: MeterOptions): MeteredModule {
  const layout = readLayout(bytes);
  const additions = new Additions(layout);
  const footprint = footprintOf(layout);
  const { functions, importedFunctions } = layout.spaces;
  const { mode, startupFuel = layout.startupFuel } = options;
  const scanner = new BodyScanner(layout, additions);
  const code = scanCode(layout, scanner, mode === 'fast' ? INTERPRETERS : undefined);
  const isBounded = scanner.graph.bounded(MAX_BOUNDED_FUEL);
  const exported = [...layout.exportedFunctions];
  const bounded = exported.filter(([, index]) => isBounded[index - importedFunctions] === 1).map(([name]) => name);
  const isMetered = settle(scanner, code.count, startupFuel, mode);
  if (!isMetered && !hasState(layout) && !scanner.changesLastingState) return { bytes, footprint, functions, bounded };
  additions.refill();
  const start = additions.start(layout.start, mode === 'exact' ? startupFuel : 0);
  const { hooks, entries } = additions.exports(start, !scanner.changesLastingState);
  const written = writeModule(layout, additions, entries, new CodeWriter(bytes, code, scanner, additions));
  return { bytes: written, hooks, footprint, functions, bounded };
}

/** Lets the mode decide about the charges; false where the module can stay as it is. */
function settle(scanner: BodyScanner, bodies: number, startupFuel: number, mode: MeteringMode): boolean {
  if (mode === 'fast') return settleFast(scanner);
  settleExact(scanner);
  return bodies > 0 || startupFuel > 0;
}

/** Whether an instance has something to put back when it is reset. */
function hasState({ spaces: { memories, mutableGlobals } }: ModuleLayout): boolean {
  return mutableGlobals.length > 0 || memories.some(({ imported }) => !imported);
}

function footprintOf(layout: ModuleLayout): Footprint {
  const { memories, tables } = layout.spaces;
  const sum = (total: number, item: { readonly min: number; readonly imported: boolean }): number =>
    item.imported ? total : total + item.min;
  return {
    memoryBytes: memories.reduce(sum, 0) * 65_536,
    tableElements: tables.reduce(sum, 0),
    managedTypes: layout.managedTypes,
  };
}
