import type { Clock } from '../host-services.ts';
import type {
  BatchOptions,
  DeleteOptions,
  EntryPage,
  KeyValueBackend,
  NamespaceUsage,
  PageOptions,
  SetOptions,
  StorageChange,
  StoredEntry,
  Write,
  WriteOutcome,
} from './key-value-backend.ts';
import { changesOf, growthOf } from './batch-effects.ts';
import { MemoryNamespace } from './memory-namespace.ts';
import { takePage } from './pages.ts';
import { behindPrefix, compareUtf8 } from './utf8-order.ts';
import { Watchers } from './watchers.ts';
import { closedError, demandPage, demandWrites, isExpected } from './write-rules.ts';

/** By which time values expire. */
export interface MemoryBackendOptions {
  /** What the time to live of entries is measured by. Default: the system's. */
  readonly clock?: Pick<Clock, 'nowMs'> | undefined;
}

/** Keeps values in this process's memory; they are gone with it. For tests. */
export class MemoryBackend implements KeyValueBackend {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #namespaces = new Map<string, MemoryNamespace>();
  readonly #watchers = new Watchers();
  #version = 0;
  #isClosed = false;

  constructor({ clock = { nowMs: () => Date.now() } }: MemoryBackendOptions = {}) {
    this.#clock = clock;
  }

  async get(namespace: string, key: string): Promise<Uint8Array | undefined> {
    return this.#current(namespace).find(key)?.value.slice();
  }

  async entry(namespace: string, key: string): Promise<StoredEntry | undefined> {
    return copyOf(key, this.#current(namespace).find(key));
  }

  async has(namespace: string, key: string): Promise<boolean> {
    return this.#current(namespace).find(key) !== undefined;
  }

  async list(
    namespace: string,
    prefix: string,
    { after, limit = Infinity }: Pick<PageOptions, 'after' | 'limit'> = {},
  ): Promise<readonly string[]> {
    demandPage('limit', limit);
    const keys: string[] = [];
    for (const key of keysOf(this.#current(namespace), prefix, after)) {
      if (keys.push(key) >= limit) break;
    }
    return keys;
  }

  async scan(namespace: string, prefix: string, { after, limit, maxBytes }: PageOptions = {}): Promise<EntryPage> {
    demandPage('limit', limit ?? 1);
    const current = this.#current(namespace);
    const entries = keysOf(current, prefix, after).flatMap((key) => {
      const found = copyOf(key, current.find(key));
      return found === undefined ? [] : [found];
    });
    return takePage(entries, limit, maxBytes);
  }

  async usage(namespace: string): Promise<NamespaceUsage> {
    const { usedBytes, keys } = this.#current(namespace);
    return { usedBytes, keyCount: keys.size };
  }

  async set(namespace: string, key: string, value: Uint8Array, options: SetOptions = {}): Promise<WriteOutcome> {
    const { quotaBytes, ...rest } = options;
    const quotas = quotaBytes === undefined ? undefined : new Map([[namespace, quotaBytes]]);
    return await this.batch([{ kind: 'set', namespace, key, value, ...rest }], { quotas });
  }

  async delete(namespace: string, key: string, { expected }: DeleteOptions = {}): Promise<WriteOutcome> {
    return await this.batch([{ kind: 'delete', namespace, key, expected }]);
  }

  async batch(writes: readonly Write[], { quotas }: BatchOptions = {}): Promise<WriteOutcome> {
    demandWrites(writes);
    const before = writes.map(({ namespace, key }) => this.#current(namespace).find(key));
    const at = writes.findIndex(({ expected }, index) => !isExpected(expected, before[index]?.version));
    if (at >= 0) return { ok: false, reason: 'conflict', at };
    const exceeded = this.#exceeded(writes, quotas);
    if (exceeded !== undefined) return { ok: false, reason: 'quota', namespace: exceeded };
    this.#version += 1;
    const nowMs = this.#clock.nowMs();
    for (const write of writes) this.#write(write, nowMs);
    for (const change of changesOf(writes, this.#version)) this.#watchers.tell(change);
    return { ok: true, version: this.#version, existed: before.map((entry) => entry !== undefined) };
  }

  watch(namespace: string, prefix: string, listener: (change: StorageChange) => void): Disposable {
    if (this.#isClosed) throw closedError();
    return this.#watchers.add(namespace, prefix, listener);
  }

  /** What has expired in a namespace is removed with its next use, too. Throws as all functions do once the backend is disposed. */
  async sweep(): Promise<number> {
    if (this.#isClosed) throw closedError();
    return [...this.#namespaces.keys()].reduce((count, namespace) => count + this.#expire(namespace), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#namespaces.clear();
    this.#watchers.clear();
  }

  /** The namespace without what has expired. */
  #current(name: string): MemoryNamespace {
    if (this.#isClosed) throw closedError();
    let found = this.#namespaces.get(name);
    if (found === undefined) this.#namespaces.set(name, (found = new MemoryNamespace()));
    else this.#expire(name);
    return found;
  }

  #expire(name: string): number {
    const expired = this.#namespaces.get(name)?.expire(this.#clock.nowMs()) ?? [];
    for (const { key, version } of expired) {
      this.#watchers.tell({ kind: 'expired', namespace: name, key, version });
    }
    return expired.length;
  }

  #write(write: Write, nowMs: number): void {
    const namespace = this.#current(write.namespace);
    if (write.kind === 'delete') namespace.remove(write.key);
    if (write.kind !== 'set') return;
    const { key, value, ttlMs } = write;
    const expiresAtMs = ttlMs === undefined ? undefined : nowMs + ttlMs;
    namespace.put(key, { value: new Uint8Array(value), version: this.#version, expiresAtMs });
  }

  /** The namespace that would grow beyond its quota, if there is one. */
  #exceeded(writes: readonly Write[], quotas: BatchOptions['quotas']): string | undefined {
    for (const [name, quotaBytes] of quotas ?? []) {
      const namespace = this.#current(name);
      const growth = growthOf(
        writes.filter((write) => write.namespace === name),
        (key) => namespace.find(key)?.value.length,
      );
      if (growth > 0 && namespace.usedBytes + growth > quotaBytes) return name;
    }
    return undefined;
  }
}

function copyOf(key: string, entry: Omit<StoredEntry, 'key'> | undefined): StoredEntry | undefined {
  return entry && { key, ...entry, value: entry.value.slice() };
}

function* keysOf({ keys }: MemoryNamespace, prefix: string, after: string | undefined): Generator<string> {
  const end = behindPrefix(prefix);
  const isBehind = after !== undefined && compareUtf8(after, prefix) >= 0;
  let index = keys.indexOf(isBehind ? `${after}\0` : prefix);
  for (let key = keys.at(index); key !== undefined; key = keys.at((index += 1))) {
    if (end !== undefined && compareUtf8(key, end) >= 0) return;
    yield key;
  }
}
