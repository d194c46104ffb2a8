/**
 * From a component to core modules and the JavaScript that joins them (jco). One panic of the transpiler poisons it for
 * good, and it keeps a core busy for up to a second, so it runs in a worker that is thrown away afterwards.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AirssysError } from '@airssys/model';

export interface TranspileRequest {
  readonly bytes: Uint8Array;
  /** `interface#function` of the imports that may wait, as the component names them. */
  readonly suspendingImports: readonly string[];
}

export interface Transpiled {
  /** Source of the glue, an ES module with `instantiate`. */
  readonly glue: string;
  /** Core modules by the name under which the glue asks for them. */
  readonly modules: ReadonlyMap<string, Uint8Array>;
  /** Interfaces that must be provided, without versions: `airssys:core/storage`. */
  readonly imports: readonly string[];
  /** Exported interfaces with versions, and exported functions. */
  readonly exports: readonly TranspiledExport[];
}

export interface TranspiledExport {
  readonly name: string;
  readonly kind: 'function' | 'instance';
}

/** What the worker answers. */
export type TranspileReply =
  | {
      readonly ok: true;
      readonly result: Omit<Transpiled, 'modules'> & { readonly modules: readonly (readonly [string, Uint8Array])[] };
    }
  | { readonly ok: false; readonly message: string };

/**
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` where the bytes are no valid component, `AIRSSYS_ENGINE_TRANSPILE`
 *   where the transpiler fails on a valid one.
 */
export async function transpile(request: TranspileRequest, name: string): Promise<Transpiled> {
  // The worker's file has this file's extension: .ts as a source, .js as published.
  const worker = new Worker(new URL(`./transpile-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: request,
    // The transpiler tells of its panics on stderr; they come back as messages.
    stderr: true,
    stdout: true,
  });
  const reply = await new Promise<TranspileReply>((done) => {
    worker.once('message', done);
    worker.once('error', (error: Error) => done({ ok: false, message: error.message }));
    worker.once('exit', (code) => done({ ok: false, message: `the transpiler's thread ended with ${code}` }));
  });
  await worker.terminate();
  if (reply.ok) return { ...reply.result, modules: new Map(reply.result.modules) };
  throw transpileError(reply.message, name);
}

function transpileError(message: string, name: string): AirssysError {
  const [headline = message] = message.split('\n');
  const isInvalid = /decode|parse|validat|unexpected end|offset 0x|magic/i.test(message);
  return isInvalid
    ? new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${name} is not a valid component: ${headline}`, {
        hint: 'Copy or build it again. `airssys inspect` reads one without running it.',
        data: { name },
      })
    : new AirssysError('AIRSSYS_ENGINE_TRANSPILE', `${name} could not be prepared: ${headline}`, {
        hint: 'The component may use a feature that is not supported yet.',
        data: { name, details: message },
      });
}
