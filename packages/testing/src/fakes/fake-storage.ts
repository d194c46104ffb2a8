import { type Clock, type KeyValueBackend, MemoryBackend, SYSTEM_CLOCK } from '@airssys/host';
import type { Fake, FakeUser } from './fakes.ts';

/** What is in the storage at first, and whose it is. */
export interface FakeStorageOptions {
  /** What is there from the start, by key; text as UTF-8. */
  readonly entries?: Readonly<Record<string, Uint8Array | string>> | undefined;
  /**
   * Whose entries these are, as `namespace:name`: each component has a namespace of its own, as in production. Default: of the first
   * component that is mounted with it.
   */
  readonly of?: string | undefined;
  /** What the time to live of entries is measured by. Default: the clock of the first mount. */
  readonly clock?: Pick<Clock, 'nowMs'> | undefined;
}

/**
 * Storage that outlives its mounts, and that a test can look into: for `storage` and `storageEntries`, by the host's own
 * services on the host's own backend in memory. Quotas, versions, conditions, batches and lifetimes are as in production. What
 * a test reads and writes goes by `key`, as a `value` in bytes or text, and of a component: `of` is its `namespace:name`, by
 * default the one whose entries it began with.
 */
export class FakeStorage implements Fake {
  /** The host's backend, with all that it can. */
  readonly backend: KeyValueBackend;
  readonly #entries: Readonly<Record<string, Uint8Array | string>>;
  #clock: Pick<Clock, 'nowMs'> | undefined;
  #of: string | undefined;
  #isSeeded = false;

  constructor({ entries = {}, of, clock }: FakeStorageOptions = {}) {
    this.#entries = entries;
    this.#of = of;
    this.#clock = clock;
    this.backend = new MemoryBackend({ clock: { nowMs: () => (this.#clock ?? SYSTEM_CLOCK).nowMs() } });
  }

  /** The value of a key; undefined where there is none. */
  async get(key: string, of?: string): Promise<Uint8Array | undefined> {
    await this.#seed();
    return await this.backend.get(this.#namespace(of), key);
  }

  /** As {@link get}, as UTF-8. */
  async text(key: string, of?: string): Promise<string | undefined> {
    const value = await this.get(key, of);
    return value === undefined ? undefined : new TextDecoder().decode(value);
  }

  /** All keys that begin with the prefix, in the order of their bytes. */
  async keys(prefix = '', of?: string): Promise<readonly string[]> {
    await this.#seed();
    return await this.backend.list(this.#namespace(of), prefix);
  }

  /** Everything of a component, values as UTF-8. */
  async texts(of?: string): Promise<Readonly<Record<string, string>>> {
    const keys = await this.keys('', of);
    return Object.fromEntries(
      await Promise.all(keys.map(async (key) => [key, (await this.text(key, of)) ?? ''] as const)),
    );
  }

  /** Writes an entry, as another instance of the component would. */
  async set(key: string, value: Uint8Array | string, of?: string): Promise<void> {
    await this.#seed();
    await this.backend.set(this.#namespace(of), key, toBytes(value));
  }

  async delete(key: string, of?: string): Promise<void> {
    await this.#seed();
    await this.backend.delete(this.#namespace(of), key);
  }

  /** Used by `mount`. */
  async attach({ component, clock }: FakeUser): Promise<{ readonly storage: KeyValueBackend }> {
    this.#of ??= component;
    this.#clock ??= clock;
    await this.#seed();
    return { storage: this.backend };
  }

  /** Once it is known whose the entries are. */
  async #seed(): Promise<void> {
    if (this.#isSeeded || this.#of === undefined) return;
    this.#isSeeded = true;
    const namespace = this.#of;
    const writes = Object.entries(this.#entries).map(([key, value]) => ({ namespace, key, value: toBytes(value) }));
    if (writes.length > 0) await this.backend.batch(writes.map((write) => ({ kind: 'set', ...write })));
  }

  #namespace(of: string | undefined): string {
    const found = of ?? this.#of;
    if (found === undefined) throw new TypeError('Say whose storage is meant: no component is mounted with it yet');
    return found;
  }
}

const toBytes = (value: Uint8Array | string): Uint8Array =>
  typeof value === 'string' ? new TextEncoder().encode(value) : value;

/**
 * Storage for `mount(path, { fakes: { storage } })`, or for several mounts one after the other.
 *
 * ```ts
 * const storage = fakeStorage({ entries: { count: '41' } });
 * const counter = await mount<typeof Counter>('../src/counter.ts', { grants: ['storage'], fakes: { storage } });
 * await counter.increment();
 * expect(await storage.text('count')).toBe('42');
 * ```
 */
export const fakeStorage = (options?: FakeStorageOptions): FakeStorage => new FakeStorage(options);
