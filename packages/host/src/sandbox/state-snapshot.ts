/**
 * The state of an instance at one moment: its memories and mutable globals. Putting it back costs a copy of the memory, a
 * tenth of what a new instance costs.
 *
 * INVARIANT: tables and segments are not saved, since modules whose code changes them have no state hooks and are not restored.
 */
import type { MeterHooks } from '../engine/metering/meter-hooks.ts';
import type { HostMemory } from '../engine/packing/host-memory.ts';

/** A core instance, and how the host reaches its state; `hooks` is undefined where its module has neither state nor work. */
export interface CoreInstance {
  readonly instance: WebAssembly.Instance;
  readonly hooks: MeterHooks | undefined;
  /** Its memory, where the host has given it, and what kind of it. */
  readonly given?: GivenMemory;
}

export interface GivenMemory {
  readonly type: HostMemory;
  readonly memory: WebAssembly.Memory;
}

interface SavedMemory {
  readonly memory: WebAssembly.Memory;
  readonly byteLength: number;
  readonly blocks: readonly SavedBlock[];
}

/** A part of a memory. One that was all zeros has no content: it is looked through, and written only where it has changed. */
interface SavedBlock {
  readonly at: number;
  readonly length: number;
  readonly content: Uint8Array | undefined;
}

/**
 * A page of WebAssembly. Much of a memory has never been written, such as most of the room for the stack; to write zeros there
 * would make it resident.
 */
const BLOCK_BYTES = 65_536;
const ZEROS = new Uint8Array(BLOCK_BYTES);

interface SavedGlobal {
  readonly global: WebAssembly.Global;
  readonly value: unknown;
}

export class StateSnapshot {
  #memories: readonly SavedMemory[];
  #globals: readonly SavedGlobal[];
  #isForgotten = false;

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
        memories.push(savedMemory(memory));
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
    const blocks = this.#memories.flatMap((saved) => saved.blocks);
    return blocks.reduce((total, { content }) => total + (content?.length ?? 0), 0);
  }

  /** INVARIANT: once the instance is gone nothing is put back: its memory may be another one's by then. */
  forget(): void {
    this.#isForgotten = true;
    this.#memories = [];
    this.#globals = [];
  }

  /** Puts the state back. Answers false, and does nothing, where a memory has grown: memories cannot shrink. */
  restore(): boolean {
    if (this.#isForgotten) return false;
    const hasGrown = this.#memories.some(({ memory, byteLength }) => memory.buffer.byteLength !== byteLength);
    if (hasGrown) return false;
    for (const saved of this.#memories) restoreMemory(saved);
    for (const { global, value } of this.#globals) global.value = value;
    return true;
  }
}

function savedMemory(memory: WebAssembly.Memory): SavedMemory {
  const bytes = new Uint8Array(memory.buffer);
  const blocks: SavedBlock[] = [];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const block = bytes.subarray(at, at + BLOCK_BYTES);
    const content = isZero(block) ? undefined : block.slice();
    blocks.push({ at, length: block.length, content });
  }
  return { memory, byteLength: bytes.length, blocks };
}

function restoreMemory({ memory, blocks }: SavedMemory): void {
  const bytes = new Uint8Array(memory.buffer);
  for (const { at, length, content } of blocks) {
    if (content !== undefined) bytes.set(content, at);
    else if (!isZero(bytes.subarray(at, at + length))) bytes.fill(0, at, at + length);
  }
}

const isZero = (block: Uint8Array): boolean => Buffer.compare(block, ZEROS.subarray(0, block.length)) === 0;

function exported<T>(instance: WebAssembly.Instance, name: string, kind: abstract new (...args: never[]) => T): T {
  const found: unknown = instance.exports[name];
  if (found instanceof kind) return found;
  throw new TypeError('The hooks are not those of this instance');
}
