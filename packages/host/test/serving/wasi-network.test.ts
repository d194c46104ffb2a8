/** `wasi:http` and `wasi:sockets` from a component of another toolchain, which is served, against real servers. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ComponentHost, type HttpServing, type LoadedComponent, type Resolver } from '../../src/index.ts';
import { CACHE_DIR } from '../components.ts';
import { allOf, httpServer, tcpServer } from '../services/network/servers.ts';
import { webApp } from './web-app.ts';

/** `good.test` and `inside.test` lead here, `public.test` to an address of the internet, others nowhere. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'good.test': ['127.0.0.1'],
  'inside.test': ['127.0.0.1'],
  'public.test': ['93.184.216.34'],
};
const resolver: Resolver = {
  async resolve(name) {
    const found = NAMES[name];
    if (found === undefined) throw Object.assign(new Error(name), { code: 'ENOTFOUND' });
    return await Promise.resolve(found);
  },
};

let host: ComponentHost;
let loaded: LoadedComponent;

beforeAll(async () => {
  host = new ComponentHost({ cacheDir: CACHE_DIR, network: { resolver } });
  loaded = await host.load(await webApp(), 'web');
  return async () => await host[Symbol.asyncDispose]();
}, 240_000);

async function served(grants: readonly string[]): Promise<HttpServing> {
  const server = await loaded.serve({ port: 0, grants: ['clock', ...grants], readyInstances: 0 });
  onTestFinished(async () => await server[Symbol.asyncDispose]());
  return server;
}

async function ask({ url }: HttpServing, path: string, query: Readonly<Record<string, string | number>> = {}): Promise<string> {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));
  const response = await fetch(`${url}${path}?${search}`);
  return `${response.status} ${await response.text()}`;
}

/** What the gate has refused since. */
function refusals(): () => readonly string[] {
  const before = host.audit.count;
  return () =>
    host.audit.events
      .filter(({ sequence, allowed }) => sequence > before && !allowed)
      .map(({ action, resource }) => `${action} ${resource}`);
}

describe('wasi:http', () => {
  test('a request with a body, and its response', async () => {
    const port = await httpServer((request, response) => {
      response.setHeader('X-Seen', `${request.method} ${request.url} ${request.headers.host}`);
      request.pipe(response);
    });
    const server = await served(['network.outbound:127.0.0.1:*']);
    const url = `http://127.0.0.1:${port}/a?b`;
    expect(await ask(server, '/fetch', { url, method: 'POST', body: 'grüße' })).toBe(
      `200 200 POST /a?b 127.0.0.1:${port} grüße`,
    );
    expect(await ask(server, '/fetch', { url })).toMatch(/^200 200 GET/);
  });

  test('two at once', async () => {
    const both = Promise.withResolvers<void>();
    let waiting = 0;
    const port = await httpServer((request, response) => {
      waiting += 1;
      if (waiting === 2) both.resolve();
      void both.promise.then(() => response.end(request.url));
    });
    const server = await served(['network.outbound:127.0.0.1:*']);
    const [a, b] = [`http://127.0.0.1:${port}/a`, `http://127.0.0.1:${port}/b`];
    expect(await ask(server, '/both', { a, b })).toBe('200 /a /b');
  });

  test('what is not granted is not reached', async () => {
    let reached = 0;
    const port = await httpServer((_request, response) => {
      reached += 1;
      response.end();
    });
    const server = await served(['network.outbound:good.test:*']);
    const refused = refusals();
    for (const url of [`http://127.0.0.1:${port}/`, `http://good.test:${port}/`, `http://[::ffff:7f00:1]:${port}/`]) {
      expect(await ask(server, '/fetch', { url })).toMatch(/^502 failed/);
    }
    expect(refused()).toEqual(Array(3).fill(`outbound 127.0.0.1:${port}`));
    expect(reached).toBe(0);
  });

  test('a redirect is an answer, which the component may follow as it may any URL', async () => {
    const port = await httpServer((_request, response) => {
      response.writeHead(302, { Location: 'http://169.254.169.254/' }).end('moved');
    });
    const server = await served(['network.outbound:127.0.0.1:*']);
    expect(await ask(server, '/fetch', { url: `http://127.0.0.1:${port}/` })).toMatch(/^200 302 null moved|^502 failed/);
  });
});

