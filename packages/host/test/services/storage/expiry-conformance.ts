/** What every backend must do as time goes by, and whom it tells. A part of `backendConformance`. */
import { expect, test } from 'vitest';
import type { StorageChange, WriteOutcome } from '../../../src/index.ts';
import type { OpenedBackend } from './backend-conformance.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const conflict = (at: number): WriteOutcome => ({ ok: false, reason: 'conflict', at });
const versionOf = (outcome: WriteOutcome): number => (outcome.ok ? outcome.version : Number.NaN);

export function expiryConformance(opened: () => Promise<OpenedBackend>): void {
  test('what has expired is gone for every function', async () => {
    const { backend, setTime } = await opened();
    await backend.set('n', 'short', bytes(1), { ttlMs: 10 });
    await backend.set('n', 'stays', bytes(2));
    await backend.set('n', 'renewed', bytes(3), { ttlMs: 10 });
    await backend.set('n', 'renewed', bytes(3));
    expect(await backend.entry('n', 'short')).toMatchObject({ expiresAtMs: 1_010 });
    await setTime(1_009);
    expect(await backend.list('n', '')).toEqual(['renewed', 'short', 'stays']);
    await setTime(1_010);
    expect(await backend.list('n', '')).toEqual(['renewed', 'stays']);
    expect((await backend.scan('n', '')).entries.map(({ key }) => key)).toEqual(['renewed', 'stays']);
    expect([
      await backend.get('n', 'short'),
      await backend.entry('n', 'short'),
      await backend.has('n', 'short'),
    ]).toEqual([undefined, undefined, false]);
    expect(await backend.usage('n')).toEqual({ usedBytes: 14, keyCount: 2 });
    expect(await backend.set('n', 'short', bytes(), { expected: 'present' })).toEqual(conflict(0));
    expect(await backend.set('n', 'short', bytes(1), { expected: 'absent', quotaBytes: 20 })).toMatchObject({
      ok: true,
      existed: [false],
    });
    expect(await backend.usage('n')).toEqual({ usedBytes: 20, keyCount: 3 });
  });

  test('and is swept', async () => {
    const { backend, setTime } = await opened();
    const keys = Array.from({ length: 5 }, (_, at) => `key${at}`);
    await backend.batch(
      keys.map((key, at) => ({ kind: 'set', namespace: `n${at % 2}`, key, value: bytes(1), ttlMs: at < 3 ? 5 : 50 })),
    );
    await setTime(1_020);
    expect(await backend.sweep()).toBe(3);
    expect(await backend.sweep()).toBe(0);
    expect([await backend.list('n0', ''), await backend.list('n1', '')]).toEqual([['key4'], ['key3']]);
    expect(await backend.usage('n0')).toEqual({ usedBytes: 5, keyCount: 1 });
  });

  test('who watches is told of what was done, in order', async () => {
    const { backend, setTime } = await opened();
    const seen: string[] = [];
    const tell = ({ kind, key, version }: StorageChange): void => void seen.push(`${kind} ${key} ${version}`);
    const watching = backend.watch('n', 'a', tell);
    const [one, two] = await Promise.all([
      backend.set('n', 'a1', bytes(1), { ttlMs: 5 }),
      backend.batch([
        { kind: 'set', namespace: 'n', key: 'a2', value: bytes(1) },
        { kind: 'set', namespace: 'n', key: 'b', value: bytes(1) },
        { kind: 'set', namespace: 'other', key: 'a3', value: bytes(1) },
        { kind: 'delete', namespace: 'n', key: 'a2' },
      ]),
      backend.set('n', 'a1', bytes(1, 2), { expected: 'present', quotaBytes: 0 }),
      backend.set('n', 'a4', bytes(1), { expected: 'present' }),
    ]);
    await setTime(1_010);
    await backend.sweep();
    const [first, second] = [versionOf(one), versionOf(two)];
    const told = [`set a1 ${first}`, `set a2 ${second}`, `deleted a2 ${second}`];
    expect(seen.slice(0, 3)).toEqual(told);
    expect(seen.at(-1)).toMatch(/^expired a1 /);
    watching[Symbol.dispose]();
    const length = seen.length;
    await backend.set('n', 'a5', bytes(1));
    expect(seen).toHaveLength(length);
  });
}
