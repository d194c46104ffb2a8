/** Usage of one namespace. */
export interface NamespaceUsage {
  /** Bytes of keys (UTF-8) and values. */
  readonly usedBytes: number;
  readonly keyCount: number;
}

/**
 * Where values are kept. Namespaces do not see each other. What `set` and `delete` have acknowledged outlives the process
 * (all but the memory backend); a write that was not acknowledged is there wholly or not at all.
 */
export interface KeyValueBackend extends AsyncDisposable {
  get(namespace: string, key: string): Promise<Uint8Array | undefined>;
  /**
   * Writes a value, in place of what was there. With `quotaBytes` it answers false, and writes nothing, where the namespace
   * would grow beyond it. Both are one step: writes at the same time do not add up to more.
   */
  set(namespace: string, key: string, value: Uint8Array, quotaBytes?: number): Promise<boolean>;
  /** Answers whether there was such a key. */
  delete(namespace: string, key: string): Promise<boolean>;
  has(namespace: string, key: string): Promise<boolean>;
  /** The keys that begin with `prefix`, ascending by their UTF-8 bytes. */
  list(namespace: string, prefix: string): Promise<readonly string[]>;
  usage(namespace: string): Promise<NamespaceUsage>;
}
