/** From component bytes to compiled, metered core modules: transpile, link, meter, cache, compile. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AirssysError } from '@airssys/model';
import { cacheMaxBytes } from './cache-dir.ts';
import { type ComponentBinary, readComponent } from './component-binary.ts';
import { type ComponentFrame, componentFrame, findSnapshot, withSnapshot } from './component-frame.ts';
import { readyGlue } from './glue.ts';
import { type Adapters, coreProgram, type CoreProgram, isCoreModule } from './core-program.ts';
import { asImported, importNames } from './import-names.ts';
import { importedFunctions } from './imported-functions.ts';
import type { Footprint, MeteringMode } from './metering/meter-module.ts';
import type { MeterHooks } from './metering/meter-hooks.ts';
import { dataApart, type DataPart } from './packing/data-apart.ts';
import type { HostMemory } from './packing/host-memory.ts';
import { type PreparedComponent, PreparedCache, type PreparedModule } from './prepared-cache.ts';
import type { GlueHooks } from './resource-glue.ts';
import { transpile, type TranspiledExport, type TranspileRequest } from './transpiler.ts';

/** Changes whenever what is made from a component changes; entries of other versions are not found. */
const FORMAT = 40;

/** The glue's `instantiate`, as jco documents it for `instantiation: 'async'`. */
export type GlueInstantiate = (
  getCoreModule: (name: string) => WebAssembly.Module,
  imports: Readonly<Record<string, object>>,
  instantiateCore: GlueHooks & ((module: WebAssembly.Module, imports?: WebAssembly.Imports) => WebAssembly.Instance),
) => Promise<Record<string, unknown>>;

interface Glue {
  readonly instantiate: GlueInstantiate;
}

export interface CompiledModule {
  readonly module: WebAssembly.Module;
  readonly hooks: MeterHooks | undefined;
  readonly footprint: Footprint;
  /** How many core modules of the component it is. */
  readonly joined: number;
  /** The functions that it exports and that need no stack of their own, as they are over after little fuel. */
  readonly bounded: readonly string[];
  /** The memory that it imports from the host. */
  readonly memory: HostMemory | undefined;
  /** What is written to that memory before an instance is made. */
  readonly data: readonly DataPart[];
}

/** A component, ready for instances. */
export interface CompiledComponent {
  readonly binary: ComponentBinary;
  readonly instantiate: GlueInstantiate;
  /** By the name under which the glue asks for each. */
  readonly modules: ReadonlyMap<string, CompiledModule>;
  /** Interfaces that must be provided, without versions. */
  readonly imports: readonly string[];
  /** What it imports by its own names, with versions. */
  readonly importNames: readonly string[];
  readonly exports: readonly TranspiledExport[];
  /** Whether it was prepared by an earlier process. */
  readonly fromCache: boolean;
}

export interface EngineOptions {
  readonly cacheDir: string;
  /** What the cache may take, in bytes. Default as {@link cacheMaxBytes} says. */
  readonly cacheMaxBytes?: number;
  readonly metering: MeteringMode;
  /** `interface@version#function` of the imports that may wait, whichever version that goes with it a component names. */
  readonly suspendingImports: readonly string[];
  /** Milliseconds that the transpiler may take for one component. Default 60,000. */
  readonly prepareTimeoutMs?: number | undefined;
}

interface PreparedAndCompiled {
  readonly key: string;
  readonly prepared: PreparedComponent;
  readonly modules: ReadonlyMap<string, CompiledModule>;
}

