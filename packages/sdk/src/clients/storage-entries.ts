import { callHost } from '../host-error.ts';
import { hostImport, type RawEntry, type RawExpected, type RawSet, type RawWrite } from '../imports.ts';
import { decodeUtf8 } from '../text.ts';
import { bytesArgument, textArgument, u32Argument, u64Argument } from './arguments.ts';

/** A value with its version. */
export interface StorageEntry {
  /** Under which it is stored. */
  readonly key: string;
  /** What is stored. */
  readonly value: Uint8Array;
  /** The value as text (UTF-8). */
  readonly text: string;
  /** Another one after each write of the key, and never one that it has had before. */
  readonly version: number;
}

/** What must be there for a write to be done: the entry of this version, any entry, or none. */
export type ExpectedEntry = number | 'present' | 'absent';

/** Under which condition an entry is written, and for how long. */
export interface SetEntryOptions {
  /** Milliseconds after which the entry is gone: a whole number of at least 1. Default: it stays. */
  readonly ttlMs?: number | undefined;
  /** Default: whatever is there. */
  readonly expected?: ExpectedEntry | undefined;
}

/**
 * One write of a batch, or (`check`) a condition by itself. Text is stored as UTF-8. `key` is what it is about, `value` what is
 * written, `expected` what has to be there before.
 */
export type StorageWrite =
  | (SetEntryOptions & { readonly kind: 'set'; readonly key: string; readonly value: Uint8Array | string })
  | { readonly kind: 'delete'; readonly key: string; readonly expected?: ExpectedEntry | undefined }
  | { readonly kind: 'check'; readonly key: string; readonly expected: ExpectedEntry };

/** Some of the entries, and where the next ones begin. */
export interface StorageEntryPage {
  /** In ascending order of their keys. */
  readonly entries: readonly StorageEntry[];
  /** What to give as `after` for the next page; undefined at the end. */
  readonly next: string | undefined;
}

const raw = () => hostImport('storageEntries', 'storageEntries');

/**
 * What `storage` keeps, with versions, conditions, a time to live, several writes as one, and pages (WIT
 * `airssys:ext-storage/entries`). Needs `@requires('storage')`, or the single actions: a condition needs `storage.read`. All
 * methods throw {@link HostError}: `conflict`, `quota-exceeded`, `invalid-key`, `invalid-argument`, `denied`, `io-error`. What
 * has thrown has written nothing. A `key` is as {@link storage} has it.
 */
export const storageEntries = {
  /** The entry under the key, or undefined. */
  get(key: string): StorageEntry | undefined {
    const found = callHost('storage', () => raw().get(textArgument(key, 'storageEntries.get(key)')));
    return found === undefined || found === null ? undefined : entryOf(found);
  },
  /** Writes a value, and answers its version. It is durable when this returns. */
  set(key: string, value: Uint8Array | string, options: SetEntryOptions = {}): number {
    return Number(callHost('storage', () => raw().set(setOf('set', key, value, options))));
  },
  /**
   * Writes a value where the entry is still the one that was read, or, with undefined, where there is none. Answers its version, or
   * undefined where something else is there.
   *
   * @example
   * const read = storageEntries.get('count');
   * const next = Number(read?.text ?? '0') + 1;
   * if (storageEntries.compareAndSet('count', read, String(next)) === undefined) throw new Error('somebody was faster');
   */
  compareAndSet(
    key: string,
    read: Pick<StorageEntry, 'version'> | undefined,
    value: Uint8Array | string,
    { ttlMs }: Pick<SetEntryOptions, 'ttlMs'> = {},
  ): number | undefined {
    try {
      return storageEntries.set(key, value, { ttlMs, expected: read?.version ?? 'absent' });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'conflict') return undefined;
      throw error;
    }
  },
  /** Removes the key. It is no error where there is none, unless one was expected. */
  delete(key: string, { expected }: Pick<SetEntryOptions, 'expected'> = {}): void {
    const write = { key: textArgument(key, 'storageEntries.delete(key)'), expected: expectedOf('delete', expected) };
    callHost('storage', () => raw().delete(write));
  },
  /**
   * All of the writes in order, at most 1,000, or none of them. What each expects is judged by what was there before. Answers the
   * version of what was set.
   */
  batch(writes: readonly StorageWrite[]): number {
    const rawWrites = writes.map(writeOf);
    return Number(callHost('storage', () => raw().batch(rawWrites)));
  },
  /**
   * A page of the entries whose keys begin with the prefix, in ascending order: from behind the key `after` on, at most `limit` (1 to
   * 1,000, default 100), and fewer where they are large.
   */
  scan(
    prefix: string = '',
    { after, limit = 100 }: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
  ): StorageEntryPage {
    const place = (name: string): string => `storageEntries.scan(${name})`;
    const from = after === undefined ? undefined : textArgument(after, place('after'));
    const { entries, next } = callHost('storage', () =>
      raw().scan(textArgument(prefix, place('prefix')), from, u32Argument(limit, place('limit'))),
    );
    return { entries: entries.map(entryOf), next: next ?? undefined };
  },
} as const;

const entryOf = ({ key, value, version }: RawEntry): StorageEntry => ({
  key,
  value,
  get text() {
    return decodeUtf8(value);
  },
  version: Number(version),
});

function setOf(method: string, key: unknown, value: unknown, { ttlMs, expected }: SetEntryOptions): RawSet {
  const place = (name: string): string => `storageEntries.${method}(${name})`;
  return {
    key: textArgument(key, place('key')),
    value: bytesArgument(value, place('value')),
    ttlMs: ttlMs === undefined ? undefined : u64Argument(ttlMs, place('ttlMs')),
    expected: expectedOf(method, expected),
  };
}

function writeOf(write: StorageWrite): RawWrite {
  if (write.kind === 'set') return { tag: 'set', val: setOf('batch', write.key, write.value, write) };
  const key = textArgument(write.key, 'storageEntries.batch(key)');
  const expected = expectedOf('batch', write.expected);
  if (write.kind === 'delete') return { tag: 'delete', val: { key, expected } };
  return { tag: 'check', val: { key, expected: expected ?? { tag: 'present' } } };
}

function expectedOf(method: string, expected: ExpectedEntry | undefined): RawExpected | undefined {
  if (expected === undefined) return undefined;
  if (expected === 'absent' || expected === 'present') return { tag: expected };
  return { tag: 'version', val: u64Argument(expected, `storageEntries.${method}(expected)`) };
}
