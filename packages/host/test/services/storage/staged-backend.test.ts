import fc from '../../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { type KeyValueBackend, MemoryBackend, StagedBackend } from '../../../src/index.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const contentOf = async (backend: KeyValueBackend, namespace: string): Promise<unknown> => {
  const entries: unknown[] = [];
  for (let after: string | undefined; ;) {
    const page = await backend.scan(namespace, '', { after, limit: 2 });
    entries.push(...page.entries.map(({ key, value }) => `${key}=${value.join()}`));
    if (page.next === undefined) return [entries, await backend.list(namespace, ''), await backend.usage(namespace)];
    after = page.next;
  }
};

test('what is staged is seen through the view, and by nobody else until it is committed', async () => {
  const base = new MemoryBackend();
  await base.set('n', 'old', bytes(1));
  const view = new StagedBackend(base);
  await view.set('n', 'new', bytes(2));
  await view.delete('n', 'old');
  expect([await view.get('n', 'new'), await view.has('n', 'old'), await view.list('n', '')]).toEqual([
    bytes(2),
    false,
    ['new'],
  ]);
  expect([await base.list('n', ''), await base.get('n', 'old')]).toEqual([['old'], bytes(1)]);
  const { writes, quotas } = await view.take();
  expect(await base.batch(writes, { quotas })).toMatchObject({ ok: true });
  expect([await base.list('n', ''), await base.get('n', 'new')]).toEqual([['new'], bytes(2)]);
});

test('whatever is done, the view is as the base will be', async () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', '😀', '\u{ffff}');
  const write = fc.record({
    kind: fc.constantFrom('set', 'set', 'delete'),
    namespace: fc.constantFrom('n', 'm'),
    key,
    value: fc.uint8Array({ maxLength: 3 }),
    expected: fc.constantFrom('present', 'absent', undefined, undefined, undefined),
  });
  const batches = fc.array(fc.tuple(fc.array(write, { maxLength: 4 }), fc.constantFrom(Infinity, 12, 6)));
  await fc.assert(
    fc.asyncProperty(batches, batches, async (before, during) => {
      const [base, model] = [new MemoryBackend(), new MemoryBackend()];
      for (const [writes] of before) for (const one of [base, model]) await one.batch(writes);
      const view = new StagedBackend(base);
      for (const [writes, quotaBytes] of during) {
        const quotas = new Map([['n', quotaBytes]]);
        const [real, staged] = [await model.batch(writes, { quotas }), await view.batch(writes, { quotas })];
        expect({ ...staged, version: 0 }).toEqual({ ...real, version: 0 });
        for (const namespace of ['n', 'm']) {
          expect(await contentOf(view, namespace)).toEqual(await contentOf(model, namespace));
        }
      }
      // The last quota alone could be too small for what was there before it.
      const { writes } = await view.take();
      expect(await base.batch(writes)).toMatchObject({ ok: true });
      for (const namespace of ['n', 'm']) {
        expect(await contentOf(base, namespace)).toEqual(await contentOf(model, namespace));
      }
    }),
    { numRuns: 100 },
  );
});

test('what was read must still be there', async () => {
  const base = new MemoryBackend();
  await base.set('n', 'count', bytes(1));
  const commit = async (view: StagedBackend): Promise<boolean> => {
    const { writes, quotas } = await view.take();
    return (await base.batch(writes, { quotas })).ok;
  };
  const countOn = async (options?: ConstructorParameters<typeof StagedBackend>[1]): Promise<StagedBackend> => {
    const view = new StagedBackend(base, options);
    const [count = 0] = (await view.get('n', 'count')) ?? [];
    await view.set('n', 'count', bytes(count + 1));
    return view;
  };
  const [first, second, blind] = [await countOn(), await countOn(), await countOn({ checksReads: false })];
  expect([await commit(first), await commit(second), await commit(blind)]).toEqual([true, false, true]);
  expect(await base.get('n', 'count')).toEqual(bytes(2));

  const absent = new StagedBackend(base);
  expect(await absent.has('n', 'first')).toBe(false);
  await absent.set('n', 'mine', bytes(1));
  await base.set('n', 'first', bytes());
  expect(await commit(absent)).toBe(false);

  const reading = new StagedBackend(base);
  await reading.get('n', 'count');
  await base.set('n', 'count', bytes(9));
  expect(await commit(reading)).toBe(true);
});

test('a condition of a write is one of the commit, too', async () => {
  const base = new MemoryBackend();
  const view = new StagedBackend(base, { checksReads: false });
  expect(await view.set('n', 'lock', bytes(1), { expected: 'absent' })).toMatchObject({ ok: true });
  expect(await view.set('n', 'lock', bytes(1), { expected: 'absent' })).toMatchObject({ ok: false });
  const entry = await view.entry('n', 'lock');
  expect(await view.set('n', 'lock', bytes(2), { expected: entry?.version })).toMatchObject({ ok: true });
  await base.set('n', 'lock', bytes(3));
  expect(await base.batch((await view.take()).writes)).toMatchObject({ ok: false, reason: 'conflict' });
});

test('a time to live counts from the commit', async () => {
  let nowMs = 1_000;
  const base = new MemoryBackend({ clock: { nowMs: () => nowMs } });
  const view = new StagedBackend(base);
  await view.set('n', 'key', bytes(1), { ttlMs: 10 });
  nowMs = 2_000;
  await base.batch((await view.take()).writes);
  expect(await base.entry('n', 'key')).toMatchObject({ expiresAtMs: 2_010 });
});

test('after it was taken, or disposed, it is closed', async () => {
  const view = new StagedBackend(new MemoryBackend());
  const writing = view.set('n', 'key', bytes(1));
  expect((await view.take()).writes).toHaveLength(1);
  expect(await writing).toMatchObject({ ok: true });
  for (const use of [view.set('n', 'key', bytes(2)), view.get('n', 'key'), view.scan('n', ''), view.sweep()]) {
    await expect(use).rejects.toMatchObject({ code: 'AIRSSYS_STORAGE_CLOSED' });
  }
});
