/**
 * A sandbox whose every call finds the state that the component had after its initialization: what one call leaves behind,
 * no other sees. The instance is put back after a call; where that cannot be (it trapped, its memory has grown, its code
 * changes tables) the next call gets a new one.
 */
import { CallQueue } from './call-queue.ts';
import { type EndListener, EndListeners } from './end-listeners.ts';
import type { InlineSandbox } from './inline-sandbox.ts';
import type {
  CallOutcome,
  ExportedFunction,
  HandleToken,
  Sandbox,
  SandboxCallOptions,
  SandboxState,
} from './sandbox.ts';
import type { StateSnapshot } from './state-snapshot.ts';
import { addUsage, NO_USAGE, type Usage } from './usage.ts';

export interface FreshSandboxOptions {
  /** Makes an instance and initializes it. */
  readonly make: () => Promise<InlineSandbox>;
  /** Calls that may wait for their turn. */
  readonly maxQueuedCalls: number;
}

export class FreshSandbox implements Sandbox {
  readonly #make: () => Promise<InlineSandbox>;
  readonly #queue: CallQueue;
  #inner: InlineSandbox;
  #snapshot: StateSnapshot | undefined;
  /** Whether the instance is in its first state. */
  #isFresh = true;
  #isDisposed = false;
  /** Of the instances before this one. */
  #earlier: Usage = NO_USAGE;
  readonly #ended = new EndListeners();

  private constructor({ make, maxQueuedCalls }: FreshSandboxOptions, first: InlineSandbox) {
    this.#make = make;
    this.#queue = new CallQueue(maxQueuedCalls);
    this.#inner = first;
    this.#snapshot = first.takeSnapshot();
  }

  /** @throws What `make` throws. */
  static async create(options: FreshSandboxOptions): Promise<FreshSandbox> {
    return new FreshSandbox(options, await options.make());
  }

  get id(): number {
    return this.#inner.id;
  }

  /** `trapped` never: a call that traps is the end of its instance, not of this. */
  get state(): SandboxState {
    return this.#isDisposed ? 'disposed' : 'ready';
  }

  get usage(): Usage {
    return addUsage(this.#earlier, this.#inner.usage);
  }

  get hasHandles(): boolean {
    return this.#inner.hasHandles;
  }

  has(fn: ExportedFunction): boolean {
    return this.#inner.has(fn);
  }

  onEnded(listener: EndListener): () => void {
    this.#ended.add(listener);
    return () => this.#ended.delete(listener);
  }

  async call(
    fn: ExportedFunction,
    operation: string,
    args: readonly unknown[],
    options: SandboxCallOptions = {},
    taken: readonly HandleToken[] = [],
  ): Promise<CallOutcome> {
    // A call from inside would wait for itself: the instance refuses it.
    if (this.#inner.isEntered || this.#isDisposed) return await this.#inner.call(fn, operation, args, options, taken);
    const turn = this.#queue.enter(options.signal);
    if (turn !== undefined) await turn;
    try {
      if (!this.#isFresh) await this.#renew();
      this.#isFresh = false;
      return await this.#inner.call(fn, operation, args, options, taken);
    } finally {
      this.#isFresh = this.#inner.state === 'ready' && (this.#snapshot?.restore() ?? false);
      this.#queue.leave();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#ended.tell(undefined);
    await this.#inner[Symbol.asyncDispose]();
  }

  async #renew(): Promise<void> {
    const last = this.#inner;
    await last[Symbol.asyncDispose]();
    if (this.#isDisposed) return; // its instance says so to whoever calls
    const next = await this.#make();
    this.#earlier = this.usage;
    this.#inner = next;
    this.#snapshot = next.takeSnapshot();
    this.#isFresh = true;
    if (this.#isDisposed) await next[Symbol.asyncDispose]();
  }
}
