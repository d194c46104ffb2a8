/**
 * From a component to metered core modules and the JavaScript that joins them (jco). One panic of the transpiler poisons it for
 * good, and together with the metering it keeps a core busy for up to a second; so both run in a worker that is thrown away
 * afterwards, and the thread that asked goes on with its calls and timers.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AirssysError, type AirssysErrorOptions, type ErrorCode } from '@airssys/model';
import type { CoreProgram } from './core-program.ts';
import type { MeteringMode } from './metering/meter-module.ts';
import type { PreparedModule } from './prepared-cache.ts';

export interface TranspileRequest {
  readonly bytes: Uint8Array;
  /** `interface@version#function` of the imports that may wait, whichever version that goes with it the component names. */
  readonly suspendingImports: readonly string[];
  /** The bytes are a core module, of which a component is made. */
  readonly program?: CoreProgram | undefined;
  readonly metering: MeteringMode;
}

export interface NamedRequest extends TranspileRequest {
  /** What it is called in errors. */
  readonly name: string;
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

/**
 * What the worker answers. `refusal` is an error of the metering, in parts; `transpiler` the compiled code of the transpiler, without
 * any state: while somebody has it, V8 gives the next thread the same, as far as it is optimized by then.
 */
export type TranspileReply =
  | { readonly ok: true; readonly result: Transpiled; readonly transpiler?: WebAssembly.Module }
  | { readonly ok: false; readonly message: string; readonly refusal?: Refusal };

export interface Refusal extends Pick<AirssysErrorOptions, 'hint' | 'data'> {
  readonly code: ErrorCode;
}

/** JavaScript heap of the transpiler's thread. A component of 12 MB takes a tenth of it. */
const MAX_HEAP_MB = 1_024;

/**
 * `timeoutMs`: how long it may take. Small components can be made that keep the transpiler busy for minutes.
 *
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` where the bytes are no valid component, `AIRSSYS_ENGINE_TRANSPILE`
 *   where the transpiler fails on a valid one, or does not come to its end, `AIRSSYS_ENGINE_UNSUPPORTED` where the metering refuses a core
 *   module.
 */
export async function transpile(request: TranspileRequest, name: string, timeoutMs = 60_000): Promise<Transpiled> {
  const worker = ready ?? startThread();
  ready = undefined;
  worker.ref();
  worker.postMessage({ ...request, name } satisfies NamedRequest);
  let timer: NodeJS.Timeout | undefined;
  const reply = await new Promise<TranspileReply>((done) => {
    const failed = (message: string): void => done({ ok: false, message });
    worker.once('message', done);
    worker.once('error', (error: Error) => failed(error.message));
    worker.once('exit', (code) => failed(`the transpiler's thread ended with ${code}`));
    timer = setTimeout(() => failed(`the transpiler was not done after ${timeoutMs} ms`), timeoutMs);
  });
  clearTimeout(timer);
  await worker.terminate();
  if (reply.ok) {
    keepCode(reply.transpiler);
    return reply.result;
  }
  const { message, refusal } = reply;
  throw refusal === undefined ? transpileError(message, name) : new AirssysError(refusal.code, message, refusal);
}

/** The transpiler's code takes some megabytes: it is kept for the components that are loaded together, one after the other. */
const CODE_KEPT_MS = 30_000;
let code: WebAssembly.Module | undefined;
let codeTimer: NodeJS.Timeout | undefined;

function keepCode(compiled: WebAssembly.Module | undefined): void {
  code = compiled ?? code;
  clearTimeout(codeTimer);
  codeTimer = setTimeout(() => (code = undefined), CODE_KEPT_MS);
  codeTimer.unref();
}

/** A thread that has loaded the transpiler, or is about to, and waits for a component. */
let ready: Worker | undefined;

/** Starts the thread of the next {@link transpile} ahead of it. It keeps no process alive. */
export function readyTranspiler(): void {
  if (ready !== undefined) return;
  const worker = startThread();
  worker.unref();
  worker.once('exit', () => {
    if (ready === worker) ready = undefined;
  });
  ready = worker;
}

function startThread(): Worker {
  // The worker's file has this file's extension: .ts as a source, .js as published.
  const worker = new Worker(new URL(`./transpile-worker${extname(import.meta.url)}`, import.meta.url), {
    // Nothing that its Node was started with: `--input-type` alone would end it.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    // The transpiler tells of its panics on stderr; they come back as messages.
    stderr: true,
    stdout: true,
  });
  // Of one that waits: an exit follows, and the next component has another thread.
  worker.on('error', () => {});
  return worker;
}

/** The innermost reason of what the transpiler says (`Caused by:` and lines below), without the place in the bytes. */
function reasonOf(message: string): string {
  const lines = message.split('\n').map((line) => line.trim().replace(/^\d+: /, ''));
  const last = lines.lastIndexOf('Caused by:') === -1 ? lines[0] : lines.findLast((line) => line !== '');
  return (last ?? message).replace(/ \(at offset 0x[\da-f]+\)$/, '').slice(0, MAX_REASON);
}

/** Characters of a reason: it may hold names from the component. */
const MAX_REASON = 1_000;

function transpileError(message: string, name: string): AirssysError {
  const isBeyond = /not enabled|not supported|unsupported|requires the .* feature/i.test(message);
  const isInvalid = !isBeyond && /decode|parse|validat|unexpected end|offset 0x|magic/i.test(message);
  return isInvalid
    ? new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${name} is not a valid component: ${reasonOf(message)}`, {
        hint: 'Copy or build it again. `airssys inspect` reads one without running it.',
        data: { name },
      })
    : new AirssysError('AIRSSYS_ENGINE_TRANSPILE', `${name} could not be prepared: ${reasonOf(message)}`, {
        hint: 'The component may use a feature that is not supported yet.',
        data: { name, details: message },
      });
}
