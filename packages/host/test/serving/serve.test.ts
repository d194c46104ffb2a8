/** Components served over HTTP: what clients see, what holds the component to its limits, and how it ends. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  ComponentHost,
  type HttpServing,
  type LoadedComponent,
  type ServedRequest,
  type ServeOptions,
} from '../../src/index.ts';
import { CACHE_DIR, written } from '../components.ts';
import { allOf } from '../services/network/servers.ts';
import { webApp } from './web-app.ts';

let host: ComponentHost;
let loaded: LoadedComponent;

beforeAll(async () => {
  host = new ComponentHost({ cacheDir: CACHE_DIR });
  loaded = await host.load(await webApp(), 'web');
  return async () => await host[Symbol.asyncDispose]();
}, 240_000);

interface Served extends HttpServing {
  readonly requests: readonly ServedRequest[];
}

async function served(options: ServeOptions = {}): Promise<Served> {
  const requests: ServedRequest[] = [];
  const server = await loaded.serve({
    port: 0,
    grants: ['clock'],
    readyInstances: 0,
    onRequest: (one) => requests.push(one),
    ...options,
  });
  onTestFinished(async () => await server[Symbol.asyncDispose]());
  return Object.assign(server, { requests });
}

const get = async ({ url }: HttpServing, path: string, init?: RequestInit): Promise<string> => {
  const response = await fetch(url + path, init);
  return `${response.status} ${await response.text()}`;
};
/** Until something has been told of. */
const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a request and its response', () => {
  test('method, path, status, headers and body', async () => {
    const server = await served();
    const response = await fetch(`${server.url}/hello?a=b`, { method: 'PUT' });
    expect([response.status, response.headers.get('x-app'), await response.text()]).toEqual([200, '1', 'PUT ?a=b']);
    expect(await get(server, '/nowhere')).toBe('404 not here');
    await until(() => server.requests.length === 2);
    expect(server.requests).toMatchObject([
      { method: 'PUT', path: '/hello?a=b', status: 200, error: undefined },
      { method: 'GET', path: '/nowhere', status: 404, error: undefined },
    ]);
  });

  test('bodies of some size, both ways, and in pieces', async () => {
    const server = await served({ limits: { timeoutMs: 60_000, maxFuel: 1e12 } });
    const body = 'x'.repeat(3_000_000);
    expect(await get(server, '/length', { method: 'POST', body })).toBe(`200 ${body.length}`);
    expect(await get(server, '/echo', { method: 'POST', body })).toBe(`201 ${body}`);
    const response = await fetch(`${server.url}/pieces?count=3&ms=20`);
    const pieces: string[] = [];
    for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe('piece piece piece ');
  });

  test('what belongs to the connection stays with the host', async () => {
    const server = await served();
    const { promise, resolve } = Promise.withResolvers<string>();
    const headers = { Connection: 'keep-alive, X-Hop', TE: 'trailers', 'X-Kept': '1', 'Proxy-Authorization': 'x' };
    httpRequest(`${server.url}/headers`, { headers }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => (text += piece.toString()));
      response.on('end', () => resolve(text));
    }).end();
    const seen = JSON.parse(await promise) as [string, string][];
    const names = seen.map(([name]) => name.toLowerCase());
    expect(names).toContain('x-kept');
    expect(names.filter((name) => ['connection', 'te', 'proxy-authorization'].includes(name))).toEqual([]);
  });

  test('each request has an instance of its own', async () => {
    const server = await served({ readyInstances: 2 });
    expect(await Promise.all(['/count', '/count', '/count'].map((path) => get(server, path)))).toEqual(
      Array(3).fill('200 1'),
    );
  });
});

