import type { StorageChange } from './key-value-backend.ts';

interface Watcher {
  readonly namespace: string;
  readonly prefix: string;
  readonly listener: (change: StorageChange) => void;
}

/** Those who want to know of changes. What a listener throws harms no write: it becomes a warning of the process. */
export class Watchers {
  readonly #watchers = new Set<Watcher>();

  get size(): number {
    return this.#watchers.size;
  }

  add(namespace: string, prefix: string, listener: Watcher['listener']): Disposable {
    const watcher: Watcher = { namespace, prefix, listener };
    this.#watchers.add(watcher);
    return { [Symbol.dispose]: () => void this.#watchers.delete(watcher) };
  }

  tell(change: StorageChange): void {
    for (const { namespace, prefix, listener } of this.#watchers) {
      if (namespace !== change.namespace || !change.key.startsWith(prefix)) continue;
      try {
        listener(change);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }

  clear(): void {
    this.#watchers.clear();
  }
}
