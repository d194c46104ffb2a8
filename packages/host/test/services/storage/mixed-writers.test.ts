/** Sets go to the writer's thread by another way than all else, and their answers come back by two. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type KeyValueBackend, SqliteBackend } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';
import { Random } from '../../engine/metering/fuzz/random.ts';

const WRITERS = 24;
const FOR_MS = 3_000;
const NAMESPACES = ['a', 'b', 'c'];
const QUOTA_BYTES = 1;

/** Writes keys of its own until the time is over, and knows what each answer has to be. Answers how many it has looked at. */
async function writer(backend: KeyValueBackend, id: number, untilMs: number): Promise<number> {
  const random = new Random(id + 1);
  const pick = (below: number): number => random.below(below);
  const known = new Map<string, { readonly value: number; readonly version: number }>();
  let looked = 0;
  while (performance.now() < untilMs) {
    const namespace = random.of(NAMESPACES);
    const key = `${id}/${pick(12)}`;
    const at = `${namespace} ${key}`;
    const before = known.get(at);
    const value = new Uint8Array(4 + pick(pick(8) === 0 ? 40_000 : 60)).fill(pick(250));
    const what = pick(20);
    looked += 1;
    if (what < 10) {
      const outcome = await backend.set(namespace, key, value);
      expect(outcome).toMatchObject({ ok: true, existed: [before !== undefined] });
      if (!outcome.ok) continue;
      expect(outcome.version).toBeGreaterThan(before?.version ?? 0);
      known.set(at, { value: value[0] ?? 0, version: outcome.version });
    } else if (what < 12) {
      // Expires soon, so that later transactions have to tell of it.
      expect(await backend.set(namespace, `${key}/short`, value, { ttlMs: 1 + pick(20) })).toMatchObject({ ok: true });
    } else if (what < 14) {
      const outcome = await backend.set(namespace, `${key}/refused`, value, { quotaBytes: QUOTA_BYTES });
      expect(outcome).toMatchObject({ ok: false, reason: 'quota' });
    } else if (what < 16) {
      const expected = pick(2) === 0 ? (before?.version ?? 'absent') : 1e15;
      const outcome = await backend.set(namespace, key, value, { expected });
      expect(outcome.ok).toBe(expected !== 1e15);
      if (outcome.ok) known.set(at, { value: value[0] ?? 0, version: outcome.version });
    } else if (what < 18) {
      expect(await backend.delete(namespace, key)).toMatchObject({ ok: true, existed: [before !== undefined] });
      known.delete(at);
    } else {
      expect((await backend.get(namespace, key))?.[0]).toBe(before?.value);
    }
    if (pick(50) === 0) await wait(pick(4));
  }
  for (const [at, { value, version }] of known) {
    const [namespace = '', key = ''] = at.split(' ');
    expect(await backend.entry(namespace, key)).toMatchObject({ version });
    expect((await backend.get(namespace, key))?.[0]).toBe(value);
  }
  return looked;
}

test('each write has the answer that is its own, whatever others do', async () => {
  await using backend = SqliteBackend.open(join(temporaryDirectory(), 'storage.sqlite'));
  const untilMs = performance.now() + FOR_MS;
  const looked = await Promise.all(Array.from({ length: WRITERS }, (_, id) => writer(backend, id, untilMs)));
  expect(looked.reduce((sum, count) => sum + count)).toBeGreaterThan(WRITERS);
});

test('nor is there another for one that writes alone', async () => {
  await using backend = SqliteBackend.open(join(temporaryDirectory(), 'storage.sqlite'));
  expect(await writer(backend, 0, performance.now() + 1_000)).toBeGreaterThan(1);
});