describe('limits', () => {
  test('one past its time is answered 504, and the next request is answered', async () => {
    const server = await served({ limits: { timeoutMs: 2_000, maxFuel: 1e12, maxMemoryBytes: 64 << 20 } });
    expect(await get(server, '/spin')).toBe('504 Gateway Timeout\n');
    expect(await get(server, '/fill')).toBe('502 failed: out of memory');
    expect(await get(server, '/hello')).toBe('200 GET ');
    await until(() => server.requests.length === 3);
    expect(server.requests.map(({ error }) => error)).toMatchObject([
      { code: 'AIRSSYS_TRAP_DEADLINE' },
      undefined,
      undefined,
    ]);
  });

  test('a trap is answered 500', async () => {
    const server = await served({ limits: { maxFuel: 300_000_000 } });
    expect(await get(server, '/spin')).toBe('500 Internal Server Error\n');
    await until(() => server.requests.length === 1);
    expect(server.requests[0]?.error).toMatchObject({ code: 'AIRSSYS_TRAP_OUT_OF_FUEL' });
  });

  test('more requests than may be answered at once are answered 503', async () => {
    const server = await served({ maxConcurrentRequests: 1 });
    const first = get(server, '/sleep?ms=1500');
    const response = await untilFull(server);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await first).toBe('200 slept');
  });

  test('a body that is too large, said or not', async () => {
    const server = await served({ maxBodyBytes: 1_000 });
    expect(await get(server, '/length', { method: 'POST', body: 'x'.repeat(1_001) })).toBe('413 Content Too Large\n');
    // In chunks, of which none says how many follow.
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write('POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let sent = 0; sent < 4; sent += 1) socket.write(`12c\r\n${'x'.repeat(300)}\r\n`);
    expect(await allOf(socket)).not.toMatch(/^HTTP\/1\.1 200/);
    expect(await get(server, '/length', { method: 'POST', body: 'x'.repeat(1_000) })).toBe('200 1000');
  });

  test('a head that is too large', async () => {
    const server = await served({ maxHeaderBytes: 1_024 });
    expect((await fetch(`${server.url}/hello`, { headers: { 'X-Large': 'x'.repeat(2_000) } })).status).toBe(431);
  });

  test('a head that does not come', async () => {
    const server = await served({ headerTimeoutMs: 100 });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nX-Slow: ');
    expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test.each([
    ['two lengths', 'POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a length and chunks', 'POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['no host', 'GET /hello HTTP/1.1\r\n\r\n'],
    ['a header that is none', 'GET /hello HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n'],
    ['a line that ends in a bare LF', 'GET /hello HTTP/1.1\r\nHost: a\r\nX: y\nZ: w\r\n\r\n'],
  ])('a request that could be read as two: %s', async (_what, text) => {
    const server = await served();
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end(text);
    expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 400 /);
    expect(server.requests).toEqual([]);
  });
});

describe('the end', () => {
  test('a client that goes cancels the call', async () => {
    const server = await served();
    const client = new AbortController();
    const request = fetch(`${server.url}/sleep?ms=60000`, { signal: client.signal });
    await new Promise((resolve) => setTimeout(resolve, 700));
    client.abort();
    await expect(request).rejects.toThrow();
    await until(() => server.requests.length === 1);
    expect(server.requests[0]).toMatchObject({ status: undefined, error: { code: 'AIRSSYS_TRAP_CANCELLED' } });
  });

  test('requests under way are answered, further ones are not taken', async () => {
    const server = await served();
    const last = get(server, '/sleep?ms=1000');
    await untilUnderWay(last);
    const ended = server[Symbol.asyncDispose]();
    await expect(fetch(`${server.url}/hello`)).rejects.toThrow();
    expect(await last).toBe('200 slept');
    await ended;
  });

  test('those that take longer than their grace are stopped', async () => {
    const server = await served({ graceMs: 50 });
    const last = get(server, '/sleep?ms=60000').catch(() => 'broken off');
    await untilUnderWay(last);
    await server[Symbol.asyncDispose]();
    expect(await last).not.toBe('200 slept');
    expect(server.requests[0]?.error).toMatchObject({ code: 'AIRSSYS_TRAP_CANCELLED' });
  });

  test('a trap in the middle of a body breaks the response off', async () => {
    const server = await served({ limits: { timeoutMs: 1_500 } });
    const response = await fetch(`${server.url}/pieces?count=1000&ms=50`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});

describe('what cannot be served', () => {
  test('a component that answers no requests', async () => {
    const other = await host.load(await written({ core: '(func (export "run") (result i32) (i32.const 0))' }), 'other');
    await expect(other.serve({ port: 0 })).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' });
  });

  test('a port that is taken, and one that is none', async () => {
    const { port } = await served();
    await expect(loaded.serve({ port })).rejects.toMatchObject({ code: 'AIRSSYS_SERVE_LISTEN' });
    await expect(loaded.serve({ port: 70_000 })).rejects.toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
  });
});

async function untilFull(server: HttpServing): Promise<Response> {
  for (;;) {
    const response = await fetch(`${server.url}/hello`);
    await response.arrayBuffer();
    if (response.status === 503) return response;
  }
}

async function untilUnderWay(_request: Promise<unknown>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
}
