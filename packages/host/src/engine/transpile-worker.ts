/** The thread that runs the transpiler for one component, and meters what comes out. See transpiler.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { isAirssysError, toCamelCase } from '@airssys/model';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { meterModule, type MeteringMode } from './metering/meter-module.ts';
import { nameModule } from './module-name.ts';
import { packData } from './packing/pack-data.ts';
import type { PreparedModule } from './prepared-cache.ts';
import { asImported, importNames } from './import-names.ts';
import { toComponent } from './to-component.ts';
import type { NamedRequest, TranspiledExport, TranspileReply } from './transpiler.ts';

const NAME = 'component';

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
    return {
      ok: true,
      result: {
        glue: decodingStrictly(new TextDecoder().decode(glue)),
        modules: Object.entries(files)
          .filter(([file]) => file.endsWith('.wasm'))
          .map(([name, content]) => prepared(name, content, metering)),
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

function prepared(name: string, content: Uint8Array, mode: MeteringMode): PreparedModule {
  const { bytes: changed, hooks, footprint, functions } = meterModule(content, { mode });
  const bytes = nameModule(packData(changed), { number: numberOf(name), functions });
  return { name, bytes, hooks, footprint };
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

const reply = await run(workerData as NamedRequest); // sent by transpiler.ts alone
parentPort?.postMessage(reply, rewritten(reply));
