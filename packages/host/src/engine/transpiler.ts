/**
 * From a component to metered core modules and the JavaScript that joins them (jco). One panic of the transpiler poisons it for
 * good, and together with the metering it keeps a core busy for up to a second; so both run in a worker that is thrown away
 * afterwards, and the thread that asked goes on with its calls and timers.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AirssysError, type AirssysErrorOptions, type ErrorCode } from '@airssys/model';
import type { MeteringMode } from './metering/meter-module.ts';
import type { PreparedModule } from './prepared-cache.ts';

export interface TranspileRequest {
  readonly bytes: Uint8Array;
  /** `interface#function` of the imports that may wait, as the component names them. */
  readonly suspendingImports: readonly string[];
  readonly metering: MeteringMode;
}

export interface Transpiled {
  /** Source of the glue, an ES module with `instantiate`. */
  readonly glue: string;
  /** The core modules, metered. */
  readonly modules: readonly PreparedModule[];
  /** Interfaces that must be provided, without versions: `airssys:core/storage`. */
  readonly imports: readonly string[];
  /** Exported interfaces with versions, and exported functions. */
  readonly exports: readonly TranspiledExport[];
}

export interface TranspiledExport {
  readonly name: string;
  readonly kind: 'function' | 'instance';
}

/** What the worker answers. `refusal` is an error of the metering, in parts. */
export type TranspileReply =
  | { readonly ok: true; readonly result: Transpiled }
  | { readonly ok: false; readonly message: string; readonly refusal?: Refusal };

export interface Refusal extends Pick<AirssysErrorOptions, 'hint' | 'data'> {
  readonly code: ErrorCode;
}

/**
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` where the bytes are no valid component, `AIRSSYS_ENGINE_TRANSPILE`
 *   where the transpiler fails on a valid one, `AIRSSYS_ENGINE_UNSUPPORTED` where the metering refuses a core module.
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
  if (reply.ok) return reply.result;
  const { message, refusal } = reply;
  throw refusal === undefined ? transpileError(message, name) : new AirssysError(refusal.code, message, refusal);
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
