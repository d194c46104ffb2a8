/** What every `KeyValueBackend` must do: one suite, run on each of them. */
import fc from '../../../../../test/properties.ts';
import { expect, onTestFinished, test } from 'vitest';
import type { KeyValueBackend, Write, WriteOutcome } from '../../../src/index.ts';
import { expiryConformance } from './expiry-conformance.ts';

export interface OpenedBackend {
  readonly backend: KeyValueBackend;
  /** Sets the backend's clock. It begins at 1,000. */
  readonly setTime: (nowMs: number) => Promise<void> | void;
}

export type OpenBackend = () => Promise<OpenedBackend> | OpenedBackend;

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
/** What a component can send: WIT's strings hold no lone surrogates. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('a', 'b', '%', '_', 'é', '€', '😀', '\u{d7ff}', '\u{e000}', '\u{ffff}', '\u{10ffff}', "'"),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 6,
  })
  .filter((key) => !key.includes('\0'));

const conflict = (at: number): WriteOutcome => ({ ok: false, reason: 'conflict', at });
const quota = (namespace: string): WriteOutcome => ({ ok: false, reason: 'quota', namespace });
const versionOf = (outcome: WriteOutcome): number => (outcome.ok ? outcome.version : Number.NaN);

export function backendConformance(open: OpenBackend): void {
  const opened = async (): Promise<OpenedBackend> => {
    const one = await open();
    onTestFinished(async () => await one.backend[Symbol.asyncDispose]());
    return one;
  };
  const fresh = async (): Promise<KeyValueBackend> => (await opened()).backend;

  test('values come back as they went in, also the empty one', async () => {
    const backend = await fresh();
    const all = Uint8Array.from({ length: 256 }, (_, at) => at);
    await backend.set('n', 'all', all);
    await backend.set('n', 'empty', bytes());
    expect(await backend.get('n', 'all')).toEqual(all);
    expect(await backend.get('n', 'empty')).toEqual(bytes());
    expect([await backend.get('n', 'none'), await backend.has('n', 'none'), await backend.has('n', 'empty')]).toEqual([
      undefined,
      false,
      true,
    ]);
  });

  test('what is stored is a copy, and so is what is read', async () => {
    const backend = await fresh();
    const value = bytes(1);
    const writing = backend.set('n', 'key', value);
    value[0] = 2;
    await writing;
    (await backend.get('n', 'key'))?.fill(3);
    (await backend.entry('n', 'key'))?.value.fill(3);
    (await backend.scan('n', '')).entries[0]?.value.fill(3);
    expect(await backend.get('n', 'key')).toEqual(bytes(1));
    // A slice of a Buffer is no copy.
    const buffer = Buffer.from([4]);
    const sets = [backend.set('n', 'buffer', buffer), backend.set('n', 'other', buffer, { expected: 'absent' })];
    buffer.fill(5);
    await Promise.all(sets);
    expect([await backend.get('n', 'buffer'), await backend.get('n', 'other')]).toEqual([bytes(4), bytes(4)]);
  });

  test('namespaces do not see each other', async () => {
    const backend = await fresh();
    await backend.set('a', 'key', bytes(1));
    await backend.set('a:b', 'key', bytes(2));
    expect([await backend.get('b', 'key'), await backend.list('b', '')]).toEqual([undefined, []]);
    expect(await backend.delete('b', 'key')).toMatchObject({ ok: true, existed: [false] });
    expect([await backend.get('a', 'key'), await backend.get('a:b', 'key')]).toEqual([bytes(1), bytes(2)]);
    expect(await backend.usage('a')).toEqual({ usedBytes: 4, keyCount: 1 });
  });

  test('a prefix is taken as it is', async () => {
    const backend = await fresh();
    for (const key of ['a%b', 'a_b', 'aXb', 'ab', 'b', "a'b", '😀1', '😀2']) await backend.set('n', key, bytes());
    expect(await backend.list('n', 'a%')).toEqual(['a%b']);
    expect(await backend.list('n', 'a_')).toEqual(['a_b']);
    expect(await backend.list('n', "a'")).toEqual(["a'b"]);
    expect(await backend.list('n', '😀')).toEqual(['😀1', '😀2']);
    expect(await backend.list('n', '\0')).toEqual([]);
    expect(await backend.list('n', 'a\0')).toEqual([]);
    expect(await backend.list('n', 'z')).toEqual([]);
  });

  test('keys are in the order of their UTF-8 bytes', async () => {
    const backend = await fresh();
    const keys = ['\u{ffff}', '😀', 'z', 'é', 'Z', 'aa', 'a', '\u{d7ff}', '\u{e000}', '\u{10ffff}\u{10ffff}'];
    for (const key of keys) await backend.set('n', key, bytes());
    const sorted = ['Z', 'a', 'aa', 'z', 'é', '\u{d7ff}', '\u{e000}', '\u{ffff}', '😀', '\u{10ffff}\u{10ffff}'];
    expect(await backend.list('n', '')).toEqual(sorted);
    expect((await backend.scan('n', '')).entries.map(({ key }) => key)).toEqual(sorted);
    for (const key of keys) expect(await backend.list('n', key === 'a' ? 'aa' : key)).toHaveLength(1);
  });

  test('it is a map, with its usage exact, whatever is done', async () => {
    const { backend, setTime } = await opened();
    let run = 0;
    let nowMs = 1_000;
    const step = fc.record({
      kind: fc.constantFrom('set', 'set', 'delete', 'check'),
      key: text.filter((key) => key !== ''),
      value: fc.uint8Array({ maxLength: 9 }),
      ttlMs: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 }),
      expected: fc.constantFrom('present', 'absent', undefined, undefined, undefined),
    });
    const batches = fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(batches, text, fc.integer({ min: 1, max: 3 }), async (all, prefix, limit) => {
        const namespace = `n${(run += 1)}`;
        const model = new Map<string, { readonly value: Uint8Array; readonly until: number }>();
        for (const steps of all) {
          await setTime((nowMs += 1));
          for (const [key, { until }] of model) if (until <= nowMs) model.delete(key);
          const writes = steps.map(({ expected, ...step }): Write => {
            const given = { ...step, namespace, expected: step.kind === 'check' ? (expected ?? 'absent') : expected };
            return given as Write; // `kind` is one of three
          });
          const at = writes.findIndex(
            ({ key, expected }) => expected !== undefined && (expected === 'present') !== model.has(key),
          );
          const existed = writes.map(({ key }) => model.has(key));
          if (at < 0) {
            for (const write of writes) {
              if (write.kind === 'set') {
                model.set(write.key, { value: write.value, until: nowMs + (write.ttlMs ?? Infinity) });
              } else if (write.kind === 'delete') model.delete(write.key);
            }
          }
          expect(await backend.batch(writes)).toEqual(
            at < 0 ? { ok: true, version: expect.any(Number), existed } : conflict(at),
          );
        }
        await setTime((nowMs += 1));
        for (const [key, { until }] of model) if (until <= nowMs) model.delete(key);
        const keys = [...model.keys()].sort(byUtf8);
        const wanted = keys.filter((key) => key.startsWith(prefix));
        expect(await backend.list(namespace, '')).toEqual(keys);
        expect(await backend.list(namespace, prefix)).toEqual(wanted);
        const paged: string[] = [];
        for (let after: string | undefined; ;) {
          const page = await backend.scan(namespace, prefix, { limit, after });
          expect(page.entries.length).toBeLessThanOrEqual(limit);
          for (const { key, value } of page.entries) expect(value).toEqual(model.get(key)?.value);
          paged.push(...page.entries.map(({ key }) => key));
          after = page.next;
          if (after === undefined) break;
        }
        expect(paged).toEqual(wanted);
        for (const [key, { value }] of model) expect(await backend.get(namespace, key)).toEqual(value);
        const usedBytes = [...model].reduce((sum, [key, { value }]) => sum + Buffer.byteLength(key) + value.length, 0);
        expect(await backend.usage(namespace)).toEqual({ usedBytes, keyCount: model.size });
      }),
      { numRuns: 25 },
    );
  });

  test('a quota is kept, to the byte', async () => {
    const backend = await fresh();
    const set = async (key: string, length: number, quotaBytes: number): Promise<WriteOutcome> =>
      await backend.set('n', key, new Uint8Array(length), { quotaBytes });
    expect(await set('key', 7, 10)).toMatchObject({ ok: true });
    expect(await set('k', 0, 10)).toEqual(quota('n'));
    expect(await set('key', 8, 10)).toEqual(quota('n'));
    expect(await backend.get('n', 'key')).toEqual(new Uint8Array(7));
    expect(await set('key', 6, 5)).toMatchObject({ ok: true }); // smaller than it was
    expect(await set('k', 0, 10)).toMatchObject({ ok: true });
    expect(await backend.usage('n')).toEqual({ usedBytes: 10, keyCount: 2 });
  });

  test('and by writes at the same time together', async () => {
    const backend = await fresh();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => backend.set('n', `${at}`, new Uint8Array(9), { quotaBytes: 35 })),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    expect(await backend.usage('n')).toEqual({ usedBytes: 30, keyCount: 3 });
  });

  test('the quotas of a batch are judged by all of it, each for its namespace', async () => {
    const backend = await fresh();
    await backend.set('a', 'old', new Uint8Array(7));
    const move: Write[] = [
      { kind: 'set', namespace: 'a', key: 'new', value: new Uint8Array(7) },
      { kind: 'set', namespace: 'b', key: 'new', value: new Uint8Array(7) },
      { kind: 'set', namespace: 'b', key: 'new', value: new Uint8Array(2) },
      { kind: 'delete', namespace: 'a', key: 'old' },
    ];
    expect(await backend.batch(move, { quotas: new Map([['b', 4]]) })).toEqual(quota('b'));
    expect(await backend.list('a', '')).toEqual(['old']);
    const quotas = new Map([
      ['a', 10],
      ['b', 5],
    ]);
    expect(await backend.batch(move, { quotas })).toMatchObject({ ok: true });
    expect([await backend.list('a', ''), await backend.usage('b')]).toEqual([['new'], { usedBytes: 5, keyCount: 1 }]);
  });

  test('a version changes with each write, and never comes again', async () => {
    const backend = await fresh();
    const versions = [
      versionOf(await backend.set('n', 'key', bytes(1))),
      versionOf(await backend.set('n', 'key', bytes(1))),
    ];
    expect(await backend.entry('n', 'key')).toMatchObject({ key: 'key', value: bytes(1), version: versions[1] });
    await backend.delete('n', 'key');
    versions.push(versionOf(await backend.set('n', 'key', bytes(1))));
    expect(new Set(versions).size).toBe(3);
    expect(versions.every((version) => Number.isSafeInteger(version) && version > 0)).toBe(true);
    expect(await backend.entry('n', 'none')).toBeUndefined();
  });

  test('a write is done where it finds what it expects', async () => {
    const backend = await fresh();
    expect(await backend.set('n', 'key', bytes(1), { expected: 'present' })).toEqual(conflict(0));
    const first = versionOf(await backend.set('n', 'key', bytes(1), { expected: 'absent' }));
    expect(await backend.set('n', 'key', bytes(2), { expected: 'absent' })).toEqual(conflict(0));
    const second = versionOf(await backend.set('n', 'key', bytes(2), { expected: first }));
    expect(await backend.set('n', 'key', bytes(3), { expected: first })).toEqual(conflict(0));
    expect(await backend.delete('n', 'key', { expected: first })).toEqual(conflict(0));
    expect(await backend.get('n', 'key')).toEqual(bytes(2));
    expect(await backend.delete('n', 'key', { expected: second })).toMatchObject({ ok: true, existed: [true] });
    expect(await backend.set('n', 'key', bytes(4), { expected: second })).toEqual(conflict(0));
    expect(await backend.has('n', 'key')).toBe(false);
  });

  test('of many that want to be first, one is', async () => {
    const backend = await fresh();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => backend.set('n', 'lock', bytes(at), { expected: 'absent' })),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('counting by compare-and-set loses nothing', async () => {
    const backend = await fresh();
    await backend.set('n', 'count', bytes(0));
    const countOn = async (): Promise<void> => {
      for (;;) {
        const found = await backend.entry('n', 'count');
        const next = bytes((found?.value[0] ?? 0) + 1);
        if ((await backend.set('n', 'count', next, { expected: found?.version })).ok) return;
      }
    };
    await Promise.all(Array.from({ length: 12 }, countOn));
    expect(await backend.get('n', 'count')).toEqual(bytes(12));
  });

  test('a batch is done over namespaces, or not at all', async () => {
    const backend = await fresh();
    const version = versionOf(await backend.set('a', 'there', bytes(1)));
    const writes: Write[] = [
      { kind: 'set', namespace: 'b', key: 'new', value: bytes(2) },
      { kind: 'delete', namespace: 'a', key: 'there' },
      { kind: 'check', namespace: 'c', key: 'none', expected: 'present' },
    ];
    expect(await backend.batch(writes)).toEqual(conflict(2));
    expect([await backend.has('b', 'new'), await backend.has('a', 'there')]).toEqual([false, true]);
    const checks: Write[] = [{ kind: 'check', namespace: 'a', key: 'there', expected: version }];
    expect(await backend.batch([...writes.slice(0, 2), ...checks])).toMatchObject({
      ok: true,
      existed: [false, true, true],
    });
    expect([await backend.get('b', 'new'), await backend.has('a', 'there')]).toEqual([bytes(2), false]);
    expect(await backend.batch([])).toMatchObject({ ok: true, existed: [] });
  });

  test('a batch expects by what was before it, and its last write of a key stays', async () => {
    const backend = await fresh();
    const set = (value: number): Write => ({
      kind: 'set',
      namespace: 'n',
      key: 'key',
      value: bytes(value),
      expected: 'absent',
    });
    expect(await backend.batch([set(1), set(2)])).toMatchObject({ ok: true, existed: [false, false] });
    expect([await backend.get('n', 'key'), await backend.usage('n')]).toEqual([
      bytes(2),
      { usedBytes: 4, keyCount: 1 },
    ]);
  });

  expiryConformance(opened);

  test('a page ends where it was told to', async () => {
    const backend = await fresh();
    const keys = ['a1', 'a2', 'a3', 'a4', 'b'];
    for (const key of keys) await backend.set('n', key, new Uint8Array(10));
    const page = async (options: Parameters<KeyValueBackend['scan']>[2]): Promise<unknown> => {
      const { entries, next } = await backend.scan('n', 'a', options);
      return [entries.map(({ key }) => key).join(), next];
    };
    expect(await page({ limit: 2 })).toEqual(['a1,a2', 'a2']);
    expect(await page({ limit: 2, after: 'a2' })).toEqual(['a3,a4', undefined]);
    expect(await page({ after: 'a2x' })).toEqual(['a3,a4', undefined]);
    expect(await page({ after: 'b' })).toEqual(['', undefined]);
    expect(await page({ after: '' })).toEqual(['a1,a2,a3,a4', undefined]);
    expect(await page({ maxBytes: 15 })).toEqual(['a1,a2', 'a2']);
    expect(await page({ maxBytes: 1 })).toEqual(['a1', 'a1']);
    expect(await backend.list('n', 'a', { after: 'a1', limit: 2 })).toEqual(['a2', 'a3']);
    await expect(backend.scan('n', '', { limit: 0 })).rejects.toMatchObject({ code: 'AIRSSYS_STORAGE_INVALID' });
    await expect(backend.list('n', '', { limit: 0 })).rejects.toMatchObject({ code: 'AIRSSYS_STORAGE_INVALID' });
  });

  test.each<readonly [Partial<Write> & { readonly expected?: number }, string]>([
    [{ key: '' }, '"" cannot be a key'],
    [{ key: 'a\0' }, '"a\\u0000" cannot be a key'],
    [{ key: '\ud800' }, '"\\ud800" cannot be a key'],
    [{ kind: 'set', ttlMs: 0 }, 'key cannot have 0 ms to live'],
    [{ kind: 'set', ttlMs: Number.NaN }, 'key cannot have NaN ms to live'],
    [{ expected: 0 }, '0 is no version'],
    [{ expected: 1.5 }, '1.5 is no version'],
  ])('%j is refused before anything is written', async (part, message) => {
    const backend = await fresh();
    const good: Write = { kind: 'set', namespace: 'n', key: 'key', value: bytes() };
    // Each case is one that the types allow.
    await expect(backend.batch([good, { ...good, ...part } as Write])).rejects.toMatchObject({
      code: 'AIRSSYS_STORAGE_INVALID',
      message,
    });
    expect(await backend.list('n', '')).toEqual([]);
  });

  test('writes under way are done before it is closed; afterwards nothing is', async () => {
    const { backend } = await open();
    const writing = backend.set('n', 'key', bytes(1));
    await backend[Symbol.asyncDispose]();
    await expect(writing).resolves.toMatchObject({ ok: true });
    await expect(backend[Symbol.asyncDispose]()).resolves.toBeUndefined();
    const closed = { code: 'AIRSSYS_STORAGE_CLOSED' };
    await expect(backend.get('n', 'key')).rejects.toMatchObject(closed);
    await expect(backend.set('n', 'key', bytes())).rejects.toMatchObject(closed);
    await expect(backend.sweep()).rejects.toMatchObject(closed);
    expect(() => backend.watch('n', '', () => {})).toThrow(expect.objectContaining(closed));
  });
}
