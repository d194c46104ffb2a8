/** Links in storage, which several requests change at the same time. */
import { random, storageEntries, type u32 } from '@airssys/sdk';
import { CODE_LENGTH, codeOf, type LinkRequest } from './links.ts';

export interface Link {
  readonly code: string;
  readonly target: string;
  /** How often it was followed. */
  readonly hits: u32;
}

/** Of all who are at one link at once, one gets through each time. */
const MAX_ATTEMPTS = 1_000;

export function findLink(code: string): Link | undefined {
  const entry = storageEntries.get(keyOf(code));
  return entry && (JSON.parse(entry.text) as Link); // nobody else writes here
}

/** Keeps a new link under its code, or one that nobody has. Undefined where the code that was wished for is taken. */
export function addLink({ target, code }: LinkRequest): Link | undefined {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const link = { code: code ?? codeOf(random.bytes(CODE_LENGTH)), target, hits: 0 };
    if (storageEntries.compareAndSet(keyOf(link.code), undefined, JSON.stringify(link)) !== undefined) return link;
    if (code !== undefined) return undefined;
  }
  throw new Error(`${MAX_ATTEMPTS} codes in a row were taken`);
}

/** Counts that a link was followed; what somebody else has counted meanwhile is not lost. */
export function followLink(code: string): Link | undefined {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const read = storageEntries.get(keyOf(code));
    if (read === undefined) return undefined;
    const before = JSON.parse(read.text) as Link; // as above
    const link = { ...before, hits: before.hits + 1 };
    if (storageEntries.compareAndSet(keyOf(code), read, JSON.stringify(link)) !== undefined) return link;
  }
  throw new Error(`The link ${code} was followed by others ${MAX_ATTEMPTS} times in a row`);
}

const keyOf = (code: string): string => `link/${code}`;
