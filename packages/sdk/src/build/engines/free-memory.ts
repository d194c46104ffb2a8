/**
 * Blanks the free memory in a component's snapshot. What an engine's heap has given back while the script was evaluated, its
 * text above all, is still there when the memory is stored: it would be written into every instance, and stay resident.
 *
 * The heap is dlmalloc's, of wasi-libc: chunks one behind the other, each with its size and whether it and the one before it
 * are in use; a free one repeats its size at its end. INVARIANT: nothing is changed unless every chunk, from the first to the
 * end of the memory, is consistent with its neighbours; then only what lies between a free chunk's links and its end is.
 */
import { BinaryReader, encodeS64, encodeU32 } from '../wasm/encoding.ts';
import { readCoreModule } from '../wasm/core-module.ts';
import { mapCoreModules, readSections, type Section, withSections } from '../wasm/sections.ts';

const MEMORY = 5;
const GLOBAL = 6;
const DATA = 11;

const PAGE_BYTES = 65_536;
const I32_CONST = 0x41;
const END = 0x0b;
const I32_TYPE = 0x7f;

/** Where the heap begins: a constant global that the linker exports. */
const HEAP_BASE = '__heap_base';

/** Chunks are 16 bytes apart, less the 8 of their header. */
const ALIGNMENT = 16;
const HEADER = 8;
const IN_USE = 2;
const PREVIOUS_IN_USE = 1;
const FLAGS = 7;
/** A free chunk's links to others: their number depends on its size. */
const LINKS = 32;
/** What dlmalloc keeps at the end of the memory. */
const LARGEST_FOOT = 64;

/** Zeros between two segments up to which they are written as one, in bytes. */
const LARGEST_GAP = 32;

/**
 * The component with another snapshot, with zeros where its heap is free. It is stored as it is where its heap cannot be read.
 *
 * @param memory All of it; written to.
 * @returns Undefined where no core module, or more than one, has a snapshot and a heap.
 */
export function withMemory(component: Uint8Array, memory: Uint8Array): Uint8Array | undefined {
  let replaced = 0;
  const result = mapCoreModules(component, (binary) => {
    const sections = readSections(binary);
    if (!sections.some(({ id }) => id === DATA) || !sections.some(({ id }) => id === MEMORY)) return binary;
    const heapBase = constantExport(binary, sections, HEAP_BASE);
    if (heapBase === undefined) return binary;
    blankFree(memory, heapBase);
    replaced += 1;
    const others = new Map([
      [DATA, encodeData(memory)],
      [MEMORY, encodeSize(sections, memory.length / PAGE_BYTES)],
    ]);
    return withSections(
      binary,
      sections.map(({ id, content }) => ({ id, content: others.get(id) ?? content })),
    );
  });
  return replaced === 1 ? result : undefined;
}

/** The section of the only memory, with another initial size in pages. */
function encodeSize(sections: readonly Section[], pages: number): Uint8Array {
  const reader = new BinaryReader(sections.find(({ id }) => id === MEMORY)?.content ?? new Uint8Array());
  const [count, flags] = [reader.u32(), reader.byte()];
  reader.u32();
  return Uint8Array.of(...encodeU32(count), flags, ...encodeU32(pages), ...reader.rest());
}

/** The value of an exported constant of type `i32`. */
function constantExport(binary: Uint8Array, sections: readonly Section[], name: string): number | undefined {
  const { exports, importedGlobals } = readCoreModule(binary);
  const wanted = exports.find((one) => one.name === name);
  const globals = sections.find(({ id }) => id === GLOBAL);
  if (wanted === undefined || globals === undefined) return undefined;
  const reader = new BinaryReader(globals.content);
  const last = wanted.index - importedGlobals.length;
  for (let left = reader.u32(), index = 0; left > 0; left -= 1, index += 1) {
    if (reader.byte() !== I32_TYPE || reader.byte() > 1 || reader.byte() !== I32_CONST) return undefined;
    const value = reader.s32() >>> 0;
    if (reader.byte() !== END) return undefined;
    if (index === last) return value;
  }
  return undefined;
}

/** Whether the heap could be read; then its free chunks are blank. */
export function blankFree(memory: Uint8Array, heapBase: number): boolean {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.length);
  const free: (readonly [from: number, to: number])[] = [];
  const first = Math.ceil((heapBase + HEADER) / ALIGNMENT) * ALIGNMENT - HEADER;
  let wasInUse = true;
  for (let at = first; ;) {
    if (at + HEADER > memory.length) return false;
    const head = view.getUint32(at + 4, true);
    const size = head & ~FLAGS;
    const end = at + size;
    const isInUse = (head & IN_USE) !== 0;
    if (size < ALIGNMENT || end > memory.length || wasInUse !== ((head & PREVIOUS_IN_USE) !== 0)) return false;
    if (!isInUse && !wasInUse) return false; // they would have been joined
    if (!isInUse && size > LINKS) free.push([at + LINKS, end]);
    if (memory.length - end <= LARGEST_FOOT) break;
    if (!isInUse && view.getUint32(end, true) !== size) return false;
    wasInUse = isInUse;
    at = end;
  }
  for (const [from, to] of free) memory.fill(0, from, to);
  return true;
}

/** Data segments that make the memory of one that begins with zeros. */
function encodeData(memory: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let start = nextByte(memory, 0); start < memory.length;) {
    let end = start;
    let next = start;
    for (; next - end <= LARGEST_GAP && next < memory.length; next = nextByte(memory, end))
      end = nextZero(memory, next);
    const head = [0, I32_CONST, ...encodeS64(BigInt(start | 0)), END, ...encodeU32(end - start)];
    parts.push(Uint8Array.from(head), memory.subarray(start, end));
    start = next;
  }
  return Buffer.concat([Uint8Array.from(encodeU32(parts.length / 2)), ...parts]);
}

function nextByte(memory: Uint8Array, from: number): number {
  let at = from;
  while (at < memory.length && memory[at] === 0) at += 1;
  return at;
}

function nextZero(memory: Uint8Array, from: number): number {
  let at = from;
  while (at < memory.length && memory[at] !== 0) at += 1;
  return at;
}
