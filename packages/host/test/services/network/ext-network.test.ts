/** The interfaces of `airssys:ext-network` from a component in TypeScript, against real servers. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type CallResult,
  ComponentHost,
  type ComponentInstance,
  type InstanceOptions,
  type LoadedComponent,
} from '../../../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName } from '../../components.ts';
import { AUTHORITY, SECURE, SELF_SIGNED } from './certificates.ts';
import { allOf, httpServer, listening, tcpServer } from './servers.ts';

const LOOPBACK = 'network.outbound:127.0.0.1:*';
const INBOUND = 'network.inbound:127.0.0.1:*';
const failed = (error: string): unknown => ({ ok: false, error });

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let loaded: LoadedComponent;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR, network: { extraCertificates: [AUTHORITY] } });
    loaded = await host.load(await built('network', engine), 'network');
    return async () => await host[Symbol.asyncDispose]();
  });

  const network = async (options: InstanceOptions = {}): Promise<ComponentInstance> => {
    const instance = await loaded.instantiate({ grants: [LOOPBACK, INBOUND], ...options });
    onTestFinished(async () => await instance[Symbol.asyncDispose]());
    return instance;
  };

  test('a request and its response', async () => {
    const port = await httpServer((request, response) => {
      response.setHeader('X-Seen', `${request.method} ${request.url} ${request.headers.host}`);
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.statusCode = 201;
      request.pipe(response);
    });
    const instance = await network();
    const options = { method: 'POST', headers: ['X-Mine=1'], body: 'grüße' };
    const answer = (await instance.call('send', `http://127.0.0.1:${port}/a?b#c`, options)) as CallResult;
    const headers = [`X-Seen=POST /a?b 127.0.0.1:${port}`, 'Set-Cookie=a=1', 'Set-Cookie=b=2'];
    expect(answer).toMatchObject({
      ok: true,
      value: {
        status: 201,
        body: 'grüße',
        url: `http://127.0.0.1:${port}/a?b`,
        headers: expect.arrayContaining(headers) as string[],
      },
    });
  });

  test('redirects are followed, and become GET where the standard says so', async () => {
    const port = await httpServer((request, response) => {
      if (request.url === '/end') response.end(`${request.method} ${String(request.headers['content-type'])}`);
      else response.writeHead(302, { Location: '/end' }).end();
    });
    const instance = await network();
    const options = { method: 'POST', body: '{}', headers: ['Content-Type=application/json'] };
    expect(await instance.call('send', `http://127.0.0.1:${port}/`, options)).toMatchObject({
      value: { status: 200, body: 'GET undefined', url: `http://127.0.0.1:${port}/end` },
    });
    expect(await instance.call('send', `http://127.0.0.1:${port}/`, { redirects: 0 })).toMatchObject({
      value: { status: 302 },
    });
  });

  test('a large body goes through in pieces, in either direction', async () => {
    const size = 20 * 1024 * 1024;
    const port = await httpServer((request, response) => {
      if (request.method === 'GET') response.end(Buffer.alloc(size));
      else void text(request).then((body) => response.end(String(body.length)));
    });
    const instance = await network({ limits: { timeoutMs: 60_000, maxBytesIn: 64 << 20, maxBytesOut: 64 << 20 } });
    expect(await instance.call('drain', `http://127.0.0.1:${port}/`, 65_536)).toEqual({ ok: true, value: size });
    const piece = 'x'.repeat(65_536);
    expect(await instance.call('upload', `http://127.0.0.1:${port}/`, piece, 40)).toEqual({
      ok: true,
      value: String(40 * 65_536),
    });
  });

  test('TLS is verified: by an authority, for the host', async () => {
    const server = createHttpsServer(SECURE, (_request, response) => void response.end('secret'));
    const port = await listening(server);
    const other = await listening(createHttpsServer(SELF_SIGNED, (_request, response) => void response.end('no')));
    const instance = await network();
    expect(await instance.call('send', `https://127.0.0.1:${port}/`, {})).toMatchObject({ value: { body: 'secret' } });
    expect(await instance.call('exchange', '127.0.0.1', port, 'GET / HTTP/1.0\r\n\r\n', true)).toMatchObject({
      value: expect.stringContaining('secret') as string,
    });
    expect(await instance.call('send', `https://127.0.0.1:${other}/`, {})).toEqual(
      failed(`http: tls-error: 127.0.0.1:${other}: DEPTH_ZERO_SELF_SIGNED_CERT`),
    );
  });

  test('connections over TCP, out and in', async () => {
    const port = await tcpServer((socket) => void allOf(socket).then((line) => socket.end(line.toUpperCase())));
    const instance = await network();
    expect(await instance.call('exchange', '127.0.0.1', port, 'hello', false)).toEqual({ ok: true, value: 'HELLO' });

    const caller = Promise.withResolvers<string>();
    const callBack = async (socket: Socket): Promise<void> => {
      const port = Number((await allOf(socket)).split(':')[1]);
      const client = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
      client.end('ab');
      caller.resolve(await allOf(client));
    };
    const reportTo = await tcpServer((socket) => void callBack(socket));
    expect(await instance.call('serve', '127.0.0.1', 0, reportTo)).toEqual({ ok: true, value: 'ab' });
    expect(await caller.promise).toBe('abab');
  });

  test('datagrams', async () => {
    const server = createSocket('udp4', (bytes, { port, address }) => server.send(`${String(bytes)}!`, port, address));
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const instance = await network();
    expect(await instance.call('datagram', '127.0.0.1', server.address().port, 'ping')).toEqual({
      ok: true,
      value: 'ping!',
    });
    expect(await instance.call('bindUdp', '127.0.0.1', 0)).toMatchObject({
      value: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string,
    });
  });

  test('without a grant nothing is reached, and the component is told so', async () => {
    let reached = 0;
    const port = await tcpServer((socket) => {
      reached += 1;
      socket.end();
    });
    const instance = await network({ grants: ['network.outbound:127.0.0.1:1'] });
    const peer = `127.0.0.1:${port}`;
    expect(await instance.call('send', `http://${peer}/`, {})).toEqual(failed(`http: denied: ${peer}`));
    expect(await instance.call('upload', `http://${peer}/`, '', 0)).toEqual(failed(`http: denied: ${peer}`));
    expect(await instance.call('exchange', '127.0.0.1', port, '', false)).toEqual(failed(`tcp: denied: ${peer}`));
    expect(await instance.call('exchange', '127.0.0.1', port, '', true)).toEqual(failed(`tls: denied: ${peer}`));
    expect(await instance.call('datagram', '127.0.0.1', port, '')).toEqual(failed(`udp: denied: ${peer}`));
    expect(await instance.call('serve', '127.0.0.1', 0, port)).toEqual(failed('tcp: denied: 127.0.0.1:0'));
    expect(await instance.call('bindUdp', '127.0.0.1', 0)).toEqual(failed('udp: denied: 127.0.0.1:0'));
    expect(await instance.call('lookUp', 'example.com')).toEqual(failed('dns: denied: example.com'));
    expect(reached).toBe(0);
  });

  test('a connection ends with its grant, and with its instance', async () => {
    const closed = Promise.withResolvers<void>();
    const port = await tcpServer((socket) => {
      socket.on('data', (line) => void socket.write(line));
      socket.once('end', () => closed.resolve());
    });
    const instance = await network();
    expect(await instance.call('open', '127.0.0.1', port)).toEqual({ ok: true, value: `127.0.0.1:${port}` });
    expect(await instance.call('use', 'one')).toEqual({ ok: true, value: 'one' });
    instance.capabilities.revoke(LOOPBACK);
    expect(await instance.call('use', 'two')).toEqual(failed(`tcp: denied: 127.0.0.1:${port}`));
    await instance[Symbol.asyncDispose]();
    await closed.promise;
  });

  test('who waits for the network ends with the call', async () => {
    const closed = Promise.withResolvers<void>();
    const port = await tcpServer((socket) => void allOf(socket).then(() => closed.resolve()));
    const instance = await network();
    const stop = new AbortController();
    const call = instance.invoke('send', [`http://127.0.0.1:${port}/`, {}], { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(call).rejects.toThrow();
    await closed.promise;
  });
});
