import { counted, op, s64, type, u32, utf8 } from './encoding.ts';
import type { HookIndices } from './hook-functions.ts';
import { chargeCode, checkCode, memoryGrowBody, refillBody, tableGrowBody } from './hook-functions.ts';
import type { MeterHooks, StateHooks } from './meter-hooks.ts';
import { HOOK_SLOTS } from './meter-hooks.ts';
import { invalidModule } from './metering-error.ts';
import type { ModuleLayout } from './module-layout.ts';

/** 2^62. A larger length is charged as this much; so the fuel, which is never far below zero, cannot wrap around. */
const MAX_CHARGE = 2 ** 62;

/**
 * Everything that is appended to the index spaces of one module. Functions are made when first asked for, so that a module gets
 * only what it uses.
 *
 * INVARIANT: appended things take indices from the original counts upwards. Nothing that exists is renumbered.
 */
export class Additions implements HookIndices {
  readonly fuel: number;
  readonly id: number;
  readonly table: number;
  readonly types: number[][] = [];
  readonly functionTypes: number[] = [];
  readonly bodies: number[][] = [];
  readonly #layout: ModuleLayout;
  readonly #functions = new Map<string, number>();

  constructor(layout: ModuleLayout) {
    this.#layout = layout;
    this.fuel = layout.spaces.globals;
    this.id = layout.spaces.globals + 1;
    this.table = layout.spaces.tables.length;
  }

  /** `() -> ()`: asks the host for fuel until the debt is paid, or traps. */
  refill(): number {
    return this.#function('refill', () => {
      const grantType = this.#type([], [type.i64]);
      return { type: this.#type([], []), body: refillBody(this, grantType) };
    });
  }

  /** `(length) -> length`: charges the length of a bulk instruction, and leaves it where it was. */
  chargeLength(address64: boolean): number {
    return this.#function(`length ${address64}`, () => {
      const valueType = address64 ? type.i64 : type.i32;
      const length = address64
        ? [
            op.localGet,
            0,
            op.i64Const,
            ...s64(MAX_CHARGE),
            op.localGet,
            0,
            op.i64Const,
            ...s64(MAX_CHARGE),
            op.i64LtU,
            op.select,
          ]
        : [op.localGet, 0, op.i64ExtendI32U];
      const body = [0, ...chargeCode(this, length), ...checkCode(this, this.refill()), op.localGet, 0, op.end];
      return { type: this.#type([valueType], [valueType]), body };
    });
  }

  /** Stands for `memory.grow` of one memory: `(delta) -> previous or -1`. */
  memoryGrow(index: number): number {
    const memory = this.#layout.spaces.memories[index];
    if (memory === undefined) throw invalidModule(`unknown memory ${index}`, 0);
    return this.#function(`memory ${index}`, () => {
      const valueType = memory.address64 ? type.i64 : type.i32;
      const body = memoryGrowBody(this, index, memory, this.refill(), this.#permissionType());
      return { type: this.#type([valueType], [valueType]), body };
    });
  }

  /** Stands for `table.grow` of one table: `(initial value, delta) -> previous or -1`. */
  tableGrow(index: number): number {
    const table = this.#layout.spaces.tables[index];
    if (table === undefined) throw invalidModule(`unknown table ${index}`, 0);
    return this.#function(`table ${index}`, () => {
      const valueType = table.address64 ? type.i64 : type.i32;
      const body = tableGrowBody(this, index, table, this.refill(), this.#permissionType());
      return { type: this.#type([[...table.element], valueType], [valueType]), body };
    });
  }

  /**
   * `() -> ()`: pays for instantiation, then runs the start function; undefined where there is nothing to do. A function that may
   * not be a start function, because it takes or returns something, makes the result invalid as it made the original.
   */
  start(start: number | undefined, fuel: number): number | undefined {
    if (start === undefined && fuel === 0) return undefined;
    return this.#function('start', () => {
      const pay = [...chargeCode(this, [op.i64Const, ...s64(fuel)]), ...checkCode(this, this.refill())];
      const run = start === undefined ? [] : [op.call, ...u32(start)];
      return { type: this.#type([], []), body: [0, ...(fuel === 0 ? [] : pay), ...run, op.end] };
    });
  }

  /** The entries for the table and global sections. */
  tableEntry(): number[] {
    return [type.funcref, 1, ...u32(HOOK_SLOTS), ...u32(HOOK_SLOTS)];
  }

  globalEntries(): number[] {
    return [type.i64, 1, op.i64Const, 0, op.end, type.i32, 1, op.i32Const, 0, op.end];
  }

  /** The entries for the export section, under names that the module does not use itself. */
  exports(
    start: number | undefined,
    canRestore: boolean,
  ): { readonly hooks: MeterHooks; readonly entries: number[][] } {
    const fuel = this.#freeName('fuel');
    const id = this.#freeName('id');
    const table = this.#freeName('hooks');
    const entries = [
      [...utf8(fuel), 3, ...u32(this.fuel)],
      [...utf8(id), 3, ...u32(this.id)],
      [...utf8(table), 1, ...u32(this.table)],
    ];
    const state = canRestore ? this.#state(entries) : undefined;
    const hooks = { fuel, id, table, ...(state && { state }) };
    if (start === undefined) return { hooks, entries };
    const startName = this.#freeName('start');
    entries.push([...utf8(startName), 0, ...u32(start)]);
    return { hooks: { ...hooks, start: startName }, entries };
  }

  /** Adds the entries of the module's own mutable state. Undefined where some of it cannot be read from JavaScript. */
  #state(entries: number[][]): StateHooks | undefined {
    const { memories, mutableGlobals } = this.#layout.spaces;
    if (mutableGlobals.some(({ isReadable }) => !isReadable)) return undefined;
    const add = (name: string, kind: number, index: number): string => {
      const free = this.#freeName(name);
      entries.push([...utf8(free), kind, ...u32(index)]);
      return free;
    };
    return {
      memories: memories.flatMap(({ imported }, index) => (imported ? [] : [add(`memory ${index}`, 2, index)])),
      globals: mutableGlobals.map(({ index }) => add(`global ${index}`, 3, index)),
    };
  }

  #freeName(name: string): string {
    const taken = this.#layout.exportNames;
    let candidate = `airssys:meter/${name}`;
    for (let attempt = 1; taken.has(candidate); attempt++) candidate = `airssys:meter/${name}#${attempt}`;
    return candidate;
  }

  #permissionType(): number {
    return this.#type([type.i32, type.i32, type.i64, type.i64], [type.i32]);
  }

  #function(key: string, make: () => { readonly type: number; readonly body: number[] }): number {
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const made = make(); // may append functions that this one calls
    const index = this.#layout.spaces.functions + this.bodies.length;
    this.functionTypes.push(made.type);
    this.bodies.push(made.body);
    this.#functions.set(key, index);
    return index;
  }

  #type(params: readonly (number | number[])[], results: readonly number[]): number {
    const entry = [type.func, ...u32(params.length), ...params.flat(), ...counted(results)];
    const known = this.types.findIndex((other) => other.join() === entry.join());
    const added = known >= 0 ? known : this.types.push(entry) - 1;
    return this.#layout.spaces.types + added;
  }
}
