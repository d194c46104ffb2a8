/**
 * Makes the core instances of a component, as its core sections say (component model, "Binary format"), for code that is to run
 * outside of any host: what a component would take from outside, or give to it, ends in an error when it is called.
 */
import { BinaryReader } from './encoding.ts';
import { readSections } from './sections.ts';

const CORE_MODULE = 1;
const CORE_INSTANCE = 2;
const ALIAS = 6;
const CANON = 8;

/** Kinds of items, by their bytes. Functions that are lowered for the core are functions like others. */
const FUNCTION = 0x00;
const CORE = 0x00;
const CORE_EXPORT = 0x01;
const OUTER = 0x02;
const LIFT = 0x00;
const LOWER = 0x01;
const RESOURCE_BUILTINS: ReadonlySet<number> = new Set([0x02, 0x03, 0x04]);

/** `memory`, `realloc` and so on have an index, encodings of strings and the like have none. */
const OPTIONS_WITH_INDEX: ReadonlySet<number> = new Set([0x03, 0x04, 0x05, 0x07]);

export interface CoreInstance {
  readonly exports: WebAssembly.Exports;
}

/** A component whose core modules are compiled. Can be sent to other threads. */
export interface CoreProgram {
  readonly component: Uint8Array;
  readonly modules: readonly WebAssembly.Module[];
}

export async function compileCore(component: Uint8Array): Promise<CoreProgram> {
  const binaries = readSections(component).filter(({ id }) => id === CORE_MODULE);
  const modules = await Promise.all(
    // A copy: compiled is what stays as it is.
    binaries.map(async ({ content }) => await WebAssembly.compile(Uint8Array.from(content))),
  );
  return { component, modules };
}

/**
 * All instances, in their order.
 *
 * @throws RangeError where the component has what is not read here; and as WebAssembly.Instance does.
 */
export function instantiateCore({ component, modules }: CoreProgram): readonly CoreInstance[] {
  const items = new CoreItems(modules);
  for (const { id, content } of readSections(component)) {
    const reader = new BinaryReader(content);
    if (id === CORE_INSTANCE) reader.vector(() => items.instance(reader));
    else if (id === ALIAS) reader.vector(() => items.alias(reader));
    else if (id === CANON) reader.vector(() => items.canon(reader));
  }
  return items.instances;
}

/** What the sections so far have defined, by kind and index. */
class CoreItems {
  readonly instances: CoreInstance[] = [];
  readonly #modules: readonly WebAssembly.Module[];
  readonly #byKind = new Map<number, WebAssembly.ExportValue[]>();

  constructor(modules: readonly WebAssembly.Module[]) {
    this.#modules = modules;
  }

  instance(reader: BinaryReader): void {
    if (reader.byte() === CORE) {
      const module = this.#modules[reader.u32()];
      if (module === undefined) throw new RangeError('an instance of a module that is not there');
      const imports: Record<string, WebAssembly.ModuleImports> = {};
      reader.vector(() => {
        const name = reader.name();
        reader.byte();
        imports[name] = this.#instance(reader.u32()).exports;
      });
      this.instances.push(new WebAssembly.Instance(module, imports));
      return;
    }
    const exports: Record<string, WebAssembly.ExportValue> = {};
    reader.vector(() => {
      const name = reader.name();
      const item = this.#byKind.get(reader.byte())?.[reader.u32()];
      if (item === undefined) throw new RangeError(`${name} leads nowhere`);
      exports[name] = item;
    });
    this.instances.push({ exports });
  }

  alias(reader: BinaryReader): void {
    const coreKind = reader.byte() === CORE ? reader.byte() : undefined;
    const target = reader.byte();
    if (target === OUTER) {
      reader.u32();
      reader.u32();
      return;
    }
    const at = reader.u32();
    const name = reader.name();
    if (target !== CORE_EXPORT || coreKind === undefined) return; // of components, whose items are not made
    const item = this.#instance(at).exports[name];
    if (item === undefined) throw new RangeError(`there is no ${name}`);
    this.#add(coreKind, item);
  }

  canon(reader: BinaryReader): void {
    const kind = reader.byte();
    if (kind === LIFT || kind === LOWER) {
      reader.byte();
      reader.u32();
      reader.vector(() => {
        if (OPTIONS_WITH_INDEX.has(reader.byte())) reader.u32();
      });
      if (kind === LIFT) {
        reader.u32();
        return;
      }
    } else if (RESOURCE_BUILTINS.has(kind)) reader.u32();
    else throw new RangeError(`a canonical function of kind ${kind}`);
    this.#add(FUNCTION, outside);
  }

  #instance(index: number): CoreInstance {
    const found = this.instances[index];
    if (found === undefined) throw new RangeError(`there is no core instance ${index}`);
    return found;
  }

  #add(kind: number, item: WebAssembly.ExportValue): void {
    const items = this.#byKind.get(kind) ?? [];
    this.#byKind.set(kind, [...items, item]);
  }
}

function outside(): never {
  throw new Error('nothing outside of the component can be reached');
}
