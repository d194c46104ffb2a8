import { parsePermission, type PermissionRequest } from '@airssys/model';
import { describe, expect, test } from 'vitest';
import {
  AclPolicy,
  byTrust,
  CapabilitySet,
  GRANT_REQUESTED,
  type PermissionResult,
  RolePolicy,
  type SecurityContext,
  type SecurityPolicy,
} from '../../src/index.ts';
import { AuditLog } from '../../src/capabilities/audit/audit-log.ts';
import { authorize } from '../../src/capabilities/policy/authorize.ts';
import { failureOf } from './failures.ts';

const SHOP: SecurityContext = { componentId: 'acme:shop', version: '1.0.0', trust: 'unknown' };
const one = (text: string): PermissionRequest => parsePermission(text)[0] ?? expect.unreachable();
const ask = async (policy: SecurityPolicy, text: string, context = SHOP): Promise<PermissionResult> =>
  await policy.evaluate(one(text), context);
const patterns = ({ grants }: PermissionResult): readonly string[] =>
  [...CapabilitySet.from(grants)].map(({ pattern }) => pattern);

describe('an access control list', () => {
  const policy = new AclPolicy([
    { components: 'acme:*', allow: ['filesystem.read:/data/**', 'clock'], deny: ['filesystem.read:/data/private/**'] },
    { components: 'acme:shop', allow: ['network.outbound:*.example.com:443'], expiresInMs: 60_000, name: 'shops' },
    { components: '*', trust: ['trusted'], allow: ['random'] },
  ]);

  test('grants what a rule allows, and says which', async () => {
    expect(await ask(policy, 'filesystem.read:/data/a')).toMatchObject({ rule: 'acl rule 1' });
    expect(patterns(await ask(policy, 'filesystem.read:/data/a'))).toEqual(['/data/a']);
    expect(await ask(policy, 'clock')).toMatchObject({ grants: [{ action: 'read' }], rule: 'acl rule 1' });
  });

  test('narrows a request that asks for more', async () => {
    const result = await ask(policy, 'filesystem.read:/**');
    expect(patterns(result)).toEqual(['/data/**']);
    expect(result.forbids).toMatchObject([{ pattern: '/data/private/**' }]);
    expect(patterns(await ask(policy, 'network.outbound:**.example.com:*'))).toEqual(['*.example.com:443']);
  });

  test('refuses what no rule allows, and what one denies', async () => {
    expect(await ask(policy, 'filesystem.write:/data/a')).toMatchObject({ grants: [], rule: 'no rule allows it' });
    expect(await ask(policy, 'filesystem.read:/data/private/keys')).toMatchObject({
      grants: [],
      rule: 'acl rule 1 denies it',
    });
    const stranger = { ...SHOP, componentId: 'evil:shop' };
    expect(await ask(policy, 'clock', stranger)).toMatchObject({ grants: [], rule: 'no rule for it' });
  });

  test('gives rules a life, of which the longest that is enough counts', async () => {
    const before = Date.now();
    const { expiresAtMs = 0 } = await ask(policy, 'network.outbound:a.example.com:443');
    expect(expiresAtMs - before).toBeGreaterThanOrEqual(60_000);
    expect(expiresAtMs - Date.now()).toBeLessThanOrEqual(60_000);
    const both = new AclPolicy([
      { components: '*', allow: ['clock'], expiresInMs: 1 },
      { components: '*', allow: ['clock'] },
    ]);
    expect(await ask(both, 'clock')).toMatchObject({ rule: 'acl rule 2' });
    expect((await ask(both, 'clock')).expiresAtMs).toBeUndefined();
    const other = new AclPolicy([
      { components: '*', allow: ['clock'] },
      { components: '*', allow: ['clock'], expiresInMs: 1 },
    ]);
    expect(await ask(other, 'clock')).toMatchObject({ rule: 'acl rule 1' });
  });

  test('of rules that allow a part each all are named, and what is granted lives as long as the shortest', async () => {
    const parts = new AclPolicy([
      { components: '*', allow: ['filesystem.read:/data/a/**'], expiresInMs: 60_000 },
      { components: '*', allow: ['filesystem.read:/data/b/**'], expiresInMs: 5_000, name: 'b' },
      { components: '*', allow: ['clock'], expiresInMs: 1 },
    ]);
    const result = await ask(parts, 'filesystem.read:/data/**');
    expect(result.rule).toBe('acl rule 1, b');
    expect(patterns(result)).toEqual(['/data/a/**', '/data/b/**']);
    const livesMs = (result.expiresAtMs ?? 0) - Date.now();
    expect([livesMs > 0, livesMs <= 5_000]).toEqual([true, true]);
    // One that allows all of it speaks alone, whatever others allow of it.
    expect((await ask(parts, 'filesystem.read:/data/a/x/**')).rule).toBe('acl rule 1');
  });

  test('speaks of areas of the embedder, in what it allows and in what it denies', () => {
    const custom = { 'acme:billing': { actions: ['charge'], pattern: 'topic' } } as const;
    const rule = { components: '*', allow: ['acme:billing.charge:eu.**'], deny: ['acme:billing.charge:eu.secret'] };
    const billing = new AclPolicy([rule], { custom });
    const request = (pattern: string) => ({ area: 'acme:billing', action: 'charge', pattern }) as const;
    expect(billing.evaluate(request('eu.de'), SHOP)).toMatchObject({ grants: [request('eu.de')] });
    expect(billing.evaluate(request('eu.secret'), SHOP)).toMatchObject({
      grants: [],
      rule: 'acl rule 1 denies it',
    });
    expect(() => new AclPolicy([rule])).toThrow('Nobody has defined acme:billing.charge');
  });

  test('is for those of a trust level, if it says so', async () => {
    expect((await ask(policy, 'random')).grants).toEqual([]);
    expect((await ask(policy, 'random', { ...SHOP, trust: 'trusted' })).grants).toHaveLength(1);
  });

  test('refuses rules that cannot be read', () => {
    expect(failureOf(() => new AclPolicy([{ components: 'acme:**' }]))).toMatchInlineSnapshot(`
      "AIRSSYS_CAPABILITY_INVALID: acl rule 1 cannot be for 'acme:**': it is not made of names with ':' between them, and a star at the end
      Use acme:shop, acme:* or *."
    `);
    expect(() => new AclPolicy([{ components: 'acme:**', name: 'mine' }])).toThrow(
      expect.objectContaining({ data: { rule: 'mine', components: 'acme:**' } }),
    );
    expect(failureOf(() => new AclPolicy([{ components: '*', allow: ['disk'] }]))).toMatchInlineSnapshot(`
      "AIRSSYS_CAPABILITY_INVALID: 'disk' is not a permission: there is no area 'disk'
      Areas: filesystem, network, storage, messaging, process, environment, secrets, clock, random; or one of the host's own, as namespace:name.action."
    `);
    expect(failureOf(() => new AclPolicy([{ components: '*', expiresInMs: 0 }]))).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: expiresInMs of acl rule 1 cannot be 0
      It is a number of milliseconds above 0."
    `);
  });
});

describe('roles', () => {
  const policy = new RolePolicy({
    roles: { reader: ['filesystem.read:/data/**'], writer: ['filesystem.write:/data/**'] },
    members: { 'acme:*': ['reader'], 'acme:shop': ['writer'] },
  });

  test('are all that a component has', async () => {
    expect(await ask(policy, 'filesystem.read:/data/a')).toMatchObject({ rule: 'role reader' });
    expect(await ask(policy, 'filesystem.write:/data/a')).toMatchObject({ rule: 'role writer' });
    const other = { ...SHOP, componentId: 'acme:mail' };
    expect((await ask(policy, 'filesystem.write:/data/a', other)).grants).toEqual([]);
  });

  test('must be there', () => {
    const wrong = { roles: { reader: ['clock'] }, members: { '*': ['toString'] } } as const;
    expect(failureOf(() => new RolePolicy(wrong))).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: There is no role 'toString'
      Roles: reader."
    `);
    const none = { roles: {}, members: { '*': ['writer'] } };
    expect(failureOf(() => new RolePolicy(none))).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: There is no role 'writer'
      Roles: none."
    `);
    expect(() => new RolePolicy(none)).toThrow(expect.objectContaining({ data: { role: 'writer' } }));
    const two = { roles: { a: ['clock'], b: ['clock'] }, members: { '*': ['c'] } } as const;
    expect(failureOf(() => new RolePolicy(two))).toContain('Roles: a, b.');
  });
});

test('trust chooses a policy, and without one nothing is granted', async () => {
  const policy = byTrust({ trusted: GRANT_REQUESTED });
  expect((await ask(policy, 'clock')).grants).toEqual([]);
  expect((await ask(policy, 'clock', { ...SHOP, trust: 'trusted' })).grants).toHaveLength(1);
});

describe('authorizing', () => {
  const requested = [one('filesystem.read:/data/*'), one('clock')];
  const setting = (policy: SecurityPolicy | undefined, mode: 'strict' | 'permissive' | 'development' = 'strict') => ({
    ...SHOP,
    requested,
    policy,
    mode,
    custom: undefined,
    audit: new AuditLog(),
  });

  test('grants no more than was requested, whatever a policy answers', async () => {
    const generous: SecurityPolicy = {
      evaluate: async () => ({ grants: ['filesystem.read:/**', 'filesystem.write:/**', 'storage'], rule: 'all' }),
    };
    const granted = await authorize(setting(generous));
    expect([...granted].map(({ area, pattern }) => `${area}:${pattern}`)).toEqual(['filesystem:/data/*']);
  });

  test('gives what is granted the life that the policy says', async () => {
    const lasting = (expiresAtMs: number): SecurityPolicy => ({
      evaluate: async () => ({ grants: ['clock'], rule: 'for a while', expiresAtMs }),
    });
    const clock = { area: 'clock', action: 'read', resource: '*' } as const;
    expect((await authorize(setting(lasting(Date.now() - 1)))).matches(clock)).toBe(false);
    expect((await authorize(setting(lasting(Date.now() + 60_000)))).matches(clock)).toBe(true);
  });

  test('knows the areas of the embedder', async () => {
    const custom = { 'acme:billing': { actions: ['charge'] } } as const;
    const request = { area: 'acme:billing', action: 'charge', pattern: '*' } as const;
    const options = { ...setting(GRANT_REQUESTED), custom, requested: [request] };
    expect([...(await authorize(options))]).toEqual([request]);
  });

  test('records what is granted in parts, and what is sampled away not', async () => {
    const rules = [{ components: '*', allow: ['filesystem.read:/data/a', 'filesystem.read:/data/b', 'clock'] }];
    const options = setting(new AclPolicy(rules));
    await authorize(options);
    expect(options.audit.events.map(({ rule }) => rule)).toEqual([
      'acl rule 1; narrowed to filesystem.read:/data/a, filesystem.read:/data/b',
      'acl rule 1',
    ]);
    expect(options.audit.events[0]?.component).toBe('acme:shop@1.0.0');
    const sampled = { ...options, audit: new AuditLog({ sampleAllowed: 1_000 }), version: '' };
    await authorize({ ...sampled, requested: [...requested, one('random')] });
    expect(sampled.audit.events).toMatchObject([{ area: 'random', allowed: false, component: 'acme:shop' }]);
  });

  test('records what was granted, narrowed and refused', async () => {
    const options = setting(new AclPolicy([{ components: '*', allow: ['filesystem.read:/data/a'] }]));
    await authorize(options);
    expect(options.audit.events).toMatchObject([
      {
        action: 'read',
        resource: '/data/*',
        allowed: true,
        rule: 'acl rule 1; narrowed to filesystem.read:/data/a',
        operation: 'instantiate',
      },
      { area: 'clock', allowed: false, rule: 'no rule allows it' },
    ]);
  });

  test('by the mode development grants what is requested; without a policy nothing is', async () => {
    expect((await authorize(setting(undefined))).size).toBe(0);
    const granted = await authorize(setting(undefined, 'development'));
    expect(granted.decide({ area: 'clock', action: 'read', resource: '*' }).allowed).toBe(true);
    expect(granted.decide({ area: 'random', action: 'read', resource: '*' }).allowed).toBe(false);
  });

  test('by the mode permissive allows the rest, and says that strict would not', async () => {
    const policy = new AclPolicy([{ components: '*', allow: ['clock'], deny: ['filesystem.read:/data/secret'] }]);
    const granted = await authorize(setting(policy, 'permissive'));
    expect(granted.decide({ area: 'clock', action: 'read', resource: '*' })).toEqual({
      allowed: true,
      rule: 'clock.read',
    });
    expect(granted.decide({ area: 'random', action: 'read', resource: '*' })).toEqual({
      allowed: true,
      rule: 'no grant; allowed by the mode permissive',
      wouldDeny: true,
    });
    const secret = { area: 'filesystem', action: 'read', resource: '/data/secret' } as const;
    expect(granted.decide(secret)).toEqual({ allowed: false, rule: 'forbidden: filesystem.read:/data/secret' });
  });
});

describe('a set', () => {
  const read = (resource: string, action = 'read') => ({ area: 'filesystem', action, resource }) as const;

  test('denies what is forbidden within what is granted, with what that includes', () => {
    const set = CapabilitySet.from(['filesystem.read:/data/**', 'network.outbound:*.example.com:443']);
    set.forbid('filesystem.read:/data/private/**');
    set.forbid('network.outbound:internal.example.com:*');
    expect(set.decide(read('/data/a')).allowed).toBe(true);
    expect(set.decide(read('/data/private/a'))).toEqual({
      allowed: false,
      rule: 'forbidden: filesystem.read:/data/private/**',
    });
    expect(set.decide(read('/data/private/a', 'metadata')).allowed).toBe(false);
    expect(set.decide(read('/data/a', 'metadata')).allowed).toBe(true);
    const resolve = (resource: string) => set.decide({ area: 'network', action: 'resolve', resource }).allowed;
    expect([resolve('api.example.com'), resolve('internal.example.com')]).toEqual([true, false]);
  });

  test('keeps what is forbidden, and how long grants live, in an intersection', () => {
    const mine = new CapabilitySet();
    mine.grant('filesystem.read:/data/**', { expiresAtMs: Date.now() + 60_000 });
    const theirs = CapabilitySet.from(['filesystem.read:/data/**']);
    theirs.forbid('filesystem.read:/data/b');
    const both = mine.intersect(theirs);
    expect([both.decide(read('/data/a')).allowed, both.decide(read('/data/b')).allowed]).toEqual([true, false]);
    mine.grant('filesystem.read:/data/**', { expiresAtMs: Date.now() - 1 });
    expect(mine.intersect(theirs).decide(read('/data/a')).allowed).toBe(false);
  });

  test('lets a grant hold until it expires', () => {
    const set = new CapabilitySet();
    set.grant('filesystem.read:/old', { expiresAtMs: Date.now() - 1 });
    set.grant('filesystem.read:/new', { expiresAtMs: Date.now() + 60_000 });
    expect([set.decide(read('/old')).rule, set.decide(read('/new')).rule]).toEqual([
      'no grant',
      'filesystem.read:/new',
    ]);
  });
});
