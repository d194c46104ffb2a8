/** `airssys:ext-storage` from inside of components of both engines. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ComponentHost, type LoadedComponent, MemoryBackend } from '../../../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName } from '../../components.ts';

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let loaded: LoadedComponent;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR, storageQuotaBytes: 1_000 });
    loaded = await host.load(await built('entries', engine), 'entries');
    return async () => await host[Symbol.asyncDispose]();
  }, 240_000);

  test('values with versions, conditions, a time to live, batches and pages', async () => {
    let nowMs = 1_000;
    const storage = new MemoryBackend({ clock: { nowMs: () => nowMs } });
    const one = await loaded.instantiate({ grants: ['storage'], storage });
    const other = await loaded.instantiate({ grants: ['storage'], storage });
    expect(await one.call('put', 'key', 'välue')).toBe('välue true');
    expect(await one.call('put', 'short', 'x', 50)).toBe('x true');
    await Promise.all([one, other, one, other].map(async (instance) => await instance.call('count', 'counter')));
    expect(await one.call('count', 'counter')).toBe(5);
    expect(await one.call('stale', 'key')).toEqual([
      'undefined',
      'storage: conflict',
      'storage: conflict',
      'storage: conflict',
      'meanwhile',
    ]);
    expect(await one.call('keys', '', 2)).toEqual(['counter=5,key=meanwhile', 'short=x']);
    nowMs = 1_050;
    expect(await one.call('keys', '', 2)).toEqual(['counter=5,key=meanwhile']);
    expect(await one.call('move', 'key', 'moved')).toBe('ok');
    expect(await one.call('move', 'counter', 'moved')).toBe('storage: conflict');
    expect(await other.call('keys', '', 10)).toEqual(['counter=5,moved=meanwhile']);
    expect([await other.call('remove', 'moved'), await other.call('remove', 'moved')]).toEqual(['ok', 'ok']);
  });

  test('what cannot be is said', async () => {
    const instance = await loaded.instantiate({ grants: ['storage'], storage: new MemoryBackend() });
    expect(await instance.call('wrong')).toEqual([
      'storage: invalid-key: a key is not empty',
      'storage: invalid-argument: a time to live is at least 1 ms',
      'storage: invalid-argument: a page has 1 to 1000 entries, not 0',
      'storage: quota-exceeded',
      'storage: invalid-argument: a batch has at most 1000 writes',
    ]);
  });

  test('a condition needs to be allowed to read, a batch all that it does', async () => {
    const storage = new MemoryBackend();
    const all = await loaded.instantiate({ grants: ['storage'], storage });
    await all.call('put', 'key', 'value');
    const noDelete = await loaded.instantiate({ grants: ['storage.read', 'storage.write'], storage });
    expect(await noDelete.call('move', 'key', 'to')).toBe('storage: denied: storage.delete is not granted');
    expect(await noDelete.call('remove', 'key')).toBe('storage: denied: storage.delete is not granted');
    const noWrite = await loaded.instantiate({ grants: ['storage.read', 'storage.delete'], storage });
    expect(await noWrite.call('move', 'key', 'to')).toBe('storage: denied: storage.write is not granted');
    expect(await all.call('keys', '', 10)).toEqual(['key=value']);
  });
});
