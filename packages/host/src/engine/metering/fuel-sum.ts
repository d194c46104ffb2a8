/**
 * Adds up the fuel of all core modules of one instance, at the end of every call. A component has up to a dozen core modules, and
 * JavaScript takes 100 ns for each global that it reads as a bigint; so a tiny module that imports them all does it.
 */
import { counted, op, type, u32, utf8 } from './encoding.ts';

/** Sums read one by one before the module is made: an instance that is called a few times does not need it. */
const READ_BY_HAND = 8;
const FUNCTION = 0;
const GLOBAL = 3;
const MUTABLE = 1;

/** By the number of globals. */
const compiled = new Map<number, WebAssembly.Module>();

export class FuelSum {
  readonly #globals: WebAssembly.Global[] = [];
  #reads = 0;
  #sum: (() => number) | undefined;

  add(global: WebAssembly.Global): void {
    this.#globals.push(global);
    this.#sum = undefined;
    this.#reads = 0;
  }

  /** Units left in all of them together; what is owed counts as negative. */
  read(): number {
    if (this.#sum !== undefined) return this.#sum();
    if (this.#reads++ >= READ_BY_HAND) this.#sum = reader(this.#globals);
    let left = 0;
    for (const global of this.#globals) left += Number(global.value);
    return left;
  }
}

/** A function that answers the sum of these as a number, or undefined where there is nothing to read. */
function reader(globals: readonly WebAssembly.Global[]): (() => number) | undefined {
  if (globals.length === 0) return undefined;
  const module = compiled.get(globals.length) ?? new WebAssembly.Module(sumBytes(globals.length));
  compiled.set(globals.length, module);
  const imports = { '': Object.fromEntries(globals.map((global, index) => [index, global])) };
  const { sum } = new WebAssembly.Instance(module, imports).exports;
  return sum as () => number; // what sumBytes exports
}

/** `(import "" "0" (global (mut i64))) … (func (export "sum") (result f64) …)` */
function sumBytes(count: number): Uint8Array<ArrayBuffer> {
  const indices = Array.from({ length: count }, (_, index) => index);
  const section = (id: number, entries: readonly (readonly number[])[]): number[] => [
    id,
    ...counted([...u32(entries.length), ...entries.flat()]),
  ];
  const add = indices.flatMap((index) => [op.globalGet, ...u32(index), ...(index === 0 ? [] : [op.i64Add])]);
  const body = [0, ...add, op.f64ConvertI64S, op.end];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [[type.func, 0, 1, type.f64]]),
    ...section(
      2,
      indices.map((index) => [...utf8(''), ...utf8(String(index)), GLOBAL, type.i64, MUTABLE]),
    ),
    ...section(3, [[0]]),
    ...section(7, [[...utf8('sum'), FUNCTION, 0]]),
    ...section(10, [counted(body)]),
  ]);
}
