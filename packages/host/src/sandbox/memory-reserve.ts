/**
 * Memories that instances have left, for those that come after them. A new memory has no pages: the first touch of each takes the
 * system more time than everything else of an instance's making.
 *
 * INVARIANT: a memory is given on only when nothing can reach it any more (see `InlineSandbox`), and when each of its bytes is zero.
 */
import type { HostMemory } from '../engine/packing/host-memory.ts';

/** What all memories together may keep resident for nobody, in bytes. */
export const MAX_KEPT_BYTES: number = 64 << 20;
const PAGE_BYTES = 65_536;
/** Of the system, at the least: by these memory becomes resident. */
const SYSTEM_PAGE_BYTES = 4_096;
const ZEROS = new Uint8Array(PAGE_BYTES);
const ZEROS_OF_SYSTEM = ZEROS.subarray(0, SYSTEM_PAGE_BYTES);

interface Kept {
  readonly type: HostMemory;
  readonly memory: WebAssembly.Memory;
}

export class MemoryReserve {
  readonly #maxBytes: number;
  /** The oldest first. */
  readonly #kept: Kept[] = [];
  #bytes = 0;

  constructor(maxBytes: number = MAX_KEPT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the memories that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A memory of zeros. Only an instance of the same module is given one that was used before. */
  take(type: HostMemory): WebAssembly.Memory {
    const at = this.#kept.findLastIndex((one) => one.type === type);
    const [kept] = at === -1 ? [] : this.#kept.splice(at, 1);
    if (kept === undefined) {
      const { initial, maximum } = type;
      return new WebAssembly.Memory({ initial, ...(maximum !== undefined && { maximum }) });
    }
    this.#bytes -= bytesOf(type);
    return kept.memory;
  }

  /** Keeps a memory. One that has grown is not of its type any more: memories cannot shrink. */
  give(type: HostMemory, memory: WebAssembly.Memory): void {
    const bytes = bytesOf(type);
    if (memory.buffer.byteLength !== bytes || bytes === 0 || bytes > this.#maxBytes) return;
    clear(memory.buffer);
    this.#kept.push({ type, memory });
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#kept.shift();
      this.#bytes -= oldest === undefined ? this.#bytes : bytesOf(oldest.type);
    }
  }
}

/** Of all hosts of the process: what is kept is a matter of its memory. */
export const memoryReserve: MemoryReserve = new MemoryReserve();

const bytesOf = ({ initial }: HostMemory): number => initial * PAGE_BYTES;

/** Pages of the system that were never written stay without memory of their own: they are only looked at. */
function clear(buffer: ArrayBuffer): void {
  for (let at = 0; at < buffer.byteLength; at += PAGE_BYTES) {
    const page = new Uint8Array(buffer, at, PAGE_BYTES);
    if (Buffer.compare(page, ZEROS) !== 0) clearWritten(page);
  }
}

function clearWritten(page: Uint8Array): void {
  for (let at = 0; at < page.length; at += SYSTEM_PAGE_BYTES) {
    const part = page.subarray(at, at + SYSTEM_PAGE_BYTES);
    if (Buffer.compare(part, ZEROS_OF_SYSTEM) !== 0) part.fill(0);
  }
}
