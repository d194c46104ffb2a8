import { expect, test } from 'vitest';
import { CapabilitySet } from '../../src/index.ts';

const read = (resource: string) => ({ area: 'filesystem', action: 'read', resource }) as const;

test('what no grant covers is denied, and a decision names its rule', () => {
  const set = CapabilitySet.from(['filesystem.read:/data/*', 'filesystem.read:/data/**', 'storage']);
  expect(set.decide(read('/data/a'))).toEqual({ allowed: true, rule: 'filesystem.read:/data/*' });
  expect(set.decide(read('/data/a/b'))).toEqual({ allowed: true, rule: 'filesystem.read:/data/**' });
  expect(set.decide(read('/etc'))).toEqual({ allowed: false, rule: 'no grant' });
  expect(set.decide({ ...read('/data/a'), action: 'write' })).toEqual({ allowed: false, rule: 'no grant' });
  expect(set.decide({ area: 'storage', action: 'delete', resource: 'any:thing' })).toEqual({
    allowed: true,
    rule: 'storage.delete',
  });
  expect(new CapabilitySet().decide(read('/'))).toMatchObject({ allowed: false });
});

test('grants are a set: by area, in text or as data', () => {
  const set = CapabilitySet.from(['storage', 'storage.read', { area: 'clock', action: 'read', pattern: '*' }]);
  expect([...set].map(({ area, action }) => `${area}.${action}`)).toEqual([
    'storage.read',
    'storage.write',
    'storage.delete',
    'clock.read',
  ]);
  expect([set.size, set.has('storage'), set.has('clock'), set.has('random')]).toEqual([4, true, true, false]);
});

test('a revocation takes exactly that grant', () => {
  const set = CapabilitySet.from(['filesystem.read:/data/**', 'filesystem.read:/data/a', 'storage']);
  set.revoke('filesystem.read:/data/**');
  expect([set.decide(read('/data/b')).allowed, set.decide(read('/data/a')).allowed]).toEqual([false, true]);
  set.revoke('storage.write');
  expect([set.has('storage'), set.has('storage.read')]).toEqual([false, true]);
  set.revoke('random');
  expect(set.size).toBe(3);
});

test.each([
  '',
  'all',
  'storage.steal',
  'filesystem',
  'filesystem.read:',
  'filesystem.read:data',
  'clock:now',
  'messaging.send:a:**',
  'acme:billing.charge',
  '__proto__',
])('%j is no grant, and leaves the set as it was', (grant) => {
  const set = CapabilitySet.from(['clock']);
  expect(() => set.grant(grant)).toThrow(expect.objectContaining({ code: 'AIRSSYS_CAPABILITY_INVALID' }));
  expect([...set]).toHaveLength(1);
});

test('an action that another includes is allowed by its grant, and by no other', () => {
  const set = CapabilitySet.from(['filesystem.read:/data/*', 'network.outbound:api.example.com:443']);
  const allowed = (area: 'filesystem' | 'network', action: string, resource: string) =>
    set.decide({ area, action, resource }).rule;
  expect(allowed('filesystem', 'metadata', '/data/a')).toBe('filesystem.read:/data/*');
  expect(allowed('filesystem', 'metadata', '/etc')).toBe('no grant');
  expect(allowed('network', 'resolve', 'api.example.com')).toBe('network.outbound:api.example.com:443');
  expect(allowed('network', 'resolve', 'example.com')).toBe('no grant');
  expect(allowed('network', 'outbound', 'api.example.com:80')).toBe('no grant');
  expect(allowed('network', 'inbound', 'api.example.com:443')).toBe('no grant');
  expect(CapabilitySet.from(['filesystem.metadata:/data/a']).decide(read('/data/a')).allowed).toBe(false);
});

test('the intersection of two sets is what both allow', () => {
  const policy = CapabilitySet.from(['filesystem.read:/data/**', 'network.outbound:**.example.com:443', 'storage']);
  const granted = policy.intersect([
    'filesystem.read:/data/reports/*',
    'filesystem.read:/etc/*',
    'filesystem.write:/data/**',
    'network.outbound:api.example.com:*',
    'storage.read',
    'clock',
  ]);
  expect([...granted].map(({ area, action, pattern }) => `${area}.${action}:${pattern}`)).toEqual([
    'filesystem.read:/data/reports/*',
    'network.outbound:api.example.com:443',
    'storage.read:*',
  ]);
  expect(policy.size).toBe(5);
});

test('a grant is covered by one that allows as much', () => {
  const set = CapabilitySet.from(['filesystem.read:/data/**', 'network.outbound:*.example.com:*']);
  const covered = ['filesystem.read:/data/a', 'filesystem.read:/data/b/**', 'network.outbound:A.example.com:443'];
  const beyond = ['filesystem.read:/**', 'filesystem.read:/data', 'network.outbound:**.example.com:443', 'storage'];
  expect([covered, beyond].map((grants) => grants.map((grant) => set.covers(grant)))).toEqual([
    [true, true, true],
    [false, false, false, false],
  ]);
  // An area stands for all of its actions.
  expect(CapabilitySet.from(['storage.read']).covers('storage')).toBe(false);
  expect(CapabilitySet.from(['storage']).covers('storage')).toBe(true);
});

test('an explanation names the grants that cover a request, and those that do not', () => {
  const set = CapabilitySet.from(['filesystem.read:/data/**', 'filesystem.read:/data/a', 'filesystem.read:/etc/*']);
  expect(set.explain(read('/data/a'))).toEqual({
    allowed: true,
    rule: 'filesystem.read:/data/**',
    covering: ['filesystem.read:/data/**', 'filesystem.read:/data/a'],
    others: ['filesystem.read:/etc/*'],
  });
  expect(set.explain(read('/root'))).toMatchObject({ allowed: false, covering: [], others: { length: 3 } });
});

test('each change shows in the revision, also one that is taken back', () => {
  const set = CapabilitySet.from(['clock']);
  const seen = [set.revision];
  for (const change of [() => set.grant('random'), () => set.revoke('random'), () => set.forbid('storage')]) {
    change();
    seen.push(set.revision);
  }
  set.decide(read('/data/a'));
  expect(new Set(seen).size).toBe(4);
  expect(set.revision).toBe(seen.at(-1));
});

test('an area of the embedder is granted as its definition says', () => {
  const custom = { 'acme:billing': { actions: ['charge', 'refund'], pattern: 'topic' } } as const;
  const set = CapabilitySet.from(['acme:billing.charge:eu.**'], { custom });
  const charge = { area: 'acme:billing', action: 'charge', resource: 'eu.de' } as const;
  expect(set.decide(charge)).toEqual({ allowed: true, rule: 'acme:billing.charge:eu.**' });
  expect(set.decide({ ...charge, action: 'refund' }).allowed).toBe(false);
  expect(set.decide({ ...charge, resource: 'us.ny' }).allowed).toBe(false);
  expect(() => set.grant('acme:billing.burn')).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: Nobody has defined acme:billing.burn]`,
  );
});
