/** One input: calls in a row on an instance that nobody has called before, and how they end. */
import {
  type CallOptions,
  type ComponentInstance,
  DEFAULT_LIMITS,
  type InstanceOptions,
  type LoadedComponent,
  MemoryBackend,
  type TrapError,
  type TrapKind,
} from '@airssys/host';
import { isAirssysError } from '@airssys/model';
import type { Finding, FindingKind } from './finding.ts';
import type { Answers, GeneratedImports } from './generated-imports.ts';
import type { Target } from './target.ts';

export interface Call {
  readonly target: Target;
  readonly args: readonly unknown[];
}

/** Calls in a row, and what the interfaces of others answer to the component meanwhile. */
export interface Input {
  readonly calls: readonly Call[];
  readonly answers: Answers;
}

/** How an input ended that it should not have ended in. */
export interface Failure {
  /** The call that failed: the last one that was made. */
  readonly at: number;
  readonly error: TrapError;
  /** What the component had asked others for, and was answered. */
  readonly answered: Answers;
}

/** Ends that are no fault of the component: what it was not granted, and what was too large to be handed over. */
const BLAMELESS: ReadonlySet<TrapKind> = new Set(['denied', 'cancelled', 'bytes-in-limit', 'startup-deadline']);

/** A call that is known not to come back at times is not waited for again: it has this share of its fuel and time. */
const SHARE_OF_SLOW = 0.02;
const SLOW: ReadonlySet<FindingKind> = new Set<FindingKind>(['out-of-fuel', 'deadline']);

export interface Denial {
  readonly message: string;
  /** Whether it was the answer of another that was missing, and not a grant. */
  readonly isImport: boolean;
}

export interface AttemptSetting {
  readonly signal: AbortSignal;
  /** Whether calls leave something behind that putting back the memory does not undo. */
  readonly keepsState: boolean;
  readonly imports: GeneratedImports;
}

export class Attempts implements AsyncDisposable {
  readonly #component: LoadedComponent;
  readonly #options: InstanceOptions;
  readonly #signal: AbortSignal;
  readonly #keepsState: boolean;
  readonly #imports: GeneratedImports;
  /** Operations that are known not to come back. */
  readonly #slow = new Set<string>();
  #instance: ComponentInstance | undefined;
  /** Inputs that ended in a denial, by the label of the operation. */
  readonly denied: Map<string, Denial> = new Map();
  count = 0;

  constructor(component: LoadedComponent, options: InstanceOptions, { signal, keepsState, imports }: AttemptSetting) {
    this.#component = component;
    this.#options = { ...options, imports: imports.providers };
    this.#imports = imports;
    this.#signal = signal;
    this.#keepsState = keepsState || imports.hasResources;
  }

  /** Says what is known, so that no time is spent on it again. */
  know({ operation, kind }: Finding): void {
    if (SLOW.has(kind)) this.#slow.add(operation);
  }

  /** Makes the calls until one fails. */
  async run(input: Input): Promise<Failure | undefined> {
    this.count += 1;
    this.#imports.begin(input.answers);
    if (!this.#keepsState && input.calls.length === 1) {
      // One instance, which is put back to its first state after each call.
      this.#instance ??= await this.#component.instantiate({ ...this.#options, reuse: 'call' });
      return await this.#callAll(this.#instance, input);
    }
    await using storage = new MemoryBackend();
    await using instance = await this.#component.instantiate({ ...this.#options, storage });
    return await this.#callAll(instance, input);
  }

  async #callAll(instance: ComponentInstance, { calls }: Input): Promise<Failure | undefined> {
    for (const [at, { target, args }] of calls.entries()) {
      try {
        await target.call(instance, args, { signal: this.#signal, ...this.#lessFor(target) });
      } catch (error) {
        if (this.#signal.aborted) return undefined;
        if (!isTrap(error)) throw error;
        if (error.kind === 'denied')
          this.denied.set(target.label, { message: error.message, isImport: this.#imports.hasDenied });
        const isKnown = SLOW.has(error.kind) && this.#slow.has(target.label);
        return isKnown || BLAMELESS.has(error.kind) ? undefined : { at, error, answered: this.#imports.answered };
      }
    }
    return undefined;
  }

  #lessFor({ label }: Target): CallOptions {
    const { maxFuel, timeoutMs } = { ...DEFAULT_LIMITS, ...this.#options.limits };
    if (!this.#slow.has(label)) return {};
    return { maxFuel: Math.ceil(maxFuel * SHARE_OF_SLOW), timeoutMs: Math.ceil(timeoutMs * SHARE_OF_SLOW) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#instance?.[Symbol.asyncDispose]();
  }
}

const isTrap = (error: unknown): error is TrapError => isAirssysError(error) && 'kind' in error;
