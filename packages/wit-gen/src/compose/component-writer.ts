/**
 * Writes a component, one definition per section, and counts its index spaces (component model, "Binary Format"). A component may
 * have sections in any order and number: what is written can refer to all that was written before.
 */
import { type Bytes, externName, list, name, optional, u32 } from './bytes.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

const SECTION = {
  custom: 0,
  coreModule: 1,
  coreInstance: 2,
  component: 4,
  instance: 5,
  alias: 6,
  type: 7,
  canon: 8,
  import: 10,
  export: 11,
} as const;

/** What can be given, taken and exported here. */
export type Sort = 'function' | 'type' | 'instance';

const SORT_BYTE: Readonly<Record<Sort, number>> = { function: 0x01, type: 0x03, instance: 0x05 };

/** Something by its place in the index space of its sort. */
export interface Item {
  readonly sort: Sort;
  readonly index: number;
}

export type Named<T> = readonly (readonly [name: string, item: T])[];

const CORE_SORT_BYTE = { func: 0x00, memory: 0x02, instance: 0x12 } as const;
export type CoreSort = keyof typeof CORE_SORT_BYTE;

type Space = Sort | 'component' | 'core module' | 'core instance' | 'core func' | 'core memory';

export class ComponentWriter {
  readonly #parts: Uint8Array[] = [Uint8Array.from(HEADER)];
  readonly #sizes = new Map<Space, number>();

  bytes(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  component(bytes: Uint8Array): number {
    this.#section(SECTION.component, bytes);
    return this.#next('component');
  }

  coreModule(bytes: Uint8Array): number {
    this.#section(SECTION.coreModule, bytes);
    return this.#next('core module');
  }

  custom(section: string, content: Uint8Array): void {
    this.#section(SECTION.custom, Uint8Array.from([...name(section), ...content]));
  }

  type(definition: Bytes): number {
    this.#one(SECTION.type, definition);
    return this.#next('type');
  }

  /** Imports something of a type that was written: of a function, of an instance, or a type that equals it. */
  import(id: string, sort: Sort, type: number): Item {
    return this.#imported(id, sort, [SORT_BYTE[sort], ...(sort === 'type' ? [0x00] : []), ...u32(type)]);
  }

  importResource(id: string): Item {
    return this.#imported(id, 'type', [SORT_BYTE.type, 0x01]);
  }

  instantiate(component: number, args: Named<Item>): number {
    const given = args.map(([id, item]) => [...name(id), ...sorted(item)]);
    this.#one(SECTION.instance, [0x00, ...u32(component), ...list(given)]);
    return this.#next('instance');
  }

  /** An instance of what is there already. */
  bundle(exports: Named<Item>): number {
    this.#one(SECTION.instance, [0x01, ...list(exports.map(([id, item]) => [...externName(id), ...sorted(item)]))]);
    return this.#next('instance');
  }

  /** What an instance exports under a name. */
  exportOf(instance: number, id: string, sort: Sort): Item {
    this.#one(SECTION.alias, [SORT_BYTE[sort], 0x00, ...u32(instance), ...name(id)]);
    return { sort, index: this.#next(sort) };
  }

  export(id: string, item: Item): void {
    this.#one(SECTION.export, [...externName(id), ...sorted(item), ...optional(undefined)]);
    this.#next(item.sort);
  }

  coreInstantiate(module: number, args: Named<number>): number {
    const given = args.map(([id, instance]) => [...name(id), CORE_SORT_BYTE.instance, ...u32(instance)]);
    this.#one(SECTION.coreInstance, [0x00, ...u32(module), ...list(given)]);
    return this.#next('core instance');
  }

  coreBundle(exports: Named<{ readonly sort: CoreSort; readonly index: number }>): number {
    const items = exports.map(([id, { sort, index }]) => [...name(id), CORE_SORT_BYTE[sort], ...u32(index)]);
    this.#one(SECTION.coreInstance, [0x01, ...list(items)]);
    return this.#next('core instance');
  }

  coreExportOf(instance: number, id: string, sort: 'func' | 'memory'): number {
    this.#one(SECTION.alias, [0x00, CORE_SORT_BYTE[sort], 0x01, ...u32(instance), ...name(id)]);
    return this.#next(`core ${sort}`);
  }

  /** A function of the component as one that a core module can call. */
  lower(fn: number, options: CanonOptions): number {
    this.#one(SECTION.canon, [0x01, 0x00, ...u32(fn), ...canonOptions(options)]);
    return this.#next('core func');
  }

  /** A function of a core module as one of the component. */
  lift(core: number, options: CanonOptions, type: number): Item {
    this.#one(SECTION.canon, [0x00, 0x00, ...u32(core), ...canonOptions(options), ...u32(type)]);
    return { sort: 'function', index: this.#next('function') };
  }

  #imported(id: string, sort: Sort, description: Bytes): Item {
    this.#one(SECTION.import, [...externName(id), ...description]);
    return { sort, index: this.#next(sort) };
  }

  #one(section: number, item: Bytes): void {
    this.#section(section, Uint8Array.from([...u32(1), ...item]));
  }

  #section(id: number, content: Uint8Array): void {
    this.#parts.push(Uint8Array.from([id, ...u32(content.length)]), content);
  }

  #next(space: Space): number {
    const index = this.#sizes.get(space) ?? 0;
    this.#sizes.set(space, index + 1);
    return index;
  }
}

const sorted = ({ sort, index }: Item): Bytes => [SORT_BYTE[sort], ...u32(index)];

/** Where text and lists go when they pass a core function. */
export interface CanonOptions {
  readonly memory: number;
  readonly realloc: number;
}

/** Text as UTF-8. */
const canonOptions = ({ memory, realloc }: CanonOptions): Bytes =>
  list([[0x00], [0x03, ...u32(memory)], [0x04, ...u32(realloc)]]);
