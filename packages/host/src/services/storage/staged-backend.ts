/**
 * A view of a backend in which writes are staged: who writes through it sees them, nobody else does, until they are handed over as one
 * batch. So what a component stores while it handles a message is committed together with the message's acknowledgement, or not at all.
 */
import { changesOf, growthOf } from './batch-effects.ts';
import type {
  BatchOptions,
  DeleteOptions,
  EntryPage,
  ExpectedEntry,
  KeyValueBackend,
  NamespaceUsage,
  PageOptions,
  SetOptions,
  StorageChange,
  StoredEntry,
  Write,
  WriteOutcome,
} from './key-value-backend.ts';
import { takePage } from './pages.ts';
import { StagedEntries } from './staged-entries.ts';
import { Watchers } from './watchers.ts';
import { closedError, demandPage, demandWrites, isExpected } from './write-rules.ts';

/** What has to hold when the writes are done. */
export interface StagedOptions {
  /**
   * Whether what was read must still be there when the writes are committed, and what was not there still be absent: then it is as if
   * nobody else had written meanwhile. Of `list`, `scan` and `usage` nothing is remembered. Default true.
   */
  readonly checksReads?: boolean | undefined;
}

/** What is to be committed: arguments of {@link KeyValueBackend.batch}. */
export interface StagedBatch {
  /** Conditions, and then what is set and deleted. */
  readonly writes: readonly Write[];
  /** Bytes that namespaces may have. */
  readonly quotas: ReadonlyMap<string, number>;
}

/** Versions of what is staged: the backend gives the real ones when it is committed. No backend comes that far. */
const FIRST_STAGED_VERSION = 2 ** 52;

/**
 * A view of another store whose writes are kept back, to be done as one batch, or not at all. It shows what they would have
 * made. A `namespace`, a `key`, a `prefix` and a `listener` are as {@link KeyValueBackend} has them.
 */
export class StagedBackend implements KeyValueBackend {
  readonly #base: KeyValueBackend;
  readonly #checksReads: boolean;
  readonly #staged = new StagedEntries();
  /** What the base was seen to have, by namespace and key: what has to be there still. */
  readonly #seen = new Map<string, Map<string, ExpectedEntry>>();
  readonly #quotas = new Map<string, number>();
  readonly #watchers = new Watchers();
  #version = FIRST_STAGED_VERSION;
  #isClosed = false;
  /** Writes are judged one after the other, though the base has to be asked in between. */
  #turn: Promise<unknown> = Promise.resolve();

  /** The base is not disposed with the view. */
  constructor(base: KeyValueBackend, { checksReads = true }: StagedOptions = {}) {
    this.#base = base;
    this.#checksReads = checksReads;
  }

