/**
 * Evaluates scripts in the QuickJS of componentize-qjs, here in V8: from a script to the memory of the engine after its top
 * level, which is what componentize-qjs stores in the component (Wizer). It compiles the engine anew for each script; here it is
 * compiled once.
 *
 * The engine is asked of componentize-qjs itself, linked for the interfaces of a component: by a runtime whose `init` evaluates
 * nothing and only writes down what it was given. INVARIANT: what happens to the memory until the script has been evaluated is
 * what happens in componentize-qjs: the same strings are put into it in the same order, by the same `cabi_realloc`.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { addFunctions, readCoreModule, signatureOf } from '../wasm/core-module.ts';
import { compileCore, type CoreInstance, type CoreProgram, instantiateCore } from '../wasm/core-instances.ts';
import { control, functionBody, i32, local, memory as ownMemory, sequence } from '../wasm/instructions.ts';
import { otherEngine } from './other-engine.ts';

/** Of the runtime's `init(shims: string, script: string, entry-path: option<string>, disable-gc: bool) -> result<_, string>`. */
const INIT = 'init';
const AFTER_INIT = 'cabi_post_init';
const PARAMETERS = ['shims', 'shimsBytes', 'script', 'scriptBytes', 'hasPath', 'path', 'pathBytes', 'disableGc'];
const SIGNATURE = `${'i'.repeat(PARAMETERS.length)}>i`;
/** The true one. */
const EVALUATE = 'airssys-evaluate';

const STACK_POINTER = '__stack_pointer';
/** Bytes before the end of the memory, where nothing has been written yet: of the parameters, and of an answer, whose zeros mean success. */
const NOTES = 1024;
const ANSWER = 2048;
const PAGE_BITS = 16;
const WORD = 4;
/** Of a script's top level, in milliseconds. */
const LONGEST_MS = 120_000;

/** What is needed of the engine's instances. */
interface Engine {
  readonly memory: WebAssembly.Memory;
  readonly [STACK_POINTER]: WebAssembly.Global;
  readonly cabi_realloc: (old: number, oldBytes: number, alignment: number, bytes: number) => number;
  readonly [EVALUATE]: (...parameters: readonly number[]) => number;
  readonly [AFTER_INIT]: (answer: number) => void;
}

/** The runtime with an `init` that evaluates nothing. */
export function withoutEvaluation(runtime: Uint8Array): Uint8Array {
  const module = readCoreModule(runtime);
  const init = module.exports.find(({ name }) => name === INIT);
  if (init === undefined || signatureOf(module, INIT) !== SIGNATURE) {
    throw otherEngine('componentize-qjs', 'its runtime is initialized otherwise');
  }
  const type = module.functionTypes[init.index] ?? -1;
  const fromEnd = (bytes: number): readonly number[] =>
    sequence(ownMemory.size, i32.const(PAGE_BITS), i32.shiftLeft, i32.const(bytes), i32.sub);
  const notes = PARAMETERS.map((_, at) => [...fromEnd(NOTES), ...local.get(at), ...i32.store(at * WORD)]);
  const parameters = PARAMETERS.map((_, at) => local.get(at));
  return addFunctions(module, [
    // First what leads to the true one, whose name is then given to the other.
    { exports: [], newExport: EVALUATE, type, body: functionBody({}, ...parameters, control.call(init.index)) },
    { exports: [INIT], type, body: functionBody({}, ...notes, fromEnd(ANSWER)) },
  ]);
}

export interface EvaluationTask {
  readonly program: CoreProgram;
  readonly script: string;
}

export type EvaluationAnswer = { readonly memory: Uint8Array } | { readonly error: string };

const WORKER = new URL(`./evaluate-worker${extname(import.meta.url)}`, import.meta.url);

export class QuickJsEvaluator {
  readonly #program: CoreProgram;

  private constructor(program: CoreProgram) {
    this.#program = program;
  }

  /** @param engine A component that componentize-qjs has made of an empty script, and of a runtime {@link withoutEvaluation}. */
  static async create(engine: Uint8Array): Promise<QuickJsEvaluator> {
    return new QuickJsEvaluator(await compileCore(engine));
  }

  /**
   * The memory after the script.
   *
   * @throws Error with the engine's words where the script throws, as componentize-qjs does; or where it takes longer than it may.
   */
  async evaluate(script: string, limitMs: number = LONGEST_MS): Promise<Uint8Array> {
    const workerData: EvaluationTask = { program: this.#program, script };
    // Nothing that its Node was started with: `--input-type` alone would end it.
    const worker = new Worker(WORKER, { workerData, execArgv: [] });
    const { promise, resolve, reject } = Promise.withResolvers<EvaluationAnswer>();
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread of the script has ended')));
    const timer = setTimeout(
      () => reject(new Error(`the top level of the sources has not ended after ${limitMs / 1000} s`)),
      limitMs,
    );
    try {
      const answer = await promise;
      if ('error' in answer) throw new Error(answer.error);
      return answer.memory;
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  }
}

/** The memory after the script. Blocks the thread for as long as that takes. @throws As {@link QuickJsEvaluator.evaluate}. */
export function evaluateIn(program: CoreProgram, script: string): Uint8Array {
  const engine = engineOf(instantiateCore(program));
  const { memory, cabi_realloc: allocate } = engine;
  const stack = engine[STACK_POINTER];
  const before: unknown = stack.value;
  const given = new Uint32Array(memory.buffer, memory.buffer.byteLength - NOTES, PARAMETERS.length);
  const [shims = 0, shimsBytes = 0, , , hasPath = 0, path = 0, pathBytes = 0, disableGc = 0] = given;
  given.fill(0);
  const text = new TextEncoder().encode(script);
  const at = allocate(0, 0, 1, text.length);
  new Uint8Array(memory.buffer).set(text, at);
  const answer = engine[EVALUATE](shims, shimsBytes, at, text.length, hasPath, path, pathBytes, disableGc);
  const failure = failureIn(memory, answer);
  if (failure !== undefined) throw new Error(failure);
  engine[AFTER_INIT](answer);
  if (stack.value !== before) throw new RangeError('the engine has not given its stack back');
  return new Uint8Array(memory.buffer);
}

/** By what they export: the memory and its stack are in one, what evaluates in another one. */
function engineOf(instances: readonly CoreInstance[]): Engine {
  const has = (name: string): CoreInstance['exports'] =>
    instances.find(({ exports }) => name in exports)?.exports ?? {};
  // What the component was made of was checked by `withoutEvaluation`.
  return { ...has(EVALUATE), ...pick(has('memory')) } as unknown as Engine;
}

const pick = ({ memory, [STACK_POINTER]: stack }: CoreInstance['exports']): object => ({
  memory,
  [STACK_POINTER]: stack,
});

/** The error of a `result<_, string>`, by the canonical ABI. */
function failureIn({ buffer }: WebAssembly.Memory, answer: number): string | undefined {
  const view = new DataView(buffer);
  if (view.getUint8(answer) === 0) return undefined;
  const [at, length] = [view.getUint32(answer + WORD, true), view.getUint32(answer + 2 * WORD, true)];
  return new TextDecoder().decode(new Uint8Array(buffer, at, length));
}