/** Compiles components. Keeps its cache on disk, and in memory the last one whose code was there already: an update loads it twice. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #cache: PreparedCache;
  #last: PreparedAndCompiled | undefined;

  /** @throws AirssysError `AIRSSYS_ENGINE_RUNTIME` where this Node has no JSPI. */
  constructor(options: EngineOptions) {
    if (!('Suspending' in WebAssembly)) {
      throw new AirssysError(
        'AIRSSYS_ENGINE_RUNTIME',
        `Node ${process.versions.node} cannot suspend WebAssembly (JSPI)`,
        {
          hint: 'Use Node 24.20 or later, or 26.',
        },
      );
    }
    this.#options = options;
    this.#cache = new PreparedCache(options.cacheDir, cacheMaxBytes(options.cacheMaxBytes));
  }

  /** @throws AirssysError as {@link readComponent} and {@link transpile} do, `AIRSSYS_ENGINE_UNSUPPORTED` by the metering and by V8. */
  async compile(bytes: Uint8Array, name: string, adapters: Adapters = {}): Promise<CompiledComponent> {
    const program = isCoreModule(bytes) ? await coreProgram(adapters) : undefined;
    const binary = program ? { bytes, manifest: undefined, sourceMap: undefined } : readComponent(bytes, name);
    const { metering } = this.#options;
    const imported = importedFunctions(binary.manifest?.component);
    const names = program ? [] : importNames(bytes);
    // What a program imports is known when a component has been made of it.
    const all = this.#options.suspendingImports;
    const offered = program ? all : asImported(all, names);
    const suspendingImports = [...new Set([...offered, ...imported])];
    const { host, jco } = versions();
    const settings = {
      FORMAT,
      host,
      metering,
      suspendingImports,
      runtime: process.versions.v8,
      jco,
      adapters: namesOf(program),
    };
    const frame = program === undefined ? componentFrame(bytes) : undefined;
    const keys: Keys = {
      own: PreparedCache.key(bytes, settings),
      ...(frame && { frame: { ...frame, key: PreparedCache.key(Buffer.from(frame.hash), settings) } }),
    };
    const last = this.#last?.key === keys.own ? this.#last : undefined;
    const framed = last?.prepared ?? (await this.#findFrame(keys));
    const cached = framed ?? (await this.#cache.find(keys.own));
    const prepared = cached ?? (await this.#prepare(keys, { bytes, suspendingImports, metering, program }, name));
    const [glue, modules] = await Promise.all([
      // The path holds the content's hash, so the module is loaded once and is what was stored.
      (import(pathToFileURL(prepared.gluePath).href) as Promise<Glue>).catch((error: unknown) => {
        throw brokenGlue(name, error);
      }),
      last?.modules ?? compileModules(prepared.modules, name),
    ]);
    if (framed !== undefined) this.#last = { key: keys.own, prepared, modules };
    const { imports, exports } = prepared;
    const fromCache = cached !== undefined;
    return { binary, instantiate: glue.instantiate, modules, imports, importNames: names, exports, fromCache };
  }

  /** What was prepared for another component of the same frame, with the data of this one. */
  async #findFrame({ frame }: Keys): Promise<PreparedComponent | undefined> {
    if (frame === undefined) return undefined;
    const found = await this.#cache.find(frame.key);
    if (found === undefined) return undefined;
    const modules = found.modules.map((one) =>
      one.snapshot ? { ...one, bytes: withSnapshot(one.bytes, one.snapshot, frame.data) } : one,
    );
    return { ...found, modules };
  }

  async #prepare({ own, frame }: Keys, request: TranspileRequest, name: string): Promise<PreparedComponent> {
    const { prepareTimeoutMs } = this.#options;
    const { glue, modules, imports, exports } = await transpile(request, name, prepareTimeoutMs);
    // INVARIANT: what no limit counts is not run. V8's own heap would end the process when it is full.
    if (modules.some(({ footprint }) => footprint.managedTypes)) throw managedTypes(name);
    const snapshot = frame && findSnapshot(modules, frame);
    const content = { glue: readyGlue(glue), imports, exports };
    if (snapshot === undefined || frame === undefined) return await this.#cache.store(own, { ...content, modules });
    const marked = modules.map((one) => (one === snapshot.module ? { ...one, snapshot: snapshot.place } : one));
    return await this.#cache.store(frame.key, { ...content, modules: marked });
  }
}

/** Under which keys of the cache a component is looked for. */
interface Keys {
  readonly own: string;
  readonly frame?: ComponentFrame & { readonly key: string };
}

interface Versions {
  /** Of this package, which meters the code and mends the glue. */
  readonly host: string;
  /** Of the transpiler, which writes the glue. */
  readonly jco: string;
}

/** What the adapters are, for the cache. */
const namesOf = (program: CoreProgram | undefined): readonly string[] | undefined =>
  program &&
  [program.command, program.reactor, ...Object.entries(program.others).flat()].map((one) =>
    typeof one === 'string' ? one : createHash('sha256').update(one).digest('hex'),
  );

let found: Versions | undefined;

/** Read when a component is first compiled; jco itself is not loaded. */
const versions = (): Versions =>
  (found ??= {
    host: versionOf('..'),
    jco: versionOf('@bytecodealliance/jco-transpile'),
  });

function versionOf(specifier: string): string {
  try {
    const file = findPackageJSON(specifier, import.meta.url);
    const content: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null && 'version' in content
      ? String(content.version)
      : 'unknown';
  } catch {
    return 'unknown'; // what has been prepared runs without it; whatever has not fails in the transpiler
  }
}

/** The transpiler wrote what is no JavaScript, or something changed it since it was compared with its hash. */
function brokenGlue(name: string, cause: unknown): AirssysError {
  return new AirssysError('AIRSSYS_ENGINE_TRANSPILE', `${name} could not be prepared: its glue cannot be loaded`, {
    hint: 'The component may use a name or a feature that the transpiler does not know how to write.',
    data: { name },
    cause,
  });
}

function managedTypes(name: string): AirssysError {
  return new AirssysError(
    'AIRSSYS_ENGINE_UNSUPPORTED',
    `${name} uses garbage-collected types, whose memory cannot be limited`,
    {
      hint: 'Build it for linear memory only.',
      data: { name },
    },
  );
}

async function compileModules(
  modules: readonly PreparedModule[],
  component: string,
): Promise<ReadonlyMap<string, CompiledModule>> {
  const compiled = modules.map(
    async ({ name, bytes, hooks, footprint, joined, bounded, memory }): Promise<[string, CompiledModule]> => {
      const apart = memory === undefined ? { bytes, data: [] } : dataApart(bytes, memory);
      // A Uint8Array of a file or a transfer is backed by an ArrayBuffer, never a shared one.
      const compiling = WebAssembly.compile(apart.bytes as Uint8Array<ArrayBuffer>);
      const module = await compiling.catch((error: unknown) => {
        throw refused(component, error);
      });
      return [name, { module, hooks, footprint, joined, bounded, memory, data: apart.data }];
    },
  );
  return new Map(await Promise.all(compiled));
}

/** The transpiler has validated the module: V8 knows less than it, or has smaller limits, such as that of a table's size. */
function refused(name: string, cause: unknown): AirssysError {
  const said = cause instanceof Error ? cause.message.replace('WebAssembly.compile(): ', '') : String(cause);
  return new AirssysError('AIRSSYS_ENGINE_UNSUPPORTED', `${name} cannot be compiled: ${said}`, {
    hint: 'Build it without what is named, or smaller.',
    data: { name },
    cause,
  });
}
