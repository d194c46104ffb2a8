/** `wasi:http` from a component of another toolchain, which is served, against real servers. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ComponentHost, type HttpServing, type LoadedComponent, type Resolver } from '../../src/index.ts';
import { CACHE_DIR } from '../components.ts';
import { httpServer } from '../services/network/servers.ts';
import { webApp } from './web-app.ts';

/** Every name leads here. */
const resolver: Resolver = { resolve: () => Promise.resolve(['127.0.0.1']) };

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

async function ask(
  { url }: HttpServing,
  path: string,
  query: Readonly<Record<string, string | number>> = {},
): Promise<string> {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
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
    expect(await ask(server, '/fetch', { url: `http://127.0.0.1:${port}/` })).toMatch(
      /^200 302 null moved|^502 failed/,
    );
  });
});
