/**
 * Every function that the host offers to components, of every WIT package: denied without a grant, allowed with one, and both in
 * the audit log; or in the table of those that need none, with the reason.
 */
import { expect, test } from 'vitest';
import { WitError } from '../../src/index.ts';
import type { Needs, NeedsTable } from './needs.ts';
import { CORE } from './needs-core.ts';
import { EXTENSIONS } from './needs-extensions.ts';
import { MESSAGES } from './needs-messages.ts';
import { SOCKETS } from './needs-sockets.ts';
import { WASI } from './needs-wasi.ts';
import { openGate, type Attempt, type OpenGate } from './open-gate.ts';

const TABLE: NeedsTable = { ...CORE, ...EXTENSIONS, ...WASI, ...MESSAGES, ...SOCKETS };

const withoutVersion = (name: string): string => name.replace(/@[^#]*/, '');

/** Reads like `wasi:io/poll#poll` in the audit log, where functions have the glue's names. */
const decided = ({ events }: Attempt, allowed: boolean): readonly string[] =>
  events.filter((event) => event.allowed === allowed).map(({ area, action }) => `${area}.${action}`);

test('the table has every function, and no other', async () => {
  const { names } = await openGate();
  expect(Object.keys(TABLE).toSorted()).toEqual([...new Set(names.map(withoutVersion))].toSorted());
});

const needing = Object.entries(TABLE).filter(
  (entry): entry is [string, Extract<Needs, { grants: unknown }>] => 'grants' in entry[1],
);

test.for(needing)('%s', async ([name, { grants, args = () => [] }]) => {
  const denied = await tried(await openGate(), name, [], args);
  expect(decided(denied, false).length).toBeGreaterThan(0);
  expect(decided(denied, true)).toEqual([]);
  demandRefused(name, denied);

  const allowed = await tried(await openGate(), name, grants, args);
  expect(decided(allowed, false)).toEqual([]);
  expect(decided(allowed, true).length).toBeGreaterThan(0);
  expect(allowed.stopped).toBeUndefined();
  for (const { hostFunction, component, resource } of [...denied.events, ...allowed.events]) {
    expect(hostFunction.split('#')[0]).toBe(name.split('#')[0]);
    expect(component).toBe('test:gate');
    expect(resource).not.toBe('');
  }
});

test('what needs no grant says why', () => {
  const without = Object.entries(TABLE).filter(([, needs]) => 'none' in needs);
  expect(without.map(([name]) => name)).toMatchInlineSnapshot(`
    [
      "airssys:core/host-services#log",
      "airssys:core/host-services#list-components",
      "airssys:core/host-services#get-component-metadata",
      "airssys:core/host-messaging#cancel-request",
      "airssys:core/host-messaging#self-id",
      "airssys:ext-messaging/messaging#unsubscribe",
      "airssys:ext-network/http#[method]response.status",
      "airssys:ext-network/http#[method]response.headers",
      "airssys:ext-network/http#[method]response.url",
      "airssys:ext-network/tcp#[method]connection.remote",
      "airssys:ext-network/tcp#[method]listener.local",
      "airssys:ext-network/udp#[method]socket.local",
      "airssys:ext-network/udp#[method]receiver.local",
      "wasi:io/error#[method]error.to-debug-string",
      "wasi:io/streams#[method]input-stream.subscribe",
      "wasi:io/streams#[method]output-stream.subscribe",
      "wasi:cli/environment#get-arguments",
      "wasi:cli/environment#initial-cwd",
      "wasi:cli/exit#exit",
      "wasi:cli/exit#exit-with-code",
      "wasi:cli/stdin#get-stdin",
      "wasi:cli/stdout#get-stdout",
      "wasi:cli/stderr#get-stderr",
      "wasi:cli/terminal-stdin#get-terminal-stdin",
      "wasi:cli/terminal-stdout#get-terminal-stdout",
      "wasi:cli/terminal-stderr#get-terminal-stderr",
      "wasi:filesystem/preopens#get-directories",
      "wasi:filesystem/types#filesystem-error-code",
      "wasi:filesystem/types#[method]descriptor.get-flags",
      "wasi:filesystem/types#[method]descriptor.get-type",
      "wasi:filesystem/types#[method]descriptor.is-same-object",
      "wasi:http/types#http-error-code",
      "wasi:http/types#[constructor]fields",
      "wasi:http/types#[static]fields.from-list",
      "wasi:http/types#[constructor]outgoing-request",
      "wasi:http/types#[constructor]request-options",
      "wasi:http/types#[constructor]outgoing-response",
      "wasi:http/types#[static]outgoing-body.finish",
      "wasi:http/types#[static]response-outparam.set",
      "wasi:http/types#[method]fields.get",
      "wasi:http/types#[method]fields.has",
      "wasi:http/types#[method]fields.set",
      "wasi:http/types#[method]fields.delete",
      "wasi:http/types#[method]fields.append",
      "wasi:http/types#[method]fields.entries",
      "wasi:http/types#[method]fields.clone",
      "wasi:http/types#[method]outgoing-request.body",
      "wasi:http/types#[method]outgoing-request.headers",
      "wasi:http/types#[method]outgoing-request.method",
      "wasi:http/types#[method]outgoing-request.set-method",
      "wasi:http/types#[method]outgoing-request.path-with-query",
      "wasi:http/types#[method]outgoing-request.set-path-with-query",
      "wasi:http/types#[method]outgoing-request.scheme",
      "wasi:http/types#[method]outgoing-request.set-scheme",
      "wasi:http/types#[method]outgoing-request.authority",
      "wasi:http/types#[method]outgoing-request.set-authority",
      "wasi:http/types#[method]request-options.connect-timeout",
      "wasi:http/types#[method]request-options.set-connect-timeout",
      "wasi:http/types#[method]request-options.first-byte-timeout",
      "wasi:http/types#[method]request-options.set-first-byte-timeout",
      "wasi:http/types#[method]request-options.between-bytes-timeout",
      "wasi:http/types#[method]request-options.set-between-bytes-timeout",
      "wasi:http/types#[method]outgoing-response.status-code",
      "wasi:http/types#[method]outgoing-response.set-status-code",
      "wasi:http/types#[method]outgoing-response.headers",
      "wasi:http/types#[method]outgoing-response.body",
      "wasi:http/types#[method]outgoing-body.write",
      "wasi:http/types#[method]incoming-request.method",
      "wasi:http/types#[method]incoming-request.path-with-query",
      "wasi:http/types#[method]incoming-request.scheme",
      "wasi:http/types#[method]incoming-request.authority",
      "wasi:http/types#[method]incoming-request.headers",
      "wasi:http/types#[method]incoming-request.consume",
      "wasi:http/types#[method]incoming-response.status",
      "wasi:http/types#[method]incoming-response.headers",
      "wasi:http/types#[method]incoming-response.consume",
      "wasi:http/types#[method]incoming-body.stream",
      "wasi:http/types#[static]incoming-body.finish",
      "wasi:http/types#[method]future-trailers.subscribe",
      "wasi:http/types#[method]future-trailers.get",
      "wasi:http/types#[method]future-incoming-response.subscribe",
      "wasi:http/types#[method]future-incoming-response.get",
      "wasi:sockets/network#network-error-code",
      "wasi:sockets/instance-network#instance-network",
      "wasi:sockets/tcp-create-socket#create-tcp-socket",
      "wasi:sockets/udp-create-socket#create-udp-socket",
      "wasi:sockets/tcp#[method]tcp-socket.start-bind",
      "wasi:sockets/tcp#[method]tcp-socket.finish-bind",
      "wasi:sockets/tcp#[method]tcp-socket.finish-listen",
      "wasi:sockets/tcp#[method]tcp-socket.local-address",
      "wasi:sockets/tcp#[method]tcp-socket.remote-address",
      "wasi:sockets/tcp#[method]tcp-socket.is-listening",
      "wasi:sockets/tcp#[method]tcp-socket.address-family",
      "wasi:sockets/tcp#[method]tcp-socket.set-listen-backlog-size",
      "wasi:sockets/tcp#[method]tcp-socket.shutdown",
      "wasi:sockets/tcp#[method]tcp-socket.keep-alive-enabled",
      "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-enabled",
      "wasi:sockets/tcp#[method]tcp-socket.keep-alive-idle-time",
      "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-idle-time",
      "wasi:sockets/tcp#[method]tcp-socket.keep-alive-interval",
      "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-interval",
      "wasi:sockets/tcp#[method]tcp-socket.keep-alive-count",
      "wasi:sockets/tcp#[method]tcp-socket.set-keep-alive-count",
      "wasi:sockets/tcp#[method]tcp-socket.hop-limit",
      "wasi:sockets/tcp#[method]tcp-socket.set-hop-limit",
      "wasi:sockets/tcp#[method]tcp-socket.receive-buffer-size",
      "wasi:sockets/tcp#[method]tcp-socket.set-receive-buffer-size",
      "wasi:sockets/tcp#[method]tcp-socket.send-buffer-size",
      "wasi:sockets/tcp#[method]tcp-socket.set-send-buffer-size",
      "wasi:sockets/udp#[method]udp-socket.finish-bind",
      "wasi:sockets/udp#[method]udp-socket.local-address",
      "wasi:sockets/udp#[method]udp-socket.remote-address",
      "wasi:sockets/udp#[method]udp-socket.address-family",
      "wasi:sockets/udp#[method]udp-socket.unicast-hop-limit",
      "wasi:sockets/udp#[method]udp-socket.set-unicast-hop-limit",
      "wasi:sockets/udp#[method]udp-socket.receive-buffer-size",
      "wasi:sockets/udp#[method]udp-socket.set-receive-buffer-size",
      "wasi:sockets/udp#[method]udp-socket.send-buffer-size",
      "wasi:sockets/udp#[method]udp-socket.set-send-buffer-size",
      "wasi:sockets/tcp#[method]tcp-socket.subscribe",
      "wasi:sockets/udp#[method]udp-socket.subscribe",
      "wasi:sockets/udp#[method]incoming-datagram-stream.subscribe",
      "wasi:sockets/udp#[method]outgoing-datagram-stream.subscribe",
      "wasi:sockets/udp#[method]outgoing-datagram-stream.check-send",
      "wasi:sockets/ip-name-lookup#[method]resolve-address-stream.subscribe",
    ]
  `);
  for (const [, needs] of without) expect('none' in needs && needs.none.length).toBeGreaterThan(10);
});

async function tried(
  gate: OpenGate,
  name: string,
  grants: readonly string[],
  args: NonNullable<Extract<Needs, { grants: unknown }>['args']>,
): Promise<Attempt> {
  const full = gate.names.find((one) => withoutVersion(one) === name);
  if (full === undefined) throw new Error(`${name} is not offered`);
  return await gate.attempt(full, grants, await args(gate));
}

/** A denial is an `err` of the function's result, or ends the call. The environment is told without what is not granted. */
function demandRefused(name: string, { answer, threw, stopped }: Attempt): void {
  if (name === 'wasi:cli/environment#get-environment') return expect(answer).toEqual([]);
  expect(threw).toBe(true);
  if (stopped === undefined) expect(answer).toBeInstanceOf(WitError);
  else expect(stopped).toBe('denied');
}
