import type { KeyValueBackend, NamespaceUsage } from './key-value-backend.ts';

/** Keeps values in this process's memory; they are gone with it. For tests. */
export class MemoryBackend implements KeyValueBackend {
  readonly #namespaces = new Map<string, Map<string, Uint8Array>>();
  readonly #usedBytes = new Map<string, number>();

  async get(namespace: string, key: string): Promise<Uint8Array | undefined> {
    return this.#namespace(namespace).get(key)?.slice();
  }

  async set(namespace: string, key: string, value: Uint8Array, quotaBytes: number = Infinity): Promise<boolean> {
    const entries = this.#namespace(namespace);
    const growth = value.length - (entries.get(key)?.length ?? -Buffer.byteLength(key));
    if (growth > 0 && (this.#usedBytes.get(namespace) ?? 0) + growth > quotaBytes) return false;
    this.#account(namespace, growth);
    entries.set(key, value.slice());
    return true;
  }

  async delete(namespace: string, key: string): Promise<boolean> {
    const entries = this.#namespace(namespace);
    const value = entries.get(key);
    if (value === undefined) return false;
    this.#account(namespace, -value.length - Buffer.byteLength(key));
    return entries.delete(key);
  }

  async has(namespace: string, key: string): Promise<boolean> {
    return this.#namespace(namespace).has(key);
  }

  async list(namespace: string, prefix: string): Promise<readonly string[]> {
    const keys = [...this.#namespace(namespace).keys()].filter((key) => key.startsWith(prefix));
    return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  async usage(namespace: string): Promise<NamespaceUsage> {
    return { usedBytes: this.#usedBytes.get(namespace) ?? 0, keyCount: this.#namespace(namespace).size };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#namespaces.clear();
    this.#usedBytes.clear();
  }

  #account(namespace: string, bytes: number): void {
    this.#usedBytes.set(namespace, (this.#usedBytes.get(namespace) ?? 0) + bytes);
  }

  #namespace(name: string): Map<string, Uint8Array> {
    let found = this.#namespaces.get(name);
    if (found === undefined) this.#namespaces.set(name, (found = new Map()));
    return found;
  }
}
