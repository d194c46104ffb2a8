/** Classes of the SDK with `@onRequest`, served over HTTP: the same on both engines. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  ComponentHost,
  type HttpServing,
  type LoadedComponent,
  type LogEntry,
  MemoryBackend,
  type ServedRequest,
  type ServeOptions,
} from '../../src/index.ts';
import { built, CACHE_DIR, ENGINES } from '../components.ts';

describe.each(ENGINES)('a class built with %s', (engine) => {
  let host: ComponentHost;
  let loaded: LoadedComponent;

  beforeAll(async () => {
    host = new ComponentHost({ cacheDir: CACHE_DIR });
    loaded = await host.load(await built('web/site', engine), 'site');
    return async () => await host[Symbol.asyncDispose]();
  }, 240_000);

  async function served(options: ServeOptions = {}): Promise<HttpServing & { readonly requests: ServedRequest[] }> {
    const requests: ServedRequest[] = [];
    const server = await loaded.serve({
      port: 0,
      readyInstances: 0,
      onRequest: (one) => requests.push(one),
      ...options,
    });
    onTestFinished(async () => await server[Symbol.asyncDispose]());
    return Object.assign(server, { requests });
  }

  test('sees the request, and its instance is of the request', async () => {
    const server = await served({ env: { GREETING: 'Good day' } });
    const greeted = async (path: string): Promise<string> => await (await fetch(server.url + path)).text();
    expect(await greeted('/greet?name=Ada+L%C3%B6ve%20%zz')).toBe('Good day Ada Löve %zz, for the 1. time');
    expect(await greeted('/greet')).toBe('Good day you, for the 1. time');
    const response = await fetch(`${server.url}/facts?a=1&b&a=2&=x?y`, {
      method: 'PATCH',
      headers: { 'X-Test': 'ü1' },
      body: 'Grüße',
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      method: 'PATCH',
      pathWithQuery: '/facts?a=1&b&a=2&=x?y',
      authority: server.url.slice('http://'.length),
      query: [
        ['a', '1'],
        ['b', ''],
        ['a', '2'],
        ['', 'x?y'],
      ],
      test: [expect.stringContaining('1')],
      connection: null,
      text: 'Grüße',
    });
  });

  test('answers with status, headers and a body whose length is said', async () => {
    const server = await served();
    const body = new Uint8Array(200_000).map((_, at) => at % 251);
    const response = await fetch(`${server.url}/echo`, { method: 'POST', body });
    expect([response.status, response.headers.get('x-two'), response.headers.get('content-length')]).toEqual([
      201,
      '1, 2',
      '200000',
    ]);
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
    const none = await fetch(`${server.url}/none`);
    expect([none.status, none.headers.get('content-length'), await none.text()]).toEqual([204, null, '']);
    const head = await fetch(`${server.url}/greet`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      '',
    ]);
    await expect.poll(() => server.requests.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  });

  test('takes and gives bodies in pieces', async () => {
    const server = await served({ grants: ['clock'], limits: { timeoutMs: 60_000, maxFuel: 1e12 } });
    const counted = await fetch(`${server.url}/count?each=1000`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(await counted.json()).toEqual({ bytes: 100_000, largest: 1_000 });
    const upper = await fetch(`${server.url}/upper`, { method: 'POST', body: 'ab1'.repeat(100_000) });
    expect(await upper.text()).toBe('AB1'.repeat(100_000));
    const response = await fetch(`${server.url}/pieces?count=3&ms=20`);
    expect(response.headers.get('content-type')).toBe('text/csv');
    const found: string[] = [];
    for await (const piece of response.body ?? []) found.push(Buffer.from(piece).toString());
    expect(found.length).toBeGreaterThan(1);
    expect(found.join('')).toBe('piece 0\npiece 1\npiece 2\n');
  });

  test('answers an HttpError as it says, and goes on', async () => {
    const server = await served();
    const answered = async (path: string, body?: string): Promise<readonly [number, string]> => {
      const response = await fetch(server.url + path, body === undefined ? {} : { method: 'POST', body });
      return [response.status, await response.text()];
    };
    expect(await answered('/missing')).toEqual([404, 'There is no such page']);
    expect(await answered('/nowhere')).toEqual([404, '']);
    expect(await answered('/json', '{"a":[1]}')).toEqual([200, '{"a":[1]}']);
    expect(await answered('/json', '{"a":')).toEqual([400, 'The body of the request is not JSON']);
    expect(await answered('/json', 'x'.repeat(101))).toEqual([413, 'The body of the request is larger than 100 bytes']);
    const none = Array.from({ length: 5 }, () => undefined);
    await expect.poll(() => server.requests.map(({ error }) => error)).toEqual(none);
  });

  test('a body of unknown length that is too large is refused as well', async () => {
    const server = await served();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < 20; at += 1) controller.enqueue(Buffer.from('[1,2,3,4] '));
        controller.close();
      },
    });
    // The types of fetch do not know what streams need.
    const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    const response = await fetch(`${server.url}/json`, init);
    expect([response.status, await response.text()]).toEqual([413, 'The body of the request is larger than 100 bytes']);
  });

  test('what it throws is for the operator only', async () => {
    const server = await served({ grants: ['clock'] });
    const response = await fetch(`${server.url}/throws`);
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error\n']);
    await expect.poll(() => server.requests).toHaveLength(1);
    expect(server.requests[0]?.error).toMatchObject({
      code: 'AIRSSYS_TRAP_GUEST_ERROR',
      message: expect.stringContaining('a secret'),
    });
    const broken = await fetch(`${server.url}/breaks`);
    expect(broken.status).toBe(200);
    await expect(broken.text()).rejects.toThrow();
    await expect.poll(() => server.requests).toHaveLength(2);
    expect(server.requests[1]?.error).toMatchObject({ message: expect.stringContaining('in the middle') });
  });

  test.each([
    ['null', 'returned null, not a response'],
    ['{"status":99}', 'a status from 200 to 599, not 99'],
    ['{"body":1}', 'body is number, not bytes'],
    ['{"body":[1]}', 'a piece of a response'],
    ['{"body":"","json":1}', 'body or json, not both'],
    ['{"headers":{"a b":"c"}}', 'response headers: invalid-syntax'],
    ['{"headers":[["a",1]]}', 'response.headers: expected a string'],
  ])('%s is no response', async (response, reason) => {
    const server = await served();
    const answer = await fetch(`${server.url}/wrong?response=${encodeURIComponent(response)}`).catch(() => undefined);
    await answer?.text().catch(() => '');
    if (!reason.startsWith('a piece')) expect(answer?.status).toBe(500);
    await expect.poll(() => server.requests).toHaveLength(1);
    expect(server.requests[0]?.error).toMatchObject({ message: expect.stringContaining(reason) });
  });

  test('a client that goes ends what is made for it', async () => {
    const logs: LogEntry[] = [];
    const server = await served({ grants: ['clock'], log: (entry) => logs.push(entry) });
    const stop = new AbortController();
    const response = await fetch(`${server.url}/pieces?count=1000000&ms=5`, { signal: stop.signal });
    await response.body?.getReader().read();
    stop.abort();
    await expect.poll(() => server.requests, { timeout: 10_000 }).toHaveLength(1);
  });

  test('needs a grant for what it uses, and keeps to its limits', async () => {
    const backend = new MemoryBackend();
    const denied = await served({ storage: backend });
    expect((await fetch(`${denied.url}/store?value=1`)).status).toBe(500);
    const server = await served({ storage: backend, grants: ['storage'] });
    expect(await (await fetch(`${server.url}/stored`)).text()).toBe('nothing');
    expect((await fetch(`${server.url}/store?value=42`)).status).toBe(204);
    expect(await (await fetch(`${server.url}/stored`)).text()).toBe('42');
    const short = await served({ limits: { timeoutMs: 300 } });
    expect((await fetch(`${short.url}/spin`)).status).toBe(504);
  });

  test('can be called as any other component', async () => {
    await using instance = await loaded.instantiate();
    expect(await instance.call('double', 21)).toBe(42);
  });
});
