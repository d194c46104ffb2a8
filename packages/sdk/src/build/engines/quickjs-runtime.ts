/**
 * The QuickJS runtime without WASI (docs/decisions/0011-runtime-without-wasi.md). componentize-qjs carries its runtime, a core
 * module, inside of its native addon. Taken from there and made pure, it is given back to it as a custom runtime: so nothing
 * of WASI is left in a component, neither as an import nor as a stub.
 *
 * Each function that the runtime imports from WASI is replaced by one of its own. Four of them run while a script is
 * evaluated: they answer with zeros, so that the engine's seeds and clocks are the same in every build. All others end in a
 * trap: what they stood for goes through the framework's interfaces, by the globals that the SDK installs.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AirssysError } from '@airssys/model';
import { BinaryReader } from '../wasm/encoding.ts';
import { addFunctions, type AddedFunction, readCoreModule, renameImports } from '../wasm/core-module.ts';
import { control, functionBody, i32, i64, local } from '../wasm/instructions.ts';
import { otherEngine } from './other-engine.ts';

const TOOL = 'componentize-qjs';
const MAGIC = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
/** Ids of the sections of a core module are below. */
const SECTION_IDS = 14;
const CUSTOM = 0;

/** First section of a module that is made to be linked with others. */
const LINKABLE = 'dylink.0';
/** What the runtimes of both of its kinds export, and import where they can wait. */
const RUNTIME_EXPORT = 'wit_dylib_push_u64';
const WAITING_IMPORT = '[waitable-set-new]';
/** Bytes; the smaller of the two is the one that was compiled for size. */
const SMALLEST_RUNTIME = 1_200_000;

/** What is replaced: all of WASI, and the loader of modules, since a component's script is one. */
const REPLACED = /^(?:wasi:|wasi_snapshot_preview1$|local:init\/)/;

/** By the name without version: how many bytes of zeros are written where the only parameter leads to. */
const ZEROS: Readonly<Record<string, number>> = {
  'wasi_snapshot_preview1.reset_adapter_state': 0,
  'wasi:random/insecure-seed.insecure-seed': 16,
  'wasi:clocks/monotonic-clock.now': 0,
  'wasi:clocks/wall-clock.now': 16,
};

let made: Promise<Uint8Array> | undefined;

/**
 * The bytes of the runtime, made once per process.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ENGINE` where componentize-qjs is not the one that this was written for.
 */
export async function pureRuntime(): Promise<Uint8Array> {
  made ??= readAddon().then((addon) => withoutWasi(findRuntime(addon)));
  return await made;
}

/** The native addon, which is loaded. */
async function readAddon(): Promise<Uint8Array> {
  const require = createRequire(import.meta.url);
  require(TOOL);
  const path = Object.keys(require.cache).find((file) => file.endsWith('.node') && file.includes(TOOL));
  if (path === undefined) throw unexpected('it has no native addon');
  return await readFile(path);
}

/** The runtime among the core modules that an addon holds: the one that does not wait, compiled for speed. */
export function findRuntime(addon: Uint8Array): Uint8Array {
  const found = modulesIn(addon).filter((binary) => {
    if (binary.length < SMALLEST_RUNTIME) return false;
    const { exports, imports } = readCoreModule(binary);
    const isRuntime = exports.some(({ name }) => name === RUNTIME_EXPORT);
    return isRuntime && !imports.some(({ name }) => name.endsWith(WAITING_IMPORT));
  });
  const [runtime] = found;
  if (runtime === undefined || found.length > 1) throw unexpected(`it holds ${found.length} runtimes`);
  return runtime;
}

/** The linkable core modules in a file, wherever they lie. */
function modulesIn(file: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const modules: Uint8Array[] = [];
  for (let at = bytes.indexOf(MAGIC); at !== -1; at = bytes.indexOf(MAGIC, at + 1)) {
    const module = moduleAt(file.subarray(at));
    if (module !== undefined) modules.push(module);
  }
  return modules;
}

/** The linkable module at the beginning of the bytes. Only what comes after it, no section, tells where it ends. */
function moduleAt(bytes: Uint8Array): Uint8Array | undefined {
  const reader = new BinaryReader(bytes, MAGIC.length);
  let end = MAGIC.length;
  try {
    while (reader.byte() < SECTION_IDS) {
      const content = new BinaryReader(reader.bytes(reader.u32()));
      const name = bytes[end] === CUSTOM ? content.name() : undefined;
      if (end === MAGIC.length && name !== LINKABLE) return undefined;
      end = reader.offset;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // what comes after it has no form
  }
  return end === MAGIC.length ? undefined : bytes.subarray(0, end);
}

/** The runtime with functions of its own in the place of those that it imports from WASI. */
export function withoutWasi(runtime: Uint8Array): Uint8Array {
  const { imports, signatures } = readCoreModule(runtime);
  const replaced = imports.filter(({ type, module }) => type !== undefined && REPLACED.test(module));
  const stubs = replaced.map(({ name, type = 0 }, at) => {
    const signature = signatures[type] ?? '';
    const zeros = ZEROS[name.replace(/@\d+\.\d+\.\d+/, '')];
    // By the linker's rules a library may import what it exports itself.
    return { name, stub: `airssys-stub-${at}`, type, body: zeros === undefined ? TRAP : answer(signature, zeros) };
  });
  const answering = stubs.filter(({ body }) => body !== TRAP).length;
  if (answering !== Object.keys(ZEROS).length) throw unexpected(`its runtime reads ${answering} clocks and seeds`);
  const names = new Map(stubs.map(({ name, stub }) => [name, { module: 'env', field: stub }]));
  const added = stubs.map(({ stub, type, body }): AddedFunction => ({ exports: [], newExport: stub, type, body }));
  return addFunctions(readCoreModule(renameImports(runtime, names)), added);
}

const TRAP = functionBody({}, control.unreachable);

/** Zero as the result, if there is one; and zeros in memory, at the address that is the first parameter. */
function answer(signature: string, bytes: number): readonly number[] {
  const [, result = ''] = signature.split('>');
  const stores = Array.from({ length: bytes / 8 }, (_, at) => [
    ...local.get(0),
    ...i64.const(0n),
    ...i64.store(at * 8),
  ]).flat();
  const value = result === 'I' ? i64.const(0n) : result === 'i' ? i32.const(0) : [];
  return functionBody({}, stores, value);
}

const unexpected = (found: string): AirssysError => otherEngine(TOOL, found);
