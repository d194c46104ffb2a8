import { callHost } from '../host-error.ts';
import { hostImport } from '../imports.ts';
import { decodeUtf8 } from '../text.ts';
import { bytesArgument, textArgument } from './arguments.ts';

/** How much the component has stored. */
export interface StorageUsage {
  /** Bytes that it uses. */
  readonly usedBytes: number;
  /** Bytes that it may have at most. */
  readonly quotaBytes: number;
  /** How many keys there are. */
  readonly keyCount: number;
}

const raw = () => hostImport('storage', 'storage');
const keyOf = (method: string, key: unknown): string => textArgument(key, `storage.${method}(key)`);

/**
 * Keys and values that outlive the instance, in a namespace of the component's own (WIT `airssys:core/storage`). Needs
 * `@requires('storage')`, or the single actions. All methods throw {@link HostError}: `invalid-key`, `quota-exceeded`,
 * `io-error`. A `key` is any text that the host takes.
 */
export const storage = {
  /** The value under the key, or undefined. */
  get(key: string): Uint8Array | undefined {
    return callHost('storage', () => raw().get(keyOf('get', key))) ?? undefined;
  },
  /** The value under the key as text (UTF-8), or undefined. */
  getText(key: string): string | undefined {
    const value = storage.get(key);
    return value === undefined ? undefined : decodeUtf8(value);
  },
  /** Writes a value, in place of what was there; text as UTF-8. It is durable when this returns. */
  set(key: string, value: Uint8Array | string): void {
    callHost('storage', () => raw().set(keyOf('set', key), bytesArgument(value, 'storage.set(value)')));
  },
  /** Removes the key. It is no error where there is none. */
  delete(key: string): void {
    callHost('storage', () => raw().delete(keyOf('delete', key)));
  },
  /** Whether there is a value under the key. */
  exists(key: string): boolean {
    return callHost('storage', () => raw().exists(keyOf('exists', key)));
  },
  /** The keys that begin with the prefix, in ascending order. */
  listKeys(prefix?: string): readonly string[] {
    return callHost('storage', () =>
      raw().listKeys(prefix === undefined ? undefined : textArgument(prefix, 'storage.listKeys(prefix)')),
    );
  },
  /** How much is stored, and how much may be. */
  usage(): StorageUsage {
    const { usedBytes, quotaBytes, keyCount } = callHost('storage', () => raw().usage());
    return { usedBytes: Number(usedBytes), quotaBytes: Number(quotaBytes), keyCount: Number(keyCount) };
  },
} as const;
