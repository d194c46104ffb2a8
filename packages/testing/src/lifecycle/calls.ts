/** Calls of a place: what is carried through the host's routing of calls, which knows operations by their names alone. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallOptions, ComponentMessage } from '@airssys/host';

/** The handling of messages as names of operations. No operation of a class has such a name. */
export const MESSAGE = '#message';
export const CALLBACK = '#callback';

/** The message of a call by one of these names. */
export const messageOf = ([message]: readonly unknown[]): ComponentMessage => message as ComponentMessage; // of whoever knows the name

/**
 * The asynchronous context of whoever calls. A call that waits for an update is begun in that of another; audit and clock tell whose
 * it is by this.
 */
export class CallerContext {
  readonly #within = AsyncLocalStorage.snapshot();
  readonly #own: unknown;

  /** @param own What the call has as its context besides. */
  constructor(own?: unknown) {
    this.#own = own;
  }

  /** Runs the work in its caller's context, with the options that were the caller's. */
  static restored<T>(options: CallOptions | undefined, work: (options: CallOptions | undefined) => T): T {
    const context = options?.context;
    if (!(context instanceof CallerContext)) return work(options);
    return context.#within(() => work({ ...options, context: context.#own }));
  }
}
