import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Tally } from '../src/tally.ts';

const ENTRY = '../src/tally.ts';

test('counts by name, the highest first', async () => {
  const tally = await mount<typeof Tally>(ENTRY, { grants: 'requested' });
  expect(await tally.add('apples', 1)).toBe(1);
  expect(await tally.add('pears', 5)).toBe(5);
  expect(await tally.add('apples', 2)).toBe(3);
  expect(await tally.counts()).toEqual([
    { name: 'pears', count: 5 },
    { name: 'apples', count: 3 },
  ]);
  await tally.forget('pears');
  expect(await tally.counts()).toEqual([{ name: 'apples', count: 3 }]);
});

test('counts on from what is stored', async () => {
  const tally = await mount<typeof Tally>(ENTRY, { mocks: { storage: seeded({ 'count/apples': '41' }) } });
  expect(await tally.add('apples', 1)).toBe(42);
});

test('takes no more names than there is room for', async () => {
  const full = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`count/${at}`, '1']));
  const tally = await mount<typeof Tally>(ENTRY, { mocks: { storage: seeded(full) } });
  await expect(tally.add('one-more', 1)).rejects.toMatchObject({ name: 'TooManyError', most: 1000 });
  expect(await tally.add('0', 1)).toBe(2);
});

test('stores nothing unless it may', async () => {
  const tally = await mount<typeof Tally>(ENTRY);
  await expect(tally.add('apples', 1)).toBeDenied('storage.read');
});

/** A storage that begins with these values. */
function seeded(values: Readonly<Record<string, string>>) {
  const stored = new Map<string, string | Uint8Array>(Object.entries(values));
  return {
    get: (key: string) => stored.get(key),
    set: (key: string, value: Uint8Array) => void stored.set(key, value),
    listKeys: (prefix = '') => [...stored.keys()].filter((key) => key.startsWith(prefix)).toSorted(),
  };
}
