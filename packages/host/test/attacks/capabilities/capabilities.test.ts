/** What a component, or who writes its manifest, may try against the grants and the audit log. Nothing gets through. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  AclPolicy,
  type AuditEvent,
  CapabilitySet,
  type ComponentInstance,
  fileSink,
  type Grant,
  readChain,
  verifyChain,
} from '../../../src/index.ts';
import { built, temporaryDirectory, testHost } from '../../components.ts';

let probe: Uint8Array;
beforeAll(async () => {
  probe = await built('probe');
});

describe('a grant means no more than it says', () => {
  test.each<
    [
      what: string,
      grant: string,
      area: 'filesystem' | 'network' | 'process' | 'environment',
      action: string,
      resource: string,
    ]
  >([
    ['a directory of a longer name', 'filesystem.read:/data/**', 'filesystem', 'read', '/database/x'],
    ['a directory of another case', 'filesystem.read:/data/**', 'filesystem', 'read', '/Data/x'],
    ['a composed letter for a decomposed one', 'filesystem.read:/caf\u00E9/*', 'filesystem', 'read', '/cafe\u0301/x'],
    ['a full-width slash', 'filesystem.read:/data/*', 'filesystem', 'read', '/data\uFF0F../etc/passwd'],
    ['two dots', 'filesystem.read:/data/**', 'filesystem', 'read', '/data/../etc/passwd'],
    ['two dots at the end', 'filesystem.read:/data/**', 'filesystem', 'read', '/data/x/..'],
    ['a NUL', 'filesystem.read:/data/**', 'filesystem', 'read', '/data/x\0.txt'],
    ['a star that was meant as a name', 'filesystem.read:/data/*', 'filesystem', 'read', '/data/*/x'],
    ['reading for writing', 'filesystem.read:/data/**', 'filesystem', 'write', '/data/x'],
    ['metadata for reading', 'filesystem.metadata:/data/**', 'filesystem', 'read', '/data/x'],
    ['a Cyrillic letter', 'network.outbound:example.com:443', 'network', 'outbound', 'ex\u0430mple.com:443'],
    ['the Kelvin sign', 'network.outbound:kube.example:443', 'network', 'outbound', '\u212Aube.example:443'],
    ['a domain that ends alike', 'network.outbound:**.example.com:443', 'network', 'outbound', 'evilexample.com:443'],
    [
      'a domain that begins alike',
      'network.outbound:example.com:443',
      'network',
      'outbound',
      'example.com.evil.test:443',
    ],
    ['an address for any name', 'network.outbound:*:80', 'network', 'outbound', '169.254.169.254:80'],
    ['an address in octal', 'network.outbound:*:80', 'network', 'outbound', '0251.0376.0251.0376:80'],
    ['an address as one number', 'network.outbound:*:80', 'network', 'outbound', '2852039166:80'],
    ['an address of IPv6 for one of IPv4', 'network.outbound:[::/0]:80', 'network', 'outbound', '[::ffff:10.0.0.1]:80'],
    ['another port', 'network.outbound:example.com:443', 'network', 'outbound', 'example.com:4430'],
    ['a port in front of the port', 'network.outbound:example.com:443', 'network', 'outbound', 'example.com:80:443'],
    [
      'who is asked before the @',
      'network.outbound:example.com:443',
      'network',
      'outbound',
      'example.com@evil.test:443',
    ],
    ['a program beside the granted one', 'process.spawn:/usr/bin/git', 'process', 'spawn', '/usr/bin/git-shell'],
    ['a program by its name', 'process.spawn:*', 'process', 'spawn', 'git'],
    ['a variable that begins alike', 'environment.read:APP', 'environment', 'read', 'APP_SECRET'],
    ['a variable of another case', 'environment.read:PATH', 'environment', 'read', 'Path'],
  ])('%s', (_what, grant, area, action, resource) => {
    const set = CapabilitySet.from([grant]);
    expect(set.size).toBe(1);
    expect(set.decide({ area, action, resource })).toEqual({ allowed: false, rule: 'no grant' });
  });

  test.each<[what: string, grant: Grant]>([
    ['a line break that hides another grant', 'filesystem.read:/data/x\nfilesystem.read:/**\0'],
    ['a name of what every object has', 'constructor.read:/x'],
    ['an area that looks like one of airssys', 'f\u0456lesystem.read:/data'],
    ['an area of the embedder that nobody has defined', 'airssys:root.all'],
    ['stars in the middle', 'filesystem.read:/home/*/.ssh/id_rsa'],
    ['a range that begins in its middle', 'network.outbound:10.1.2.3/8:443'],
    ['data with an area of another kind', { area: '__proto__' as 'clock', action: 'read', pattern: '*' }],
    ['data with an action that there is not', { area: 'acme:x', action: 'toString', pattern: '*' }],
  ])('%s is refused', (_what, grant) => {
    const set = new CapabilitySet();
    expect(() => set.grant(grant)).toThrow(expect.objectContaining({ code: 'AIRSSYS_CAPABILITY_INVALID' }));
    expect(set.size).toBe(0);
  });
});

