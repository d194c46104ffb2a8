/** The thread that runs the transpiler for one component, and meters what comes out. See transpiler.ts. */
import { parentPort } from 'node:worker_threads';
import { isAirssysError, toCamelCase } from '@airssys/model';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { demandPlainNames } from './core-names.ts';
import { type LinkedComponent, linkComponent } from './linking/link-component.ts';
import { meterModule, type MeteringMode } from './metering/meter-module.ts';
import { type ModuleIdentity, nameModule } from './module-name.ts';
import { restsBetweenCalls, withHostMemory } from './packing/host-memory.ts';
import { packData } from './packing/pack-data.ts';
import type { PreparedModule } from './prepared-cache.ts';
import { asImported, importNames } from './import-names.ts';
import { toComponent } from './to-component.ts';
import type { NamedRequest, TranspiledExport, TranspileReply } from './transpiler.ts';

const NAME = 'component';

/** The largest part of the transpiler, compiled, and its size: see {@link TranspileReply}. */
let largest: { readonly code: WebAssembly.Module; readonly bytes: number } | undefined;
const { compile } = WebAssembly;
// The transpiler compiles itself when it is first asked.
WebAssembly.compile = async (source: BufferSource): Promise<WebAssembly.Module> => {
  const code = await compile(source);
  if (source.byteLength > (largest?.bytes ?? 0)) largest = { code, bytes: source.byteLength };
  return code;
};

/** Glue has some 100 kB. Types that double within one another make it without end, and the host would have to read it. */
const MAX_GLUE_BYTES = 16 << 20;

async function run({
  bytes: given,
  name,
  suspendingImports,
  metering,
  program,
}: NamedRequest): Promise<TranspileReply> {
  try {
    const bytes = program === undefined ? given : await toComponent(given, name, program);
    const { files, imports, exports } = await transpileBytes(bytes, {
      name: NAME,
      instantiation: { tag: 'async' },
      asyncMode: 'jspi',
      asyncImports: [...new Set(asImported(suspendingImports, importNames(bytes)))],
      // Every export is called on a stack of its own, which the host can suspend between two slices of fuel.
      asyncExports: ['*'],
      emitTypescriptDeclarations: false,
    });
    const glue = files[`${NAME}.js`];
    if (glue === undefined) return { ok: false, message: 'the transpiler made no glue' };
    if (glue.length > MAX_GLUE_BYTES) return { ok: false, message: `the glue would have ${glue.length} bytes` };
    const text = decodingStrictly(new TextDecoder().decode(glue));
    const modules = new Map(Object.entries(files).filter(([file]) => file.endsWith('.wasm')));
    for (const module of modules.values()) demandPlainNames(module);
    const linked = linkComponent(text, modules, numberOf);
    const setting: Setting = { mode: metering, sharesMemory: restsBetweenCalls(text) };
    return {
      ok: true,
      ...(largest && { transpiler: largest.code }),
      result: {
        ...(linked === undefined
          ? { glue: text, modules: [...modules].map(([name, content]) => prepared(name, content, setting)) }
          : { glue: linked.glue, modules: [preparedWhole(linked, setting)] }),
        imports,
        exports: withoutAliases(exports.map(([name, kind]) => ({ name, kind }))),
      },
    };
  } catch (error) {
    if (!isAirssysError(error)) return { ok: false, message: error instanceof Error ? error.message : String(error) };
    const { code, message, hint, data } = error;
    return { ok: false, message, refusal: { code, hint, data } };
  }
}

/** jco names the core modules of a component `….core.wasm`, `….core2.wasm` and so on, in their order. */
const numberOf = (file: string): number => Number(/\.core(\d*)\.wasm$/.exec(file)?.[1] || 1) - 1;

interface Setting {
  readonly mode: MeteringMode;
  /** Whether the host may give the module a memory that another has used. */
  readonly sharesMemory: boolean;
}

function prepared(name: string, content: Uint8Array, { mode, sharesMemory }: Setting): PreparedModule {
  const { bytes, hooks, footprint, functions, bounded } = meterModule(content, { mode });
  const identity = { number: numberOf(name), functions };
  return { name, ...finished(packData(bytes), identity, sharesMemory), hooks, footprint, joined: 1, bounded };
}

/** All core modules of a component as one. */
function preparedWhole({ name, module }: LinkedComponent, { mode, sharesMemory }: Setting): PreparedModule {
  const { parts, startupFuel } = module;
  const { bytes, hooks, footprint, functions, bounded } = meterModule(module.bytes, { mode, startupFuel });
  const identity = { number: parts, functions };
  return { name, ...finished(bytes, identity, sharesMemory), hooks, footprint, joined: parts.length, bounded };
}

function finished(
  bytes: Uint8Array,
  identity: ModuleIdentity,
  sharesMemory: boolean,
): Pick<PreparedModule, 'bytes' | 'memory'> {
  const importing = sharesMemory ? withHostMemory(bytes) : undefined;
  return {
    bytes: nameModule(importing?.bytes ?? bytes, identity),
    ...(importing && { memory: importing.memory }),
  };
}

/** The memory of what has been rewritten, which goes to the other thread as it is. What was left alone is small, and copied. */
function rewritten(reply: TranspileReply): ArrayBuffer[] {
  if (!reply.ok) return [];
  const changed = reply.result.modules.filter(({ hooks }) => hooks !== undefined);
  return changed.map(({ bytes }) => bytes.buffer as ArrayBuffer); // allocated by the rewriter, one for each
}

/**
 * jco's decoder takes U+FEFF at the start of a string for a mark of the encoding and drops it; it is a character. And what is no
 * UTF-8 it makes into U+FFFD; it is a trap (component model, "load_string").
 */
function decodingStrictly(glue: string): string {
  return glue.replace(
    'TEXT_DECODER_UTF8 = new TextDecoder()',
    "TEXT_DECODER_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })",
  );
}

/** The glue exports an interface twice: by its full name, and in short where that is not ambiguous. */
function withoutAliases(exports: readonly TranspiledExport[]): readonly TranspiledExport[] {
  const aliases = new Set(exports.map(({ name }) => toCamelCase(/\/([^@]+)/.exec(name)?.[1] ?? '')));
  return exports.filter(({ name, kind }) => kind === 'function' || name.includes(':') || !aliases.has(name));
}

parentPort?.once('message', (request: NamedRequest) => {
  void run(request).then((reply) => parentPort?.postMessage(reply, rewritten(reply)));
});
