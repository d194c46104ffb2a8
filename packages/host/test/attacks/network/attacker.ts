/** A component that tries to reach what it must not, and what it would have reached. */
import { expect, onTestFinished } from 'vitest';
import { type AuditEvent, ComponentHost, type ComponentInstance, type Resolver } from '../../../src/index.ts';
import { built, CACHE_DIR } from '../../components.ts';
import { AUTHORITY } from '../../services/network/certificates.ts';
import { tcpServer } from '../../services/network/servers.ts';

export interface Attacker extends ComponentInstance {
  /** What the gate has refused this instance. */
  readonly refused: () => readonly AuditEvent[];
}

/** Small limits, so that what is too much comes soon. */
const NETWORK = {
  responseTimeoutMs: 1_000,
  connectTimeoutMs: 5_000,
  maxHeaderBytes: 8_192,
  maxBodyBytes: 1 << 20,
  maxConnections: 8,
};

/** An instance with grants, in a host that looks names up as it is told. Both end with the test. */
export async function attacker(grants: readonly string[], resolver?: Resolver): Promise<Attacker> {
  const host = new ComponentHost({
    cacheDir: CACHE_DIR,
    network: { ...NETWORK, resolver, extraCertificates: [AUTHORITY] },
  });
  const loaded = await host.load(await built('network'), 'network');
  const instance = await loaded.instantiate({ grants });
  onTestFinished(async () => {
    await instance[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  });
  const refused = (): readonly AuditEvent[] => host.audit.events.filter(({ allowed }) => !allowed);
  return Object.assign(instance, { refused });
}

/** A server that nobody may reach. It is asked whether anybody has. */
export async function victim(
  address = '127.0.0.1',
): Promise<{ readonly port: number; readonly reached: () => number }> {
  let reached = 0;
  const port = await tcpServer((socket) => {
    reached += 1;
    socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nsecret');
  }, address);
  return { port, reached: () => reached };
}

/** That a call was refused with a case of `network-error`; `error` is told as `http: denied: …`. */
export function expectRefusal(answer: unknown, code: string): void {
  expect(answer).toMatchObject({ ok: false });
  const { error } = answer as { readonly error: string };
  expect(error.split(': ')[1]).toBe(code);
}
