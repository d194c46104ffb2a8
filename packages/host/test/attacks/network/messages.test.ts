/** Requests that would be more than one, and answers that would never end. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SECURE } from '../../services/network/certificates.ts';
import { dnsServer } from '../../services/network/dns-server.ts';
import { allOf, httpServer, listening, tcpServer } from '../../services/network/servers.ts';
import { attacker, expectRefusal, victim } from './attacker.ts';

const LOOPBACK = 'network.outbound:127.0.0.1:*';

describe('what a request may not say', () => {
  const OPTIONS: readonly { readonly method?: string; readonly headers?: readonly string[]; readonly body?: string }[] =
    [
      { headers: ['X-A=1\r\nX-B: 2'] },
      { headers: ['X-A=1\nX-B: 2'] },
      { headers: ['X-A=1\r'] },
      { headers: ['X-A=1\0'] },
      { headers: ['X-A=\u010a\u010d'] }, // the last byte of each ends a line
      { headers: ['X-A=grüße €'] },
      { headers: ['X-A\r\nX-B=1'] },
      { headers: ['X A=1'] },
      { headers: ['X-A:=1'] },
      { headers: ['=1'] },
      { headers: ['Host=internal.test'] },
      { headers: ['host=internal.test'] },
      { headers: ['Content-Length=0'], body: 'GET /admin HTTP/1.1\r\n\r\n' },
      { headers: ['Content-Length=5', 'content-length=6'], body: 'x' },
      { headers: ['Transfer-Encoding=chunked'], body: '0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n' },
      { headers: ['transfer-encoding=xchunked'] },
      { headers: ['Connection=keep-alive, X-Real-IP'] },
      { headers: ['Upgrade=h2c', 'HTTP2-Settings=AAMAAABk'] },
      { headers: ['Proxy-Authorization=Basic x'] },
      { headers: ['TE=trailers'] },
      { headers: ['Trailer=X'] },
      { headers: ['Expect=100-continue'] },
      { method: 'GET / HTTP/1.1\r\nX: y\r\n\r\nGET' },
      { method: 'GE T' },
      { method: '' },
      { method: 'CONNECT' },
      { method: 'TRACE' },
      { method: 'track' },
      { method: 'x'.repeat(1_000) },
      { headers: [`${'x'.repeat(1_000)}=1`] },
    ];

  test.each(OPTIONS.map((options) => [JSON.stringify(options).slice(0, 80), options] as const))(
    '%s',
    async (_, options) => {
      const { port, reached } = await victim();
      const guest = await attacker([LOOPBACK]);
      expectRefusal(await guest.call('send', `http://127.0.0.1:${port}/`, options), 'invalid-argument');
      expect(guest.refused()).toMatchObject([{ resource: expect.stringMatching(/^not valid: /) as string }]);
      expect(reached()).toBe(0);
    },
  );

  test.each([
    ['too many', Array<string>(300).fill('X-A=1')],
    ['too large', [`X-A=${'x'.repeat(70_000)}`]],
  ])('%s headers', async (_what, headers) => {
    const { port, reached } = await victim();
    const guest = await attacker([LOOPBACK]);
    expectRefusal(await guest.call('send', `http://127.0.0.1:${port}/`, { headers }), 'too-large');
    expect(reached()).toBe(0);
  });

  test('what is sent is one request, whatever the body says', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const port = await tcpServer((socket) => {
      socket.on('data', () => {});
      socket.once('data', (bytes: Buffer) => {
        resolve(String(bytes));
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      });
    });
    const guest = await attacker([LOOPBACK]);
    const body = '\r\n\r\nGET /admin HTTP/1.1\r\nHost: internal.test\r\n\r\n';
    await guest.call('send', `http://127.0.0.1:${port}/`, { method: 'GET', body });
    const head = (await promise).split('\r\n\r\n')[0]?.split('\r\n');
    expect(head).toEqual([
      'GET / HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: close',
      `Content-Length: ${body.length}`,
    ]);
  });
});

describe('redirects', () => {
  const TARGETS: readonly (readonly [location: (port: number) => string, code: string])[] = [
    [(port) => `http://127.0.0.1:${port}/`, 'denied'],
    [(port) => `//127.0.0.1:${port}/`, 'denied'],
    [(port) => `http://0x7f.1:${port}/`, 'denied'],
    [(port) => `http://[::ffff:127.0.0.1]:${port}/`, 'denied'],
    [(port) => `http://inside.test:${port}/`, 'denied'],
    [() => 'http://169.254.169.254/latest/meta-data/', 'denied'],
    [(port) => `https://good.test:${port + 1}/`, 'denied'],
    [(port) => `http://user:secret@127.0.0.1:${port}/`, 'invalid-argument'],
    [(port) => `/\\127.0.0.1:${port}/`, 'invalid-argument'],
    [() => 'file:///etc/passwd', 'invalid-argument'],
    [() => 'gopher://127.0.0.1:25/', 'invalid-argument'],
    [() => 'javascript:alert(1)', 'invalid-argument'],
    [() => 'http://[', 'invalid-argument'],
  ];

  test.each(TARGETS)('to %s', async (locationOf, code) => {
    const inside = await victim();
    const port = await httpServer((_request, response) => {
      response.writeHead(307, { Location: locationOf(inside.port) }).end();
    }, '127.0.0.2');
    const { resolver } = await dnsServer((name) => [name === 'good.test' ? '127.0.0.2' : '127.0.0.1']);
    const grants = [
      `network.outbound:good.test:${port}`,
      'network.outbound:127.0.0.2:*',
      'network.outbound:inside.test:*',
    ];
    const guest = await attacker(grants, resolver);
    expectRefusal(await guest.call('send', `http://good.test:${port}/`, { method: 'POST', body: 'x' }), code);
    expect(guest.refused()).toHaveLength(1);
    expect(inside.reached()).toBe(0);
  });

  test('credentials go to their own origin only', async () => {
    let seen: unknown;
    const other = await httpServer((request, response) => {
      seen = request.headers;
      response.end();
    });
    const port = await httpServer((_request, response) => {
      response.writeHead(302, { Location: `http://127.0.0.1:${other}/` }).end();
    });
    const guest = await attacker([LOOPBACK]);
    const headers = ['Authorization=Bearer secret', 'Cookie=session=secret', 'X-Kept=1'];
    expect(await guest.call('send', `http://127.0.0.1:${port}/`, { headers })).toMatchObject({ ok: true });
    expect(seen).toMatchObject({ 'x-kept': '1' });
    expect(JSON.stringify(seen)).not.toContain('secret');
  });

  test('without end', async () => {
    let requests = 0;
    const port = await httpServer((_request, response) => {
      requests += 1;
      response.writeHead(302, { Location: '/again' }).end();
    });
    const guest = await attacker([LOOPBACK]);
    expectRefusal(await guest.call('send', `http://127.0.0.1:${port}/`, { redirects: 200 }), 'protocol-error');
    expect(requests).toBe(11);
  });
});

describe('answers that are meant to hurt', () => {
  const endless = async (socket: Socket, piece: string): Promise<void> => {
    while (!socket.destroyed)
      if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {}); // it is reset
  };
  const trickling = async (socket: Socket, piece: string): Promise<void> => {
    for (; !socket.destroyed; await new Promise((resolve) => setTimeout(resolve, 50))) socket.write(piece);
  };
  const began = (socket: Socket, text: string): Socket => {
    socket.write(text);
    return socket;
  };
  const OK = 'HTTP/1.1 200 OK\r\n';
  const ANSWERS: readonly (readonly [what: string, code: string, answer: (socket: Socket) => unknown])[] = [
    ['nothing', 'timeout', () => {}],
    ['a head that trickles in', 'timeout', (socket) => trickling(began(socket, OK), 'X: y\r\n')],
    ['interim answers without end', 'timeout', (socket) => trickling(socket, 'HTTP/1.1 100 Continue\r\n\r\n')],
    ['headers without end', 'too-large', (socket) => endless(began(socket, OK), 'X-A: b\r\n'.repeat(1_000))],
    ['one header without end', 'too-large', (socket) => endless(began(socket, `${OK}X: `), 'x'.repeat(10_000))],
    [
      'a status line without end',
      'protocol-error',
      (socket) => endless(began(socket, 'HTTP/1.1 200'), '0'.repeat(10_000)),
    ],
    ['a body without end', 'too-large', (socket) => endless(began(socket, `${OK}\r\n`), 'x'.repeat(10_000))],
    [
      'chunks without end',
      'too-large',
      (socket) => endless(began(socket, `${OK}Transfer-Encoding: chunked\r\n\r\n`), `1000\r\n${'x'.repeat(4_096)}\r\n`),
    ],
    ['another protocol', 'protocol-error', (socket) => socket.end('220 mail.test ESMTP\r\n')],
    [
      'a change of protocol',
      'protocol-error',
      (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    ],
    ['two lengths', 'protocol-error', (socket) => socket.end(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`)],
    [
      'a length and chunks',
      'protocol-error',
      (socket) => socket.end(`${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    ],
    [
      'a chunk whose length is none',
      'connection-reset',
      (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\nx`),
    ],
    ['a body that is cut off', 'connection-reset', (socket) => socket.end(`${OK}Content-Length: 10\r\n\r\nx`)],
    ['the end', 'connection-reset', (socket) => socket.end()],
  ];

  test.each(ANSWERS)('%s', async (_what, code, answer) => {
    const port = await tcpServer((socket) => {
      socket.on('data', () => {});
      socket.once('data', () => void answer(socket));
      socket.once('end', () => socket.destroy());
    });
    const guest = await attacker([LOOPBACK]);
    expectRefusal(await guest.call('send', `http://127.0.0.1:${port}/`, {}), code);
    // The component goes on.
    const good = await httpServer((_request, response) => void response.end('good'));
    expect(await guest.call('send', `http://127.0.0.1:${good}/`, {})).toMatchObject({ value: { body: 'good' } });
  });

  test('nothing is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const port = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
    });
    const guest = await attacker([LOOPBACK]);
    expect(await guest.call('drain', `http://127.0.0.1:${port}/`, 65_536)).toEqual({ ok: true, value: bomb.length });
  });
});

describe('what is open', () => {
  test('is of no use when its grant is revoked', async () => {
    const received: string[] = [];
    const port = await tcpServer((socket) => {
      socket.on('data', (bytes) => {
        received.push(String(bytes));
        socket.write(bytes);
      });
    });
    const guest = await attacker([LOOPBACK]);
    expect(await guest.call('open', '127.0.0.1', port)).toMatchObject({ ok: true });
    expect(await guest.call('use', 'before')).toEqual({ ok: true, value: 'before' });
    guest.capabilities.revoke(LOOPBACK);
    expectRefusal(await guest.call('use', 'after'), 'denied');
    expect(guest.refused()).toMatchObject([
      { resource: `127.0.0.1:${port}`, hostFunction: expect.stringContaining('write') as string },
    ]);
    expect(received).toEqual(['before']);
  });

  test('is of no use when the grant of the address behind its name is revoked', async () => {
    const port = await tcpServer((socket) => void allOf(socket));
    const { resolver } = await dnsServer(() => ['127.0.0.1']);
    const guest = await attacker(['network.outbound:good.test:*', LOOPBACK], resolver);
    expect(await guest.call('open', 'good.test', port)).toMatchObject({ ok: true });
    guest.capabilities.revoke(LOOPBACK);
    expectRefusal(await guest.call('use', 'after'), 'denied');
    expect(guest.refused()).toMatchObject([{ resource: `127.0.0.1:${port}` }]);
  });

  test('is bounded in number', async () => {
    const port = await tcpServer((socket) => void allOf(socket));
    const guest = await attacker([LOOPBACK]);
    expectRefusal(await guest.call('hoard', '127.0.0.1', port, 100), 'too-many-connections');
  });

  test('TLS with a certificate for another name', async () => {
    let requests = 0;
    const port = await listening(createServer(SECURE, () => void (requests += 1)));
    const { resolver } = await dnsServer(() => ['127.0.0.1']);
    const guest = await attacker(['network.outbound:other.test:*', LOOPBACK], resolver);
    expectRefusal(await guest.call('send', `https://other.test:${port}/`, {}), 'tls-error');
    expectRefusal(await guest.call('exchange', 'other.test', port, 'x', true), 'tls-error');
    expect(requests).toBe(0);
  });
});
