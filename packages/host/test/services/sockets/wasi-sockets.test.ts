/** `wasi:sockets` from a component of another toolchain (QuickJS, its functions called by hand), against real servers. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ComponentHost, type LoadedComponent, type Resolver } from '../../../src/index.ts';
import { CACHE_DIR } from '../../components.ts';
import { packageDir, wasiWit } from '../../serving/wasi-wit.ts';
import { allOf, tcpServer } from '../network/servers.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/sockets');

async function socketsApp(): Promise<Uint8Array> {
  const dir = await mkdtemp(join(tmpdir(), 'airssys-sockets-'));
  try {
    mkdirSync(join(dir, 'deps'));
    cpSync(join(FIXTURE, 'world.wit'), join(dir, 'world.wit'));
    const wasi = wasiWit('0.2.12');
    for (const name of readdirSync(wasi)) {
      const wit = readFileSync(join(wasi, name, 'package.wit'), 'utf8');
      // The engine's tools do not know what is unstable.
      const stable = name === 'wasi-sockets' ? wit.replaceAll(/@unstable\([^)]*\)[^;]*;/g, '') : wit;
      writeFileSync(join(dir, 'deps', `${name}.wit`), stable);
    }
    const path = join(packageDir('componentize-qjs'), 'index.js');
    const { componentize } = (await import(path)) as {
      readonly componentize: (options: object) => Promise<{ readonly component: Uint8Array }>;
    };
    const jsSource = readFileSync(join(FIXTURE, 'app.js'), 'utf8');
    return (await componentize({ witPath: dir, jsSource, world: 'sockets', sync: true })).component;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** `good.test` and `inside.test` lead here, `public.test` to an address of the internet, others nowhere. */
const NAMES = new Map([
  ['good.test', ['127.0.0.1']],
  ['inside.test', ['127.0.0.1']],
  ['public.test', ['93.184.216.34']],
]);
const resolver: Resolver = {
  resolve(name) {
    const found = NAMES.get(name);
    return found === undefined
      ? Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }))
      : Promise.resolve(found);
  },
};

let host: ComponentHost;
let loaded: LoadedComponent;

beforeAll(async () => {
  host = new ComponentHost({ cacheDir: CACHE_DIR, network: { resolver } });
  loaded = await host.load(await socketsApp(), 'sockets');
  return async () => await host[Symbol.asyncDispose]();
}, 120_000);

type Probe = (what: string, ...args: readonly (string | number)[]) => Promise<unknown>;

async function probe(...grants: readonly string[]): Promise<Probe> {
  const instance = await loaded.instantiate({ grants });
  onTestFinished(async () => await instance[Symbol.asyncDispose]());
  return async (what, ...args) => {
    const outcome = await instance.callExport('test:sockets/probe', 'run', [what, args.map(String)]);
    return outcome.ok ? outcome.value : outcome.error;
  };
}

/** What the gate has refused since. */
function refusals(): () => readonly string[] {
  const before = host.audit.count;
  return () =>
    host.audit.events
      .filter(({ sequence, allowed }) => sequence > before && !allowed)
      .map(({ action, resource }) => `${action} ${resource}`);
}

const OUT = 'network.outbound:127.0.0.1:*';
const upper = async (): Promise<number> =>
  await tcpServer((socket) => void allOf(socket).then((line) => socket.end(line.toUpperCase())));

test('a connection to an address', async () => {
  const port = await upper();
  const run = await probe(OUT);
  expect(await run('tcp', '127.0.0.1', port, 'hello')).toBe(`${port} HELLO`);
});

test('a name is looked up first; its grant is enough for public addresses only', async () => {
  const port = await upper();
  const byName = await probe('network.outbound:good.test:*', 'network.resolve:*');
  const refused = refusals();
  expect(await byName('lookUp', 'public.test')).toBe('93.184.216.34');
  expect(await byName('lookUp', 'good.test')).toBe('failed: "access-denied"');
  expect(await byName('lookUp', 'nowhere.test')).toBe('failed: "name-unresolvable"');
  expect(await byName('tcp', '127.0.0.1', port, '')).toBe('failed: "access-denied"');
  expect(refused()).toEqual(['resolve 127.0.0.1', `outbound 127.0.0.1:${port}`]);
});

test('a name and the private address behind it, each with a grant', async () => {
  const port = await upper();
  const run = await probe('network.outbound:good.test:*', 'network.resolve:127.0.0.1', OUT);
  expect(await run('tcp', 'good.test', port, 'x')).toBe(`${port} X`);
  const refused = refusals();
  expect(await run('lookUp', 'inside.test')).toBe('failed: "access-denied"');
  expect(await run('lookUp', 'a b')).toBe('failed: "access-denied"');
  expect(refused()).toEqual(['resolve inside.test', 'resolve not valid: a b']);
});

test('nobody there, and nobody who could be', async () => {
  const run = await probe(OUT, 'network.outbound:0.0.0.0/0:*');
  expect(await run('tcp', '127.0.0.1', 1, '')).toBe('failed: "connection-refused"');
  expect(await run('tcp', '0.0.0.0', 1, '')).toBe('failed: "remote-unreachable"');
  expect(await run('tcp', '127.0.0.1', 0, '')).toBe('failed: "invalid-argument"');
});

test('listening, by grant', async () => {
  const caller = Promise.withResolvers<string>();
  const callBack = async (socket: Socket): Promise<void> => {
    const port = Number(await allOf(socket));
    socket.end();
    const client = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    client.end('ab');
    caller.resolve(await allOf(client));
  };
  const report = await tcpServer((socket) => void callBack(socket));
  const run = await probe(OUT, 'network.inbound:127.0.0.1:*');
  expect(await run('listen', '127.0.0.1', report)).toBe('ab');
  expect(await caller.promise).toBe('abab');
  const refused = refusals();
  expect(await run('listen', '0.0.0.0', report)).toBe('failed: "access-denied"');
  expect(refused()).toEqual(['inbound 0.0.0.0:0']);
});

test('datagrams, by grant', async () => {
  const echo = createSocket('udp4', (bytes, { port, address }) => echo.send(`${String(bytes)}!`, port, address));
  echo.bind(0, '127.0.0.1');
  await once(echo, 'listening');
  onTestFinished(() => void echo.close());
  const { port } = echo.address();
  const run = await probe(OUT);
  expect(await run('udp', '127.0.0.1', port, 'ping', 0, 'no')).toBe('ping!');
  expect(await run('udp', '127.0.0.1', port, 'ping', 0, 'yes')).toBe('ping!');
  const refused = refusals();
  expect(await run('udp', '127.0.0.1', port, '', 5_353, 'no')).toBe('failed: "access-denied"');
  const none = await probe();
  expect(await none('udp', '127.0.0.1', port, '', 0, 'no')).toBe('failed: "access-denied"');
  expect(refused()).toEqual(['inbound 0.0.0.0:5353', `outbound 127.0.0.1:${port}`]);
});
