/** Names, URLs and ports that look like what is granted and are something else. */
import { expect, test } from 'vitest';
import { dnsServer } from '../../services/network/dns-server.ts';
import { attacker, expectRefusal, victim } from './attacker.ts';

const GRANTED = ['network.outbound:good.test:*', 'network.outbound:127.0.0.1:*', 'network.inbound:127.0.0.1:*'];

/** Each would reach the victim, at which every name leads. */
const DENIED: readonly (readonly [url: (port: number) => string, host: string])[] = [
  [(port) => `http://good.test.evil.test:${port}/`, 'good.test.evil.test'],
  [(port) => `http://evilgood.test:${port}/`, 'evilgood.test'],
  [(port) => `http://sub.good.test:${port}/`, 'sub.good.test'],
  [(port) => `http://gооd.test:${port}/`, 'xn--gd-fmca.test'],
  [(port) => `http://ɡood.test:${port}/`, 'xn--ood-8tb.test'],
  [(port) => `http://good-test:${port}/`, 'good-test'],
  [(port) => `http://go_od.test:${port}/`, 'go_od.test'],
  [(port) => `http:evil.test:${port}/`, 'evil.test'],
  [(port) => `http:///evil.test:${port}/`, 'evil.test'],
  [(port) => `http://evil.test:${port}/?good.test`, 'evil.test'],
  [(port) => `http://evil.test:${port}#good.test/`, 'evil.test'],
];

test.each(DENIED.map(([urlOf, host]) => [urlOf(80), urlOf, host] as const))('%s', async (_, urlOf, host) => {
  const { port, reached } = await victim();
  const { resolver } = await dnsServer(() => ['127.0.0.1']);
  const guest = await attacker(GRANTED, resolver);
  expectRefusal(await guest.call('send', urlOf(port), {}), 'denied');
  expect(guest.refused()).toMatchObject([{ resource: `${host}:${port}`, rule: 'no grant' }]);
  expect(reached()).toBe(0);
});

const INVALID: readonly ((port: number) => string)[] = [
  (port) => `http://good.test@evil.test:${port}/`,
  (port) => `http://good.test:${port}@evil.test:${port}/`,
  (port) => `http://user:secret@good.test:${port}/`,
  (port) => `http://good.test:${port}\\@evil.test/`,
  (port) => `http://evil.test:${port}\\.good.test/`,
  (port) => `ht\ttp://good.test:${port}/`,
  (port) => `http://evil.\ngood.test:${port}/`,
  (port) => ` http://good.test:${port}/`,
  (port) => `http://good.test:${port}/\0`,
  (port) => `http://good.test:${port}/ HTTP/1.1\r\nX: y`,
  (port) => `http://good.test%00.evil.test:${port}/`,
  (port) => `http://good..test:${port}/`,
  (port) => `http://good.test..:${port}/`,
  (port) => `http://[127.0.0.1]:${port}/`,
  (port) => `http://[fe80::1%25lo]:${port}/`,
  (port) => `http://${'a'.repeat(64)}.test:${port}/`,
  (port) => `http://${'a.'.repeat(200)}test:${port}/`,
  (port) => `http://${'a'.repeat(100_000)}:${port}/`,
  () => 'http://good.test:65536/',
  () => 'http://good.test:-1/',
  () => 'file:///etc/passwd',
  () => 'data:text/plain,secret',
  () => 'ftp://good.test/',
  () => 'ws://good.test/',
  () => 'unix:/var/run/docker.sock',
  () => 'good.test',
  () => '',
];

test.each(INVALID.map((urlOf) => [JSON.stringify(urlOf(80)).slice(0, 60), urlOf] as const))('%s', async (_, urlOf) => {
  const { port, reached } = await victim();
  const { resolver, asked } = await dnsServer(() => ['127.0.0.1']);
  const guest = await attacker(['network.outbound:*:*', ...GRANTED], resolver);
  expectRefusal(await guest.call('send', urlOf(port), {}), 'invalid-argument');
  expect(guest.refused()).toMatchObject([
    { area: 'network', resource: expect.stringMatching(/^not valid: /) as string },
  ]);
  expect([reached(), asked]).toEqual([0, []]);
});

const INVALID_HOSTS = [
  'good.test:80',
  'good.test/',
  'good.test#',
  'a@good.test',
  'good test',
  'good.test\n',
  'good.test\0.evil.test',
  '[::1',
  '::1%lo',
  '%67ood.test',
  '*',
  '**.test',
  '',
  'x'.repeat(70_000),
];

test.each(INVALID_HOSTS.map((host) => [host.slice(0, 40), host] as const))(
  'a host that is none: %j',
  async (_, host) => {
    const { port, reached } = await victim();
    const { resolver, asked } = await dnsServer(() => ['127.0.0.1']);
    const guest = await attacker(['network.outbound:*:*', ...GRANTED], resolver);
    for (const secure of [false, true]) {
      expectRefusal(await guest.call('exchange', host, port, '', secure), 'invalid-argument');
    }
    expectRefusal(await guest.call('datagram', host, port, ''), 'invalid-argument');
    expectRefusal(await guest.call('lookUp', host), 'invalid-argument');
    expect(guest.refused()).toHaveLength(4);
    expect([reached(), asked]).toEqual([0, []]);
  },
);

test('another port is another peer', async () => {
  const { port, reached } = await victim();
  const { resolver } = await dnsServer(() => ['127.0.0.1']);
  const guest = await attacker(['network.outbound:good.test:443', 'network.outbound:127.0.0.1:*'], resolver);
  expectRefusal(await guest.call('send', `http://good.test:${port}/`, {}), 'denied');
  expectRefusal(await guest.call('send', `http://good.test/`, {}), 'denied');
  expect(guest.refused().map(({ resource }) => resource)).toEqual([`good.test:${port}`, 'good.test:80']);
  expect(reached()).toBe(0);
});

test('another port behind the same name, where the address is granted for one', async () => {
  const { port, reached } = await victim();
  const { resolver } = await dnsServer(() => ['127.0.0.1']);
  const guest = await attacker(['network.outbound:good.test:*', 'network.outbound:127.0.0.1:1'], resolver);
  expectRefusal(await guest.call('send', `http://good.test:${port}/`, {}), 'denied');
  expect(guest.refused()).toMatchObject([{ resource: `127.0.0.1:${port}` }]);
  expect(reached()).toBe(0);
});

test.each([
  ['0.0.0.0', '0.0.0.0:0'],
  ['::', '[::]:0'],
  ['127.0.0.2', '127.0.0.2:0'],
  ['::ffff:0.0.0.0', '0.0.0.0:0'],
])('listening at %s, where another address is granted', async (address, resource) => {
  const guest = await attacker(GRANTED);
  expectRefusal(await guest.call('serve', address, 0, 1), 'denied');
  expectRefusal(await guest.call('bindUdp', address, 0), 'denied');
  expect(guest.refused()).toMatchObject([
    { action: 'inbound', resource },
    { action: 'inbound', resource },
  ]);
});

test.each(['localhost', 'good.test', ''])('listening at %j, which is no address', async (address) => {
  const guest = await attacker(['network.inbound:*:*', ...GRANTED]);
  expectRefusal(await guest.call('serve', address, 0, 1), 'invalid-argument');
  expectRefusal(await guest.call('bindUdp', address, 0), 'invalid-argument');
  expect(guest.refused()).toHaveLength(2);
});
