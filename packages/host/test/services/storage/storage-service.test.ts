import { expect, test } from 'vitest';
import { MemoryBackend, SqliteBackend, WitError } from '../../../src/index.ts';
import type { HostCall } from '../../../src/services/host-service.ts';
import { storageService } from '../../../src/services/storage/storage-service.ts';
import { built, PROBE_GRANTS, temporaryDirectory, testHost } from '../../components.ts';

/** Calls a function of the service as the gate would, for a component. */
function caller(options: Parameters<typeof storageService>[0], componentId = 'a:one') {
  const { waiting = {} } = storageService(options);
  const call: HostCall = {
    componentId,
    version: '',
    operation: 'op',
    signal: new AbortController().signal,
    demand: () => {},
    permits: () => true,
    conceal: () => {},
    context: undefined,
  };
  return async (name: string, ...args: unknown[]): Promise<unknown> => {
    const fn = waiting[name];
    if (fn === undefined) throw new TypeError(`there is no ${name}`);
    return await fn.call(call, ...(args as never[]));
  };
}

const bytes = (length: number): Uint8Array => new Uint8Array(length);

test('the quota counts keys and values, and overwriting only what is new', async () => {
  const call = caller({ backend: new MemoryBackend(), quotaBytes: 20 });
  await call('set', 'four', bytes(16));
  await expect(call('set', 'x', bytes(0))).rejects.toMatchObject({ payload: { tag: 'quota-exceeded' } });
  await call('set', 'four', bytes(10));
  await call('set', 'x', bytes(5));
  expect(await call('usage')).toEqual({ usedBytes: 20n, quotaBytes: 20n, keyCount: 2n });
  await call('delete', 'four');
  await call('delete', 'four');
  expect(await call('usage')).toEqual({ usedBytes: 6n, quotaBytes: 20n, keyCount: 1n });
});

test('two instances at once do not exceed it together', async () => {
  const backend = new MemoryBackend();
  const [one, other] = [caller({ backend, quotaBytes: 100 }), caller({ backend, quotaBytes: 100 })];
  const results = await Promise.allSettled([one('set', 'a', bytes(60)), other('set', 'b', bytes(60))]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test.each([
  ['', 'a key is not empty'],
  ['a\0b', 'a key holds no NUL'],
  ['x'.repeat(1025), 'a key has at most 1024 bytes'],
  ['é'.repeat(513), 'a key has at most 1024 bytes'],
])('%j is no key', async (key, reason) => {
  const call = caller({ backend: new MemoryBackend() });
  for (const name of ['get', 'exists', 'set', 'delete']) {
    await expect(call(name, key, bytes(1))).rejects.toMatchObject({ payload: { tag: 'invalid-key', val: reason } });
  }
  await call('set', 'x'.repeat(1024), bytes(1));
});

test('each component has its own namespace', async () => {
  const backend = new MemoryBackend();
  const [one, other] = [caller({ backend }, 'a:one'), caller({ backend }, 'a:other')];
  await one('set', 'key', bytes(3));
  expect([await other('get', 'key'), await other('listKeys', undefined), await other('exists', 'key')]).toEqual([
    undefined,
    [],
    false,
  ]);
  await other('delete', 'key');
  expect(await one('get', 'key')).toEqual(bytes(3));
});

test('a backend that fails is an io-error', async () => {
  const backend = SqliteBackend.open(`${temporaryDirectory()}/storage.sqlite`);
  const call = caller({ backend });
  await backend[Symbol.asyncDispose]();
  for (const name of ['get', 'set', 'delete', 'exists', 'listKeys', 'usage']) {
    const error: unknown = await call(name, 'key', bytes(1)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WitError);
    expect(error).toMatchObject({ payload: { tag: 'io-error' } });
  }
});

test('from inside of a component', async () => {
  const host = testHost({
    storageQuotaBytes: 100,
    storage: SqliteBackend.open(`${temporaryDirectory()}/storage.sqlite`),
  });
  const loaded = await host.load(await built('probe'));
  const [one, other, denied] = [
    await loaded.instantiate({ grants: PROBE_GRANTS }),
    await loaded.instantiate({ grants: ['storage'] }),
    await loaded.instantiate({ grants: ['storage.read'] }),
  ];
  expect(await one.call('put', 'a%', new Uint8Array([0, 255]))).toBe('ok');
  expect(await other.call('get', 'a%')).toEqual(new Uint8Array([0, 255]));
  expect(await other.call('put', 'b', bytes(96))).toBe('storage: quota-exceeded');
  expect(await other.call('put', '', bytes(1))).toBe('storage: invalid-key: a key is not empty');
  expect(await denied.call('put', 'c', bytes(1))).toBe('storage: io-error: denied: storage.write is not granted');
  expect([await one.call('keys', 'a%'), await one.call('keys', 'a_'), await one.call('keys')]).toEqual([
    ['a%'],
    [],
    ['a%'],
  ]);
  expect(await one.call('usage')).toEqual([4, 100, 1]);
  expect([await one.call('remove', 'a%'), await one.call('remove', 'a%')]).toEqual([true, false]);
  expect(await one.call('get', 'a%')).toBeUndefined();
});
