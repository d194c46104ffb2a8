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
import type { Target } from './target.ts';

export interface Call {
  readonly target: Target;
  readonly args: readonly unknown[];
}

export type Input = readonly Call[];

/** How an input ended that it should not have ended in. */
export interface Failure {
  /** The call that failed: the last one that was made. */
  readonly at: number;
  readonly error: TrapError;
}

/** Ends that are no fault of the component: what it was not granted, and what was too large to be handed over. */
const BLAMELESS: ReadonlySet<TrapKind> = new Set(['denied', 'cancelled', 'bytes-in-limit', 'startup-deadline']);

/** A call that is known not to come back at times is not waited for again: it has this share of its fuel and time. */
const SHARE_OF_SLOW = 0.02;
const SLOW: ReadonlySet<FindingKind> = new Set<FindingKind>(['out-of-fuel', 'deadline']);

export class Attempts implements AsyncDisposable {
  readonly #component: LoadedComponent;
  readonly #options: InstanceOptions;
  readonly #signal: AbortSignal;
  readonly #keepsState: boolean;
  /** Operations that are known not to come back. */
  readonly #slow = new Set<string>();
  #instance: ComponentInstance | undefined;
  /** Inputs that ended in a denial, by the label of the operation. */
  readonly denied: Map<string, string> = new Map();
  count = 0;

  /** @param keepsState Whether calls leave something behind that putting back the memory does not undo. */
  constructor(
    component: LoadedComponent,
    options: InstanceOptions,
    { signal, keepsState }: { readonly signal: AbortSignal; readonly keepsState: boolean },
  ) {
    this.#component = component;
    this.#options = options;
    this.#signal = signal;
    this.#keepsState = keepsState;
  }

  /** Says what is known, so that no time is spent on it again. */
  know({ operation, kind }: Finding): void {
    if (SLOW.has(kind)) this.#slow.add(operation);
  }

  /** Makes the calls until one fails. */
  async run(input: Input): Promise<Failure | undefined> {
    this.count += 1;
    if (!this.#keepsState && input.length === 1) {
      // One instance, which is put back to its first state after each call.
      this.#instance ??= await this.#component.instantiate({ ...this.#options, reuse: 'call' });
      return await this.#callAll(this.#instance, input);
    }
    await using storage = new MemoryBackend();
    await using instance = await this.#component.instantiate({ ...this.#options, storage });
    return await this.#callAll(instance, input);
  }

  async #callAll(instance: ComponentInstance, input: Input): Promise<Failure | undefined> {
    for (const [at, { target, args }] of input.entries()) {
      try {
        await target.call(instance, args, { signal: this.#signal, ...this.#lessFor(target) });
      } catch (error) {
        if (this.#signal.aborted) return undefined;
        if (!isTrap(error)) throw error;
        if (error.kind === 'denied') this.denied.set(target.label, error.message);
        const isKnown = SLOW.has(error.kind) && this.#slow.has(target.label);
        return isKnown || BLAMELESS.has(error.kind) ? undefined : { at, error };
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
