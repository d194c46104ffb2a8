/** The thread that runs the transpiler for one component. See transpiler.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { toCamelCase } from '@airssys/model';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import type { TranspiledExport, TranspileReply, TranspileRequest } from './transpiler.ts';

const NAME = 'component';

/** Glue has some 100 kB. Types that double within one another make it without end, and the host would have to read it. */
const MAX_GLUE_BYTES = 16 << 20;

async function run({ bytes, suspendingImports }: TranspileRequest): Promise<TranspileReply> {
  try {
    const { files, imports, exports } = await transpileBytes(bytes, {
      name: NAME,
      instantiation: { tag: 'async' },
      asyncMode: 'jspi',
      asyncImports: [...suspendingImports],
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
        modules: Object.entries(files).filter(([file]) => file.endsWith('.wasm')),
        imports,
        exports: withoutAliases(exports.map(([name, kind]) => ({ name, kind }))),
      },
    };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
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

parentPort?.postMessage(await run(workerData as TranspileRequest)); // sent by transpiler.ts alone
