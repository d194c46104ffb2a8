/**
 * The state of an instance at one moment: its memories and mutable globals. Putting it back costs a copy of the memory, a
 * tenth of what a new instance costs.
 *
 * INVARIANT: tables and segments are not saved, since modules whose code changes them have no state hooks and are not restored.
 */
import type { MeterHooks } from '../engine/metering/meter-hooks.ts';

/** A core instance, and how the host reaches its state; `hooks` is undefined where its module has neither state nor work. */
export interface CoreInstance {
  readonly instance: WebAssembly.Instance;
  readonly hooks: MeterHooks | undefined;
}

interface SavedMemory {
  readonly memory: WebAssembly.Memory;
  readonly content: Uint8Array;
}

interface SavedGlobal {
  readonly global: WebAssembly.Global;
  readonly value: unknown;
}

export class StateSnapshot {
  readonly #memories: readonly SavedMemory[];
  readonly #globals: readonly SavedGlobal[];

  private constructor(memories: readonly SavedMemory[], globals: readonly SavedGlobal[]) {
    this.#memories = memories;
    this.#globals = globals;
  }

  /** Saves the state, between calls. Undefined where one of the modules has state that cannot be put back. */
  static take(cores: readonly CoreInstance[]): StateSnapshot | undefined {
    const memories: SavedMemory[] = [];
    const globals: SavedGlobal[] = [];
    for (const { instance, hooks } of cores) {
      if (hooks === undefined) continue;
      if (hooks.state === undefined) return undefined;
      for (const name of hooks.state.memories) {
        const memory = exported(instance, name, WebAssembly.Memory);
        memories.push({ memory, content: new Uint8Array(memory.buffer).slice() });
      }
      for (const name of hooks.state.globals) {
        const global = exported(instance, name, WebAssembly.Global);
        globals.push({ global, value: global.value });
      }
    }
    return new StateSnapshot(memories, globals);
  }

  /** Bytes that the snapshot holds. */
  get bytes(): number {
    return this.#memories.reduce((total, { content }) => total + content.length, 0);
  }

  /** Puts the state back. Answers false, and does nothing, where a memory has grown: memories cannot shrink. */
  restore(): boolean {
    const hasGrown = this.#memories.some(({ memory, content }) => memory.buffer.byteLength !== content.length);
    if (hasGrown) return false;
    for (const { memory, content } of this.#memories) new Uint8Array(memory.buffer).set(content);
    for (const { global, value } of this.#globals) global.value = value;
    return true;
  }
}

function exported<T>(instance: WebAssembly.Instance, name: string, kind: abstract new (...args: never[]) => T): T {
  const found: unknown = instance.exports[name];
  if (found instanceof kind) return found;
  throw new TypeError('The hooks are not those of this instance');
}
