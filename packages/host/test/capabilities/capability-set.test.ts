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
  'messaging.send:a:*',
  '__proto__',
])('%j is no grant, and leaves the set as it was', (grant) => {
  const set = CapabilitySet.from(['clock']);
  expect(() => set.grant(grant)).toThrow(expect.objectContaining({ code: 'AIRSSYS_CAPABILITY_INVALID' }));
  expect([...set]).toHaveLength(1);
});