describe('a component', () => {
  async function instance(grants: readonly string[], sinks: Parameters<typeof fileSink>[0][] = []) {
    const host = testHost({ audit: { sinks: sinks.map(fileSink) } });
    return { host, instance: await (await host.load(probe, 'probe')).instantiate({ grants }) };
  }
  const last = (events: readonly AuditEvent[]): AuditEvent => events.at(-1) ?? expect.unreachable();

  test.each<[what: string, call: (one: ComponentInstance) => Promise<unknown>]>([
    ['reads', async (one) => one.call('get', 'key')],
    ['writes', async (one) => one.call('put', 'key', new Uint8Array(1))],
    ['lists', async (one) => one.call('keys', undefined)],
  ])('%s nothing more once its grant is taken back', async (_what, call) => {
    const { host, instance: one } = await instance(['storage']);
    await call(one);
    one.capabilities.revoke('storage');
    await call(one).catch(() => {});
    expect(last(host.audit.events)).toMatchObject({ area: 'storage', allowed: false });
  });

  test('is not granted what it has said of itself', async () => {
    const { host, instance: one } = await instance([]);
    expect(one.requested.length).toBeGreaterThan(0);
    await one.call('get', 'key').catch(() => {});
    expect(last(host.audit.events)).toMatchObject({ allowed: false, rule: 'no grant' });
  });

  test('is not another one by saying so: the operator names it', async () => {
    const policy = new AclPolicy([{ components: 'test:*', allow: ['storage'] }]);
    const host = testHost({ security: { policy } });
    const loaded = await host.load(probe, 'probe');
    expect((await loaded.instantiate()).capabilities.size).toBe(3);
    expect((await loaded.instantiate({ id: 'stranger:probe' })).capabilities.size).toBe(0);
  });

  test.each([
    [
      'an entry of its own',
      '/x","allowed":true,"rule":"storage","previous":"' + '0'.repeat(64) + '","hash":"' + '0'.repeat(64) + '"}',
    ],
    ['a line of its own', '/x\n{"sequence":1,"allowed":true}'],
    ['a separator of lines', '/x\u2028\u2029\u0085\r'],
    ['a path of a megabyte', `/${'x'.repeat(1 << 20)}`],
    ['half of a character', '/x\uDC00'],
  ])('cannot put %s into the audit log', async (_what, path) => {
    const file = join(temporaryDirectory(), 'audit.log');
    const { host, instance: one } = await instance([], [{ path: file }]);
    await one.call('readFile', path).catch(() => {});
    await one.call('readFile', '/after').catch(() => {});
    await host.audit.flush();
    const report = await verifyChain(readChain(file));
    expect(report).toMatchObject({ entries: host.audit.count, fault: undefined });
    expect(host.audit.events.filter(({ allowed }) => allowed)).toEqual([]);
    expect(host.audit.events.every(({ resource }) => resource.length < 5_000)).toBe(true);
  });
});