describe('wasi:sockets', () => {
  const upper = async (): Promise<number> =>
    await tcpServer((socket) => void allOf(socket).then((line) => socket.end(line.toUpperCase())));

  test('a connection to an address', async () => {
    const port = await upper();
    const server = await served(['network.outbound:127.0.0.1:*']);
    expect(await ask(server, '/tcp', { address: '127.0.0.1', port, text: 'hello' })).toBe(`200 ${port} HELLO`);
  });

  test('a name is looked up first: its grant is enough for a public address only', async () => {
    const port = await upper();
    const byName = await served(['network.outbound:good.test:*', 'network.outbound:public.test:*', 'network.resolve:*']);
    const refused = refusals();
    expect(await ask(byName, '/look-up', { name: 'public.test' })).toBe('200 93.184.216.34');
    expect(await ask(byName, '/look-up', { name: 'good.test' })).toBe('502 failed: "access-denied"');
    expect(await ask(byName, '/look-up', { name: 'nowhere.test' })).toBe('502 failed: "name-unresolvable"');
    expect(await ask(byName, '/tcp', { address: '127.0.0.1', port, text: '' })).toBe('502 failed: "access-denied"');
    expect(refused()).toEqual(['resolve 127.0.0.1', `outbound 127.0.0.1:${port}`]);
    const byBoth = await served(['network.outbound:good.test:*', 'network.outbound:127.0.0.1:*']);
    expect(await ask(byBoth, '/tcp', { name: 'good.test', port, text: 'x' })).toBe(`200 ${port} X`);
    expect(await ask(byBoth, '/look-up', { name: 'inside.test' })).toBe('502 failed: "access-denied"');
    expect(await ask(byBoth, '/look-up', { name: 'a b' })).toBe('502 failed: "access-denied"');
  });

  test('a connection that is refused, and one to nobody', async () => {
    const server = await served(['network.outbound:127.0.0.1:*', 'network.outbound:0.0.0.0/0:*']);
    expect(await ask(server, '/tcp', { address: '127.0.0.1', port: 1, text: '' })).toBe(
      '502 failed: "connection-refused"',
    );
    expect(await ask(server, '/tcp', { address: '0.0.0.0', port: 1, text: '' })).toBe(
      '502 failed: "remote-unreachable"',
    );
  });

  test('listening, by grant', async () => {
    const caller = Promise.withResolvers<string>();
    const callBack = async (port: number): Promise<void> => {
      const client: Socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
      client.end('ab');
      caller.resolve(await allOf(client));
    };
    const report = await httpServer((request, response) => {
      response.end();
      void callBack(Number(new URL(request.url ?? '', 'http://a').searchParams.get('port')));
    });
    const query = { address: '127.0.0.1', port: 0, report: `http://127.0.0.1:${report}/` };
    const server = await served(['network.outbound:127.0.0.1:*', 'network.inbound:127.0.0.1:*']);
    expect(await ask(server, '/listen', query)).toBe('200 ab');
    expect(await caller.promise).toBe('abab');
    const refused = refusals();
    expect(await ask(server, '/listen', { ...query, address: '0.0.0.0' })).toBe('502 failed: "access-denied"');
    expect(refused()).toEqual(['inbound 0.0.0.0:0']);
  });

  test('datagrams, by grant', async () => {
    const echo = createSocket('udp4', (bytes, { port, address }) => echo.send(`${String(bytes)}!`, port, address));
    echo.bind(0, '127.0.0.1');
    await once(echo, 'listening');
    onTestFinished(() => void echo.close());
    const { port } = echo.address();
    const server = await served(['network.outbound:127.0.0.1:*']);
    expect(await ask(server, '/udp', { address: '127.0.0.1', port, text: 'ping' })).toBe('200 ping!');
    expect(await ask(server, '/udp', { address: '127.0.0.1', port, text: 'ping', connected: 1 })).toBe('200 ping!');
    const refused = refusals();
    expect(await ask(server, '/udp', { address: '127.0.0.1', port, text: '', bind: 5_353 })).toMatch(/access-denied/);
    const none = await served([]);
    expect(await ask(none, '/udp', { address: '127.0.0.1', port, text: '' })).toMatch(/access-denied/);
    expect(refused()).toEqual(['inbound 0.0.0.0:5353', `outbound 127.0.0.1:${port}`]);
  });
});
