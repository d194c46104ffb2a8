/** WIT `airssys:ext-storage/entries@1.0.0`. */
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { type Caller, type HostCall, type HostFunction, type HostService, WitError } from '../host-service.ts';
import type { ExpectedEntry, StoredEntry, Write, WriteOutcome } from './key-value-backend.ts';
import { DEFAULT_QUOTA_BYTES, type StorageOptions, validKey } from './storage-service.ts';

/** Writes of one batch. */
const MAX_BATCH = 1_000;
const MAX_PAGE = 1_000;
const MAX_PAGE_BYTES = 1024 * 1024;

type WitExpected = { readonly tag: 'absent' | 'present' } | { readonly tag: 'version'; readonly val: bigint };

interface WitDelete {
  readonly key: string;
  readonly expected?: WitExpected | undefined;
}

interface WitSet extends WitDelete {
  readonly value: Uint8Array;
  readonly ttlMs?: bigint | undefined;
}

type WitWrite =
  | { readonly tag: 'set'; readonly val: WitSet }
  | { readonly tag: 'delete'; readonly val: WitDelete }
  | { readonly tag: 'check'; readonly val: WitDelete };

/** Entries with versions, in the namespace that {@link storageService} has for the component. */
export function entriesService({ backend, quotaBytes = DEFAULT_QUOTA_BYTES }: StorageOptions): HostService {
  const denied = ({ area, action }: AccessRequest): WitError =>
    new WitError('denied', `${area}.${action} is not granted`);
  const reading = (call: HostFunction['call']): HostFunction => ({
    access: (caller: Caller) => access(caller, 'read'),
    denied,
    call: async (...args) => await told(async () => await call(...args)),
  });
  /** A function whose one argument stands for writes. */
  const writing = <T>(writesOf: (given: T) => readonly WitWrite[], answer: (version: bigint) => unknown) => ({
    access: (caller: Caller, given: T) => access(caller, actionsOf(writesOf(given))[0]),
    denied,
    call: async (call: HostCall, given: T) => {
      const writes = writesOf(given);
      // INVARIANT: each action that a batch consists of is asked for before any of it is done.
      for (const action of actionsOf(writes).slice(1)) call.demand(access(call, action));
      return await told(async () => {
        const { componentId } = call;
        if (writes.length > MAX_BATCH) throw invalid(`a batch has at most ${MAX_BATCH} writes`);
        const own = writes.map((write) => writeOf(componentId, write));
        return answer(versionOf(await backend.batch(own, { quotas: new Map([[componentId, quotaBytes]]) })));
      });
    },
  });

  return {
    interface: 'airssys:ext-storage/entries@1.0.0',
    waiting: {
      get: reading(async ({ componentId }: HostCall, key: string) => {
        const entry = await backend.entry(componentId, validKey(key));
        return entry && toWit(entry);
      }),
      set: writing(
        (entry: WitSet) => [{ tag: 'set', val: entry }],
        (version) => version,
      ),
      delete: writing(
        (entry: WitDelete) => [{ tag: 'delete', val: entry }],
        () => undefined,
      ),
      batch: writing(
        (writes: readonly WitWrite[]) => writes,
        (version) => version,
      ),
      scan: reading(async ({ componentId }: HostCall, prefix: string, after: string | undefined, limit: number) => {
        if (limit < 1 || limit > MAX_PAGE) throw invalid(`a page has 1 to ${MAX_PAGE} entries, not ${limit}`);
        const page = await backend.scan(componentId, prefix, { after, limit, maxBytes: MAX_PAGE_BYTES });
        return { entries: page.entries.map(toWit), next: page.next };
      }),
    },
  };
}

const access = ({ componentId }: Caller, action: string): AccessRequest => ({
  area: 'storage',
  action,
  resource: componentId,
});

const invalid = (detail: string): WitError => new WitError('invalid-argument', detail);

/** What the writes need. A condition tells something of what is there, as reading it would. */
function actionsOf(writes: readonly WitWrite[]): readonly [string, ...string[]] {
  const actions = new Set<string>();
  for (const { tag, val } of writes) {
    if (tag !== 'check') actions.add(tag === 'set' ? 'write' : 'delete');
    if (val.expected !== undefined) actions.add('read');
  }
  const [first = 'write', ...others] = actions;
  return [first, ...others];
}

function writeOf(namespace: string, { tag, val }: WitWrite): Write {
  const target = { namespace, key: validKey(val.key) };
  const expected = val.expected && expectedOf(val.expected);
  switch (tag) {
    case 'set':
      if (val.ttlMs === 0n) throw invalid('a time to live is at least 1 ms');
      return {
        ...target,
        kind: 'set',
        value: val.value,
        expected,
        ...(val.ttlMs !== undefined && { ttlMs: Number(val.ttlMs) }),
      };
    case 'delete':
      return { ...target, kind: 'delete', expected };
    case 'check':
      return { ...target, kind: 'check', expected: expected ?? 'present' };
  }
}

/** No entry has a version that no backend gives. */
function expectedOf(expected: WitExpected): ExpectedEntry {
  if (expected.tag !== 'version') return expected.tag;
  const { val } = expected;
  return val > 0n && val < BigInt(Number.MAX_SAFE_INTEGER) ? Number(val) : Number.MAX_SAFE_INTEGER;
}

function versionOf(outcome: WriteOutcome): bigint {
  if (outcome.ok) return BigInt(outcome.version);
  throw outcome.reason === 'quota' ? new WitError('quota-exceeded') : new WitError('conflict', outcome.at);
}

const toWit = ({ key, value, version }: StoredEntry): object => ({ key, value, version: BigInt(version) });

/** A backend that fails is an error of the interface. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof WitError ? error : new WitError('io-error', error instanceof Error ? error.message : error);
  }
}
