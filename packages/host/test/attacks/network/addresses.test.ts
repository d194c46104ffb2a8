/** Addresses that are not public, by every spelling and by every way to come to them. Each is denied, and audited. */
import { describe, expect, test } from 'vitest';
import { dnsServer, type Zone } from '../../services/network/dns-server.ts';
import { httpServer } from '../../services/network/servers.ts';
import { attacker, expectRefusal, victim } from './attacker.ts';

/** How this machine, its networks and the cloud around it can be written, and what the gate is to see. */
const SPELLINGS: readonly (readonly [spelling: string, address: string])[] = [
  ['127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['127.0.1', '127.0.0.1'],
  ['127.0.0.1.', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0x7f.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['017700000001', '127.0.0.1'],
  ['%31%32%37.0.0.1', '127.0.0.1'],
  ['１２７.０.０.１', '127.0.0.1'],
  ['①②⑦.⓪.⓪.①', '127.0.0.1'],
  ['127。0。0。1', '127.0.0.1'],
  ['[::ffff:127.0.0.1]', '127.0.0.1'],
  ['[::ffff:7f00:1]', '127.0.0.1'],
  ['[0:0:0:0:0:ffff:127.0.0.1]', '127.0.0.1'],
  ['[::1]', '[::1]'],
  ['[0:0:0:0:0:0:0:1]', '[::1]'],
  ['[::127.0.0.1]', '[::7f00:1]'],
  ['0.0.0.0', '0.0.0.0'],
  ['0', '0.0.0.0'],
  ['[::]', '[::]'],
  ['169.254.169.254', '169.254.169.254'],
  ['2852039166', '169.254.169.254'],
  ['0xa9fea9fe', '169.254.169.254'],
  ['[fd00:ec2::254]', '[fd00:ec2::254]'],
  ['[64:ff9b::7f00:1]', '[64:ff9b::7f00:1]'],
  ['[2002:7f00:1::]', '[2002:7f00:1::]'],
  ['10.0.0.1', '10.0.0.1'],
  ['192.168.257', '192.168.1.1'],
  ['[fe80::1]', '[fe80::1]'],
];

describe('a grant of every name is none of an address', () => {
  test.each(SPELLINGS)('%s', async (spelling, address) => {
    const { port, reached } = await victim();
    const guest = await attacker(['network.outbound:*:*', 'network.resolve:*']);
    expectRefusal(await guest.call('send', `http://${spelling}:${port}/`, {}), 'denied');
    expect(guest.refused()).toMatchObject([
      { area: 'network', action: 'outbound', resource: `${address}:${port}`, rule: 'no grant' },
    ]);
    expect(reached()).toBe(0);
  });
});

describe('a name leads to an address that is not granted', () => {
  const ADDRESSES = [
    ['127.0.0.1', '127.0.0.1'],
    ['10.1.2.3', '10.1.2.3'],
    ['172.16.0.1', '172.16.0.1'],
    ['192.168.0.1', '192.168.0.1'],
    ['169.254.169.254', '169.254.169.254'],
    ['168.63.129.16', '168.63.129.16'],
    ['100.100.100.200', '100.100.100.200'],
    ['100.64.0.1', '100.64.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['224.0.0.1', '224.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::1', '[::1]'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['fd00:ec2::254', '[fd00:ec2::254]'],
    ['fe80::1', '[fe80::1]'],
    ['64:ff9b::a9fe:a9fe', '[64:ff9b::a9fe:a9fe]'],
    ['2001:db8::1', '[2001:db8::1]'],
  ] as const;

  test.each(ADDRESSES)('%s', async (given, address) => {
    const { port, reached } = await victim();
    const { resolver } = await dnsServer(() => [given]);
    const guest = await attacker(['network.outbound:evil.test:*'], resolver);
    expectRefusal(await guest.call('send', `http://evil.test:${port}/`, {}), 'denied');
    expectRefusal(await guest.call('exchange', 'evil.test', port, 'x', false), 'denied');
    expectRefusal(await guest.call('exchange', 'evil.test', port, 'x', true), 'denied');
    expectRefusal(await guest.call('datagram', 'evil.test', port, 'x'), 'denied');
    expect(guest.refused().map(({ resource }) => resource)).toEqual(Array(4).fill(`${address}:${port}`));
    expect(reached()).toBe(0);
  });

  test('a public one beside it makes it no better', async () => {
    const { port, reached } = await victim();
    const { resolver } = await dnsServer(() => ['93.184.216.34', '127.0.0.1']);
    const guest = await attacker(['network.outbound:evil.test:*'], resolver);
    expectRefusal(await guest.call('send', `http://evil.test:${port}/`, {}), 'denied');
    expect(guest.refused()).toMatchObject([{ resource: `127.0.0.1:${port}` }]);
    expect(reached()).toBe(0);
  });

  test.each(['localhost', 'LOCALHOST', 'localhost.', 'ⓛocalhost', 'local\u00adhost'])('%j', async (name) => {
    const { port, reached } = await victim();
    const { resolver } = await dnsServer(() => ['127.0.0.1']);
    const guest = await attacker(['network.outbound:*:*'], resolver);
    expectRefusal(await guest.call('send', `http://${name}:${port}/`, {}), 'denied');
    expect(guest.refused()).toMatchObject([{ resource: `127.0.0.1:${port}` }]);
    expect(reached()).toBe(0);
  });

  test('a look-up tells no address of a private network either', async () => {
    const { resolver } = await dnsServer(() => ['10.0.0.5']);
    const guest = await attacker(['network.resolve:*'], resolver);
    expectRefusal(await guest.call('lookUp', 'intranet.test'), 'denied');
    expect(guest.refused()).toMatchObject([{ action: 'resolve', resource: '10.0.0.5' }]);
  });
});

describe('rebinding', () => {
  /** An address of this machine that is granted stands for the one that an attacker shows first. */
  const SHOWN = '127.0.0.2';
  const turning = (): Zone => {
    let turn = 0;
    return () => [(turn += 1) === 1 ? SHOWN : '127.0.0.1'];
  };

  test('the second look-up is checked as the first one', async () => {
    const { port, reached } = await victim();
    const { resolver, asked } = await dnsServer(turning());
    const guest = await attacker(['network.outbound:rebind.test:*', `network.outbound:${SHOWN}:*`], resolver);
    expectRefusal(await guest.call('send', `http://rebind.test:${port}/`, {}), 'connection-refused');
    expectRefusal(await guest.call('send', `http://rebind.test:${port}/`, {}), 'denied');
    expect(asked).toEqual(['rebind.test', 'rebind.test']);
    expect(guest.refused()).toMatchObject([{ resource: `127.0.0.1:${port}` }]);
    expect(reached()).toBe(0);
  });

  test('what was checked is what is connected to: a name is looked up once', async () => {
    const shown = await httpServer((_request, response) => void response.end('harmless'), SHOWN);
    const { resolver, asked } = await dnsServer(turning());
    const guest = await attacker(['network.outbound:rebind.test:*', `network.outbound:${SHOWN}:*`], resolver);
    expect(await guest.call('send', `http://rebind.test:${shown}/`, {})).toMatchObject({ value: { body: 'harmless' } });
    expect(asked).toEqual(['rebind.test']);
  });

  test('between a request and the redirect back to the same name', async () => {
    const { port: inside, reached } = await victim();
    const shown = await httpServer((_request, response) => {
      response.writeHead(302, { Location: `http://rebind.test:${inside}/` }).end();
    }, SHOWN);
    const { resolver } = await dnsServer(turning());
    const guest = await attacker(['network.outbound:rebind.test:*', `network.outbound:${SHOWN}:*`], resolver);
    expectRefusal(await guest.call('send', `http://rebind.test:${shown}/`, {}), 'denied');
    expect(guest.refused()).toMatchObject([{ resource: `127.0.0.1:${inside}` }]);
    expect(reached()).toBe(0);
  });
});
