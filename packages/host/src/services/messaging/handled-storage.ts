/**
 * Storage as a component uses it while it handles a message exactly once: what it writes is seen by itself, and is committed together with
 * the message's end.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { asHandling, type Handling } from '../../messaging/handling.ts';
import type { HostCall, HostFunction, HostService } from '../host-service.ts';
import type {
  BatchOptions,
  DeleteOptions,
  KeyValueBackend,
  PageOptions,
  SetOptions,
  StorageChange,
  Write,
} from '../storage/key-value-backend.ts';

const current = new AsyncLocalStorage<Handling>();

/** A service of storage on a {@link HandledStorage}: tells it in which handling a call is. */
export function inHandling(service: HostService): HostService {
  const told = (functions: Readonly<Record<string, HostFunction>>): Readonly<Record<string, HostFunction>> =>
    Object.fromEntries(Object.entries(functions).map(([name, fn]) => [name, { ...fn, call: toldOf(fn) }]));
  return {
    ...service,
    ...(service.waiting && { waiting: told(service.waiting) }),
    ...(service.immediate && { immediate: told(service.immediate) }),
  };
}

const toldOf =
  (fn: HostFunction): HostFunction['call'] =>
  (call: HostCall, ...args: never[]) => {
    const handling = asHandling(call.context);
    return handling?.isAtomic === true ? current.run(handling, () => fn.call(call, ...args)) : fn.call(call, ...args);
  };

/** A store of which a call that belongs to a handling sees that handling's view. */
export class HandledStorage implements KeyValueBackend {
  readonly #store: KeyValueBackend;

  /** The store is not disposed with it. */
  constructor(store: KeyValueBackend) {
    this.#store = store;
  }

  get #view(): KeyValueBackend {
    return current.getStore()?.view(this.#store) ?? this.#store;
  }

  get(namespace: string, key: string): ReturnType<KeyValueBackend['get']> {
    return this.#view.get(namespace, key);
  }

  entry(namespace: string, key: string): ReturnType<KeyValueBackend['entry']> {
    return this.#view.entry(namespace, key);
  }

  has(namespace: string, key: string): ReturnType<KeyValueBackend['has']> {
    return this.#view.has(namespace, key);
  }

  list(
    namespace: string,
    prefix: string,
    options?: Pick<PageOptions, 'after' | 'limit'>,
  ): ReturnType<KeyValueBackend['list']> {
    return this.#view.list(namespace, prefix, options);
  }

  scan(namespace: string, prefix: string, options?: PageOptions): ReturnType<KeyValueBackend['scan']> {
    return this.#view.scan(namespace, prefix, options);
  }

  usage(namespace: string): ReturnType<KeyValueBackend['usage']> {
    return this.#view.usage(namespace);
  }

  set(namespace: string, key: string, value: Uint8Array, options?: SetOptions): ReturnType<KeyValueBackend['set']> {
    return this.#view.set(namespace, key, value, options);
  }

  delete(namespace: string, key: string, options?: DeleteOptions): ReturnType<KeyValueBackend['delete']> {
    return this.#view.delete(namespace, key, options);
  }

  batch(writes: readonly Write[], options?: BatchOptions): ReturnType<KeyValueBackend['batch']> {
    return this.#view.batch(writes, options);
  }

  watch(namespace: string, prefix: string, listener: (change: StorageChange) => void): Disposable {
    return this.#view.watch(namespace, prefix, listener);
  }

  sweep(): Promise<number> {
    return this.#store.sweep();
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
