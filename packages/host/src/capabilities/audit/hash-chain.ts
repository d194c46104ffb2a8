/**
 * A chain of entries, each of which holds the hash of the one before it. Whoever changes, removes or moves an entry breaks it at that
 * place, and whoever has the key (HMAC) is the only one who can mend it. That entries at the end are missing is seen by whoever
 * knows the last hash: note it elsewhere.
 */
import { createHash, createHmac } from 'node:crypto';
import type { AuditEntry } from './audit-event.ts';

/** The hash before the first entry. */
export const GENESIS: string = '0'.repeat(64);

/** `{…the entry…,"previous":"…","hash":"…"}`, without a line break. */
const LINE = /^\{.*,"previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/s;

/** What follows `"hash":"`: the hash, `"}`. */
const TAIL = 64 + 2;

export class HashChain {
  readonly #key: Uint8Array | undefined;
  #head: string;

  /** @param head The hash of the last entry that is there; {@link GENESIS} for none. */
  constructor(head: string = GENESIS, key?: Uint8Array) {
    this.#head = head;
    this.#key = key;
  }

  /** The hash of the last entry. */
  get head(): string {
    return this.#head;
  }

  /** The entry as the chain's next line of JSON. */
  link(entry: AuditEntry): string {
    const text = JSON.stringify({ ...entry, previous: this.#head });
    this.#head = hashOf(text, this.#key);
    return `${text.slice(0, -1)},"hash":"${this.#head}"}`;
  }
}

/** Of a line without its hash. */
function hashOf(text: string, key: Uint8Array | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(text).digest('hex');
}

/** The links of a line, as they are written there; undefined where it is none. */
export function linksOf(line: string): { readonly previous: string; readonly hash: string } | undefined {
  const [, previous, hash] = LINE.exec(line) ?? [];
  return previous === undefined || hash === undefined ? undefined : { previous, hash };
}

/** What was read of a chain of audit entries. */
export interface ChainReport {
  /** Entries that were read. */
  readonly entries: number;
  /** Events that the sink did not receive, by its own gaps. */
  readonly dropped: number;
  /** The hash of the last entry; {@link GENESIS} where there is none. */
  readonly head: string;
  /** The chain begins with another's end: what came before was rotated away. */
  readonly continues: boolean;
  /** Undefined where the chain is whole. */
  readonly fault: ChainFault | undefined;
}

/** Where a chain is not what was written. */
export interface ChainFault {
  /** From 1 on, all files together. */
  readonly line: number;
  /** What is wrong there, in words. */
  readonly what: string;
}

/**
 * Reads a chain to its end, or to its first fault. The lines are those of the files, the oldest first.
 *
 * @param key The one that it was written with.
 */
export async function verifyChain(
  lines: AsyncIterable<string> | Iterable<string>,
  key?: Uint8Array,
): Promise<ChainReport> {
  let report: ChainReport = { entries: 0, dropped: 0, head: GENESIS, continues: false, fault: undefined };
  for await (const line of lines) {
    const number = report.entries + 1;
    const links = linksOf(line);
    const fault = (what: string): ChainReport => ({ ...report, fault: { line: number, what } });
    if (links === undefined) return fault('it is no entry of an audit log');
    const text = `${line.slice(0, -TAIL - ',"hash":"'.length)}}`;
    if (hashOf(text, key) !== links.hash) {
      return fault(
        key === undefined ? 'its hash is not that of its content' : 'its hash is not that of its content and the key',
      );
    }
    if (number > 1 && links.previous !== report.head) {
      return fault('it does not follow the entry before it: entries were removed, added or moved');
    }
    report = {
      entries: number,
      dropped: report.dropped + droppedIn(text),
      head: links.hash,
      continues: report.continues || (number === 1 && links.previous !== GENESIS),
      fault: undefined,
    };
  }
  return report;
}

function droppedIn(text: string): number {
  const entry: unknown = JSON.parse(text);
  const dropped = typeof entry === 'object' && entry !== null && 'dropped' in entry ? entry.dropped : 0;
  return typeof dropped === 'number' ? dropped : 0;
}