  /**
   * The writes so far, one for each key, after the conditions under which they hold: for the base's `batch`, together with others where
   * these are to be done at the same time. Without writes there are no conditions. Closes the view: who uses it afterwards is refused.
   */
  async take(): Promise<StagedBatch> {
    await this[Symbol.asyncDispose]();
    const writes = this.#staged.writes();
    if (writes.length === 0) return { writes, quotas: this.#quotas };
    const checks = [...this.#seen].flatMap(([namespace, keys]) =>
      [...keys].map(([key, expected]): Write => ({ kind: 'check', namespace, key, expected })),
    );
    return { writes: [...checks, ...writes], quotas: this.#quotas };
  }

  async get(namespace: string, key: string): Promise<Uint8Array | undefined> {
    return (await this.entry(namespace, key))?.value;
  }

  /** What was staged with a time to live does not say when it expires: that counts from when it is committed. */
  async entry(namespace: string, key: string): Promise<StoredEntry | undefined> {
    this.#demandOpen();
    const entry = await this.#look(namespace, key);
    if (this.#checksReads) this.#remember(namespace, key, entry);
    return entry && { ...entry, value: entry.value.slice() };
  }

  async has(namespace: string, key: string): Promise<boolean> {
    return (await this.entry(namespace, key)) !== undefined;
  }

  async list(
    namespace: string,
    prefix: string,
    { after, limit = Infinity }: Pick<PageOptions, 'after' | 'limit'> = {},
  ): Promise<readonly string[]> {
    demandPage('limit', limit);
    this.#demandOpen();
    const keys = await this.#base.list(namespace, prefix, { after, limit: limit + this.#staged.countOf(namespace) });
    const found = keys.map((key) => ({ key, value: NOTHING, version: 0 }));
    const merged = this.#staged.merge(found, { namespace, prefix, after });
    return merged.slice(0, limit).map(({ key }) => key);
  }

  /** A page may have fewer entries than there are, also none, as long as there is a next one. */
  async scan(namespace: string, prefix: string, options: PageOptions = {}): Promise<EntryPage> {
    this.#demandOpen();
    const page = await this.#base.scan(namespace, prefix, options);
    // What is staged behind the page's end waits for the next one, which the base's entries there come with.
    const merged = this.#staged.merge(page.entries, { namespace, prefix, after: options.after, to: page.next });
    const taken = takePage(merged, options.limit, options.maxBytes);
    const next = taken.next ?? page.next;
    return { entries: taken.entries, ...(next !== undefined && { next }) };
  }

  async usage(namespace: string): Promise<NamespaceUsage> {
    this.#demandOpen();
    return await this.#usage(namespace);
  }

  async set(namespace: string, key: string, value: Uint8Array, options: SetOptions = {}): Promise<WriteOutcome> {
    const { quotaBytes, ttlMs, expected } = options;
    const quotas = quotaBytes === undefined ? undefined : new Map([[namespace, quotaBytes]]);
    return await this.batch([{ kind: 'set', namespace, key, value, ttlMs, expected }], { quotas });
  }

  async delete(namespace: string, key: string, { expected }: DeleteOptions = {}): Promise<WriteOutcome> {
    return await this.batch([{ kind: 'delete', namespace, key, expected }]);
  }

  async batch(writes: readonly Write[], { quotas }: BatchOptions = {}): Promise<WriteOutcome> {
    this.#demandOpen();
    demandWrites(writes);
    const own = writes.map((write) =>
      write.kind === 'set' ? { ...write, value: new Uint8Array(write.value) } : write,
    );
    const outcome = this.#turn.then(async () => await this.#stage(own, quotas));
    this.#turn = outcome.catch(() => {});
    return await outcome;
  }

  /** Of what is written through this view, as it is staged. */
  watch(namespace: string, prefix: string, listener: (change: StorageChange) => void): Disposable {
    this.#demandOpen();
    return this.#watchers.add(namespace, prefix, listener);
  }

  /** The base's. */
  async sweep(): Promise<number> {
    this.#demandOpen();
    return await this.#base.sweep();
  }

  /** Nothing of what was staged is done. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
    this.#watchers.clear();
  }

  async #stage(writes: readonly Write[], quotas: BatchOptions['quotas']): Promise<WriteOutcome> {
    const before: (StoredEntry | undefined)[] = [];
    for (const { namespace, key } of writes) before.push(await this.#look(namespace, key));
    for (const [index, { namespace, key, expected }] of writes.entries()) {
      if (expected !== undefined) this.#remember(namespace, key, before[index]);
    }
    const at = writes.findIndex(({ expected }, index) => !isExpected(expected, before[index]?.version));
    if (at >= 0) return { ok: false, reason: 'conflict', at };
    const lengthIn = (namespace: string) => (key: string) =>
      before[writes.findIndex((write) => write.namespace === namespace && write.key === key)]?.value.length;
    for (const [namespace, quotaBytes] of quotas ?? []) {
      const growth = growthOf(
        writes.filter((write) => write.namespace === namespace),
        lengthIn(namespace),
      );
      if (growth > 0 && (await this.#usage(namespace)).usedBytes + growth > quotaBytes) {
        return { ok: false, reason: 'quota', namespace };
      }
      this.#quotas.set(namespace, quotaBytes);
    }
    this.#version += 1;
    for (const write of writes) {
      const found = await this.#look(write.namespace, write.key);
      this.#staged.put(write, this.#version, found?.value.length);
    }
    for (const change of changesOf(writes, this.#version)) this.#watchers.tell(change);
    return { ok: true, version: this.#version, existed: before.map((entry) => entry !== undefined) };
  }

  async #usage(namespace: string): Promise<NamespaceUsage> {
    const { usedBytes, keyCount } = await this.#base.usage(namespace);
    const growth = this.#staged.growthOf(namespace);
    return { usedBytes: usedBytes + growth.usedBytes, keyCount: keyCount + growth.keyCount };
  }

  async #look(namespace: string, key: string): Promise<StoredEntry | undefined> {
    return this.#staged.has(namespace, key)
      ? this.#staged.find(namespace, key)
      : await this.#base.entry(namespace, key);
  }

  /** The first time that the base is seen to have something, it must stay so until the commit. */
  #remember(namespace: string, key: string, entry: StoredEntry | undefined): void {
    if (this.#staged.has(namespace, key)) return;
    let keys = this.#seen.get(namespace);
    if (keys === undefined) this.#seen.set(namespace, (keys = new Map()));
    if (!keys.has(key)) keys.set(key, entry?.version ?? 'absent');
  }

  #demandOpen(): void {
    if (this.#isClosed) throw closedError();
  }
}

const NOTHING = new Uint8Array();
