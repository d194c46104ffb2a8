import { demandReady } from '../sandbox/demand-ready.ts';
import { type EndListener, EndListeners } from '../sandbox/end-listeners.ts';
import type { InlineSandbox } from '../sandbox/inline-sandbox.ts';
import type {
  CallOutcome,
  ExportedFunction,
  HandleToken,
  Sandbox,
  SandboxCallOptions,
  SandboxState,
} from '../sandbox/sandbox.ts';
import { subtractUsage, type Usage } from '../sandbox/usage.ts';

/**
 * A sandbox that somebody has for a while. To its holder it is an instance of its own: it has used nothing yet, and when it is
 * disposed it takes no calls, whatever becomes of the sandbox behind it.
 */
export class LeasedSandbox implements Sandbox {
  readonly #inner: InlineSandbox;
  readonly #giveBack: () => Promise<void>;
  /** What others have used before. */
  readonly #before: Usage;
  #last: Usage | undefined;
  readonly #ended = new EndListeners();
  /** Undefined until somebody wants to hear of the end. The sandbox behind it has other holders afterwards, who do not keep this one. */
  #unregister: (() => void) | undefined;

  constructor(inner: InlineSandbox, giveBack: () => Promise<void>) {
    this.#inner = inner;
    this.#giveBack = giveBack;
    this.#before = inner.usage;
  }

  get id(): number {
    return this.#inner.id;
  }

  get state(): SandboxState {
    return this.#last === undefined ? this.#inner.state : 'disposed';
  }

  get usage(): Usage {
    return this.#last ?? subtractUsage(this.#inner.usage, this.#before);
  }

  get hasHandles(): boolean {
    return this.#inner.hasHandles;
  }

  has(fn: ExportedFunction): boolean {
    return this.#inner.has(fn);
  }

  onEnded(listener: EndListener): () => void {
    if (this.#last === undefined) this.#unregister ??= this.#inner.onEnded((error) => this.#ended.tell(error));
    this.#ended.add(listener);
    return () => this.#ended.delete(listener);
  }

  async call(
    fn: ExportedFunction,
    operation: string,
    args: readonly unknown[],
    options?: SandboxCallOptions,
    taken?: readonly HandleToken[],
  ): Promise<CallOutcome> {
    demandReady(this.state, operation);
    return await this.#inner.call(fn, operation, args, options, taken);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#last !== undefined) return;
    this.#last = this.usage;
    this.#ended.tell(undefined);
    this.#unregister?.();
    await this.#giveBack();
  }
}
