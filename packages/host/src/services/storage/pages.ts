import type { EntryPage, StoredEntry } from './key-value-backend.ts';

/** Entries of a page, and bytes of its values, where nothing else is said. */
export const DEFAULT_PAGE_ENTRIES = 1_000;
export const DEFAULT_PAGE_BYTES: number = 4 * 1024 * 1024;

/** The next page of entries that come in order. Looks at one entry more, to know whether there is another page. */
export function takePage(
  entries: Iterable<StoredEntry>,
  limit: number = DEFAULT_PAGE_ENTRIES,
  maxBytes: number = DEFAULT_PAGE_BYTES,
): EntryPage {
  const page: StoredEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = page.at(-1);
    if (last !== undefined && (page.length >= limit || bytes >= maxBytes)) return { entries: page, next: last.key };
    page.push(entry);
    bytes += entry.value.length;
  }
  return { entries: page };
}
