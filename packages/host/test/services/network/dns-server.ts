/** A server of DNS on loopback that answers what a test wants: another address each time, if need be. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';
import { onTestFinished } from 'vitest';
import { dnsResolver, type Resolver } from '../../../src/index.ts';

/** The addresses of a name, or undefined where it has none. Asked for each look-up. */
export type Zone = (name: string) => readonly string[] | undefined;

export interface TestDns {
  readonly resolver: Resolver;
  /** The names that were asked for, each once per look-up (by its question for addresses of IPv4). */
  readonly asked: string[];
}

const TYPE_A = 1;
const TYPE_AAAA = 28;
const NAME_ERROR = 3;

export async function dnsServer(zone: Zone): Promise<TestDns> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  const found = new Map<string, readonly string[] | undefined>();
  socket.on('message', (query, { address, port }) => {
    const { name, type, end } = readQuestion(query);
    // A look-up asks twice, in this order or the other: the zone is asked once for both.
    if (type === TYPE_A) asked.push(name);
    const other = found.get(name);
    const addresses = found.has(name) ? other : zone(name);
    if (found.has(name)) found.delete(name);
    else found.set(name, addresses);
    const wanted = (addresses ?? [])
      .map((text) => ipaddr.parse(text))
      .filter((one) => (one.kind() === 'ipv4' ? TYPE_A : TYPE_AAAA) === type);
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 | (addresses === undefined ? NAME_ERROR : 0), 2);
    header.writeUInt16BE(wanted.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = wanted.map((one) => {
      const bytes = one.toByteArray();
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0); // the name of the question
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt32BE(0, 6); // not to be kept
      record.writeUInt16BE(bytes.length, 10);
      return Buffer.concat([record, Buffer.from(bytes)]);
    });
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { resolver: dnsResolver([`127.0.0.1:${socket.address().port}`]), asked };
}

function readQuestion(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}
