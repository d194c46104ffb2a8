/**
 * Builds components before they are mounted, in a thread that lasts: its tools are loaded and warm, and its work is done while
 * the worker that will mount the component starts. A mount waits for it by the lock, and finds the results in the cache. A thread
 * because the process has other things to do: each module of a test comes through it.
 */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What the thread gets. It answers with the file. */
export interface PrepareRequest {
  /** Absolute path. */
  readonly file: string;
  readonly isEdited: boolean;
}

/** The compiler's first steps make much that lives on: by default a quarter of their time goes into moving it. */
const YOUNG_MB = 64;

const COMPONENT_CLASS = /^\s*@component\(/m;

export class ComponentPreparation implements AsyncDisposable {
  readonly #underWay = new Map<string, PromiseWithResolvers<void>>();
  readonly #root: string;
  #worker: Worker | undefined;
  #isDisposed = false;
  /** Who has asked for it by {@link ComponentPreparation.shared} and has not disposed it. */
  #users = 1;
  static #shared: ComponentPreparation | undefined;

  /**
   * One for all projects of the process: each would load the compiler again. It ends when all of them have disposed it.
   *
   * @param root As of the constructor: the first project decides.
   */
  static shared(root: string): ComponentPreparation {
    if (this.#shared === undefined) return (this.#shared = new ComponentPreparation(root));
    this.#shared.#users += 1;
    return this.#shared;
  }

  /** Starts the thread. @param root A directory of the project. Where nothing was ever built there, the thread loads its tools at once. */
  constructor(root: string) {
    this.#root = root;
    this.#thread();
  }

  /**
   * Builds what a file has, if that is a component and has changed. Never rejects: the mount tells what is wrong with it.
   *
   * @param isEdited It is being written: more changes will come.
   */
  async prepare(file: string, isEdited = false): Promise<void> {
    const code = file.endsWith('.wasm') ? '' : await readFile(file, 'utf8').catch(() => '');
    if (this.#isDisposed || !COMPONENT_CLASS.test(code)) return;
    let work = this.#underWay.get(file);
    if (work === undefined) {
      this.#underWay.set(file, (work = Promise.withResolvers()));
      this.#thread().postMessage({ file, isEdited } satisfies PrepareRequest);
    }
    await work.promise;
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL(`./prepare-worker${extname(import.meta.url)}`, import.meta.url), {
      execArgv: [],
      workerData: this.#root,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (file: string) => this.#ended(file));
    worker.on('error', () => {});
    worker.on('exit', () => {
      this.#worker = undefined;
      for (const file of this.#underWay.keys()) this.#ended(file);
    });
    // What is not prepared is built by its mount. Behind the listeners: one for messages takes it back.
    worker.unref();
    return (this.#worker = worker);
  }

  #ended(file: string): void {
    this.#underWay.get(file)?.resolve();
    this.#underWay.delete(file);
  }

  /** Waits for what is under way: it holds locks. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    if (ComponentPreparation.#shared === this) ComponentPreparation.#shared = undefined;
    this.#isDisposed = true;
    this.#worker?.ref();
    await Promise.all([...this.#underWay.values()].map(({ promise }) => promise));
    await this.#worker?.terminate();
  }
}
