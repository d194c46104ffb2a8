import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { AclPolicy, type InstanceOptions, type SecurityOptions } from '../../src/index.ts';
import { built, temporaryDirectory, testHost, trapOf } from '../components.ts';
import { failureOf } from './failures.ts';

let probe: Uint8Array;
let limited: Uint8Array;
beforeAll(async () => {
  [probe, limited] = await Promise.all([built('probe'), built('limited')]);
});

async function instanceOf(security: SecurityOptions, options: InstanceOptions = {}) {
  const host = testHost({ security });
  const dir = temporaryDirectory();
  mkdirSync(join(dir, 'private'));
  writeFileSync(join(dir, 'a.txt'), 'public');
  writeFileSync(join(dir, 'private/b.txt'), 'private');
  const loaded = await host.load(probe, 'probe');
  return { host, instance: await loaded.instantiate({ mounts: { '/data': dir }, ...options }) };
}

const READERS = new AclPolicy([
  { components: 'test:*', allow: ['filesystem.read:/data/**'], deny: ['filesystem.read:/data/private/**'] },
]);

describe('what a component requests', () => {
  test('is granted as far as the policy allows, and each answer is in the audit log', async () => {
    const { host, instance } = await instanceOf({ policy: READERS });
    expect(await instance.call('readFile', '/data/a.txt')).toBe('public');
    expect(await instance.call('readFile', '/data/private/b.txt')).toContain('denied');
    const policy = host.audit.events.filter(({ hostFunction }) => hostFunction === 'policy');
    expect(policy.map(({ area, action, allowed }) => [area, action, allowed])).toContainEqual([
      'filesystem',
      'write',
      false,
    ]);
    expect(host.audit.events.find(({ resource }) => resource === '/data/private/b.txt')).toMatchObject({
      allowed: false,
      rule: 'forbidden: filesystem.read:/data/private/**',
    });
  });

  test('is denied where there is neither a policy nor a grant', async () => {
    const { instance } = await instanceOf({});
    expect(await instance.call('readFile', '/data/a.txt')).toContain('denied');
  });

  test('is granted in development, and nothing else is', async () => {
    const { instance } = await instanceOf({ mode: 'development' });
    expect(await instance.call('readFile', '/data/private/b.txt')).toBe('private');
    const { instance: other } = await instanceOf({ mode: 'development' }, { grants: ['clock'] });
    expect(await other.call('readFile', '/data/a.txt')).toContain('denied');
  });

  test('is allowed in the mode permissive, and the log says what strict would deny', async () => {
    const { host, instance } = await instanceOf({ mode: 'permissive' });
    expect(await instance.call('readFile', '/data/a.txt')).toBe('public');
    expect(host.audit.events.find(({ resource }) => resource === '/data/a.txt')).toMatchObject({
      allowed: true,
      wouldDeny: true,
    });
  });

  test('the policy hears who asks, and how far it is trusted', async () => {
    const heard: unknown[] = [];
    const policy = {
      evaluate: async (_request: unknown, context: unknown) => {
        heard.push(context);
        return { grants: [], rule: 'none' };
      },
    };
    await instanceOf({ policy }, { trust: 'trusted', id: 'acme:renamed' });
    expect(heard[0]).toEqual({ componentId: 'acme:renamed', version: '1.2.3', trust: 'trusted' });
  });

  test('a policy that fails keeps the component from starting', async () => {
    const policy = {
      evaluate: () => {
        throw new Error('the directory of policies is down');
      },
    };
    await expect(instanceOf({ policy })).rejects.toThrow('the directory of policies is down');
  });
});

describe('an update', () => {
  test('that asks for more than the running version is held, until that is approved', async () => {
    const host = testHost({ security: { mode: 'development' } });
    const running = await (await host.load(limited, 'limited')).instantiate();
    const next = await host.load(probe, 'probe');
    const held = next.instantiate({ replaces: running });
    await expect(held).rejects.toMatchObject({
      code: 'AIRSSYS_CAPABILITY_HELD',
      data: {
        additional: [
          'storage.read',
          'storage.write',
          'storage.delete',
          'random.read',
          'filesystem.read:/data/**',
          'filesystem.write:/data/**',
        ],
      },
    });
    await expect(held).rejects.toMatchObject({
      message: expect.stringContaining(
        'asks for more than the version that it replaces: storage.read, storage.write, storage.delete, ',
      ),
      hint: 'Approve them, if it may: instantiate({ replaces, approved: […] }). The running version goes on meanwhile.',
    });
    expect(running.state).toBe('ready');
    await expect(next.instantiate({ replaces: running, approved: ['storage', 'random'] })).rejects.toMatchObject({
      data: { additional: ['filesystem.read:/data/**', 'filesystem.write:/data/**'] },
    });
    const approved = ['storage', 'random', 'filesystem.read:/data/**', 'filesystem.write:/**'];
    const updated = await next.instantiate({ replaces: running, approved });
    expect(updated.capabilities.has('storage')).toBe(true);
  });

  test('that asks for no more goes through', async () => {
    const host = testHost({ security: { mode: 'development' } });
    const running = await (await host.load(probe, 'probe')).instantiate();
    const updated = await (await host.load(limited, 'limited')).instantiate({ replaces: running });
    expect([...updated.capabilities].map(({ area }) => area)).toEqual(['clock']);
  });
});

test('an area of the embedder is demanded by its own service, and granted as it is defined', async () => {
  const call = {
    call: () => 7,
    access: () => ({ area: 'acme:billing', action: 'charge', resource: 'eu.de' }) as const,
  };
  const { guest, HOST, run } = await import('../components.ts');
  const text = {
    imports: { charge: '(result u32)' },
    exports: [{ name: 'run', result: true }],
    core: `(import "host" "charge" (func $charge (result i32))) (func (export "run") (result i32) (call $charge))`,
  };
  const host = testHost({
    services: [{ interface: HOST, immediate: { charge: call } }],
    security: { capabilities: { 'acme:billing': { actions: ['charge'], pattern: 'topic' } } },
  });
  const granted = await guest(text, { grants: ['acme:billing.charge:eu.*'] }, host);
  expect(await run(granted)).toMatchObject({ value: 7 });
  const other = await guest(text, { grants: ['acme:billing.charge:us.*'] }, host);
  expect((await trapOf(run(other))).kind).toBe('denied');
  await expect(guest(text, { grants: ['acme:billing.burn'] }, host)).rejects.toMatchObject({
    code: 'AIRSSYS_CAPABILITY_INVALID',
  });
});

test.each([
  [{ mode: 'lax' as 'strict' }, "mode cannot be 'lax'", 'It is one of strict, permissive, development.'],
  ...['storage', 'acme:Billing', 'x acme:billing', 'acme:billing:eu', 'acme:', ':billing'].map(
    (area) =>
      [
        { capabilities: { [area]: { actions: ['read'] } } },
        `A host cannot define the area '${area}'`,
        'Name it namespace:name, each of lower-case letters, digits and dashes.',
      ] as const,
  ),
] as const)('security options %j are refused', (security, message, hint) => {
  expect(failureOf(() => testHost({ security }))).toBe(`AIRSSYS_CONFIG_INVALID: ${message}\n${hint}`);
});

test('an unknown level of trust is refused', async () => {
  const loaded = await testHost().load(limited, 'limited');
  await expect(loaded.instantiate({ trust: 'full' as 'trusted' })).rejects.toMatchObject({
    code: 'AIRSSYS_CONFIG_INVALID',
    message: "trust cannot be 'full'",
    hint: 'It is one of trusted, unknown, development.',
  });
});
