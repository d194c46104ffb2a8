/** A subscription is the one thing that is asked for in patterns: all topics of the pattern must be granted. */
import { expect, test } from 'vitest';
import { type AccessRequest, CapabilitySet } from '../../src/index.ts';

const subscribe = (resource: string): AccessRequest => ({ area: 'messaging', action: 'subscribe', resource });

test.each([
  ['orders.**', 'orders.*', true],
  ['orders.**', 'orders.eu.*', true],
  ['orders.**', 'orders.**', true],
  ['*', 'orders.**', true],
  ['*', '*', true],
  ['orders.*', 'orders.**', false],
  ['orders.*', '*', false],
  ['orders.eu.*', 'orders.*', false],
  ['orders.created', 'orders.*', false],
  ['users.*', 'orders.*', false],
])('with %s granted, %s is allowed: %s', (granted, wanted, allowed) => {
  const rule = `messaging.subscribe:${granted}`;
  const set = CapabilitySet.from([rule]);
  expect(set.decide(subscribe(wanted))).toEqual(allowed ? { allowed, rule } : { allowed, rule: 'no grant' });
});

test('several grants together do not make up for one that covers it', () => {
  const set = CapabilitySet.from(['messaging.subscribe:orders.*', 'messaging.subscribe:orders.eu.**']);
  expect(set.matches(subscribe('orders.**'))).toBe(false);
  expect(set.matches(subscribe('orders.*'))).toBe(true);
});

test('a topic that is forbidden keeps every pattern with it away', () => {
  const set = CapabilitySet.from(['messaging.subscribe:orders.**']);
  set.forbid('messaging.subscribe:orders.secret');
  const rule = 'forbidden: messaging.subscribe:orders.secret';
  expect(set.decide(subscribe('orders.*'))).toEqual({ allowed: false, rule });
  expect(set.decide(subscribe('orders.**'))).toEqual({ allowed: false, rule });
  expect(set.decide(subscribe('orders.eu.*')).allowed).toBe(true);
  expect(set.decide(subscribe('orders.secret')).allowed).toBe(false);
});

test('a grant that has expired covers nothing', () => {
  const set = new CapabilitySet();
  set.grant('messaging.subscribe:orders.**', { expiresAtMs: Date.now() - 1 });
  expect(set.matches(subscribe('orders.*'))).toBe(false);
});

test('what is no pattern of topics is covered by nothing', () => {
  expect(CapabilitySet.from(['messaging.subscribe:*']).matches(subscribe('orders..*'))).toBe(false);
});

test('by the mode permissive it is allowed, and marked', () => {
  const set = new CapabilitySet({ mode: 'permissive' });
  expect(set.decide(subscribe('orders.*'))).toEqual({
    allowed: true,
    rule: 'no grant; allowed by the mode permissive',
    wouldDeny: true,
  });
});

test('others are asked for by name: a star is a character of theirs', () => {
  const set = CapabilitySet.from(['messaging.publish:orders.*', 'filesystem.read:/data/*', 'messaging.subscribe:a.*']);
  expect(set.matches({ area: 'messaging', action: 'publish', resource: 'orders.*' })).toBe(false);
  expect(set.matches({ area: 'filesystem', action: 'read', resource: '/data/*' })).toBe(true);
  expect(set.matches(subscribe('a.b'))).toBe(true);
});
