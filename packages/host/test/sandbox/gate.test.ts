import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { WitError } from '../../src/index.ts';
import { guest, run, testHost, trapOf } from '../components.ts';
import { ACCESS, boom, CALLER, caller, NAMES, service } from './gate-caller.ts';

describe('what the host function answers', () => {
  test.each(NAMES)('%s: a value', async (name) => {
    const instance = await caller({});
    const expected = name.startsWith('plain') ? 7 : 0;
    expect(await run(instance, name)).toMatchObject({ ok: true, value: expected, usage: { hostCalls: 1 } });
  });

  test.each(['fallible', 'fallibleLater'] as const)('%s: an err', async (name) => {
    const instance = await caller({
      [name]: () => {
        throw new WitError('no');
      },
    });
    expect(await run(instance, name)).toMatchObject({ ok: true, value: 1 });
    expect(instance.state).toBe('ready');
  });

  test.each(NAMES)('%s: it throws, and the call ends', async (name) => {
    const trap = await trapOf(run(await caller({ [name]: boom }), name));
    expect([trap.kind, trap.code, trap.message]).toEqual([
      'host-error',
      'AIRSSYS_TRAP_HOST_ERROR',
      `The host's test:guest/host#${name} failed: boom`,
    ]);
    expect(trap.cause).toEqual(new Error('boom'));
  });

  test.each(NAMES)('%s: it throws what is no error', async (name) => {
    const trap = await trapOf(
      run(
        await caller({
          [name]: () => {
            throw null;
          },
        }),
        name,
      ),
    );
    expect([trap.kind, trap.message]).toEqual(['host-error', `The host's test:guest/host#${name} failed: null`]);
  });

  test.each(['plainLater', 'fallibleLater'] as const)('%s: it rejects later', async (name) => {
    const trap = await trapOf(
      run(
        await caller({
          [name]: async () => {
            await wait(5);
            boom();
          },
        }),
        name,
      ),
    );
    expect(trap.kind).toBe('host-error');
  });

  test.each(['plainLater', 'fallibleLater'] as const)('%s: it answers with what can be waited for', async (name) => {
    // As query builders have: no promise, but `await` takes it for one.
    const thenable = (work: () => Promise<number>): PromiseLike<number> => ({
      // oxlint-disable-next-line unicorn/no-thenable, promise/no-callback-in-promise
      then: (done, failed) => work().then(done, failed),
    });
    const instance = await caller({ [name]: () => thenable(async () => 7) });
    expect(await run(instance, name)).toMatchObject({ ok: true, value: name === 'plainLater' ? 7 : 0 });
    const trap = await trapOf(run(await caller({ [name]: () => thenable(async () => boom()) }), name));
    expect([trap.kind, trap.message]).toEqual(['host-error', `The host's test:guest/host#${name} failed: boom`]);
  });

  test.each(['plainLater', 'fallibleLater'] as const)('%s: it never settles', async (name) => {
    const instance = await caller({ [name]: () => new Promise(() => {}) }, { limits: { timeoutMs: 30 } });
    const trap = await trapOf(run(instance, name));
    expect([trap.kind, instance.state]).toEqual(['deadline', 'trapped']);
  });

  test.each(['plain', 'fallible'] as const)('%s: a promise is refused where the guest does not wait', async (name) => {
    const trap = await trapOf(run(await caller({ [name]: async () => boom() }), name));
    expect(trap.message).toBe(
      `The host's test:guest/host#${name} failed: it answered with a promise, and is not among the functions that wait`,
    );
  });

  test.each(['plain', 'plainLater'] as const)('%s: a value of the wrong type ends the call', async (name) => {
    const instance = await caller({ [name]: () => Symbol('none') });
    await trapOf(run(instance, name));
    expect(instance.state).toBe('trapped');
  });

  test.each(['plain', 'plainLater'] as const)(
    '%s: an err where the function returns no result ends the call',
    async (name) => {
      const instance = await caller({
        [name]: () => {
          throw new WitError('no', 'way');
        },
      });
      const trap = await trapOf(run(instance, name));
      expect([trap.kind, trap.message]).toEqual([
        'host-error',
        `The host's test:guest/host#${name} failed: it has no result to answer with 'no: way'`,
      ]);
    },
  );

  test('the host goes on after each of them', async () => {
    let isFailing = true;
    const host = testHost({ services: [service({ plainLater: async () => (isFailing ? boom() : 8) })] });
    const broken = await guest(CALLER, {}, host);
    await trapOf(run(broken, 'plainLater'));
    await expect(run(broken, 'plainLater')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    isFailing = false;
    expect(await run(await guest(CALLER, {}, host), 'plainLater')).toMatchObject({ value: 8 });
  });
});

describe('what needs a capability', () => {
  const access = (): typeof ACCESS => ACCESS;

  test.each(['plain', 'plainLater'] as const)('%s: denied, the call ends', async (name) => {
    let isCalled = false;
    const instance = await caller(
      {
        [name]: () => {
          isCalled = true;
          return 1;
        },
      },
      {},
      access,
    );
    const trap = await trapOf(run(instance, name));
    expect(trap).toMatchObject({ kind: 'denied', code: 'AIRSSYS_CAPABILITY_DENIED' });
    expect(trap.message).toBe(`test:guest/host#${name} was denied: messaging.send on a:b is not granted`);
    expect(trap.cause).toMatchObject({ code: 'AIRSSYS_CAPABILITY_DENIED', data: ACCESS });
    expect(isCalled).toBe(false);
  });

  test.each(['fallible', 'fallibleLater'] as const)('%s: denied, the guest is told', async (name) => {
    let isCalled = false;
    const instance = await caller(
      {
        [name]: () => {
          isCalled = true;
        },
      },
      {},
      access,
    );
    expect(await run(instance, name)).toMatchObject({ ok: true, value: 1 });
    expect([isCalled, instance.state]).toEqual([false, 'ready']);
  });

  test('a grant and its revocation count from the next call on', async () => {
    const instance = await caller({}, {}, access);
    const answer = async (): Promise<unknown> => {
      const outcome = await run(instance, 'fallible');
      return outcome.ok && outcome.value === 0;
    };
    expect(await answer()).toBe(false);
    instance.capabilities.grant('messaging.send:a:b');
    expect(await answer()).toBe(true);
    instance.capabilities.revoke('messaging.send:a:b');
    expect(await answer()).toBe(false);
  });

  test('each decision is in the audit log before the function runs', async () => {
    const seen: unknown[] = [];
    const host = testHost({
      services: [
        service(
          {
            plain: () => {
              seen.push(['runs', host.audit.count]);
              return 1;
            },
          },
          access,
        ),
      ],
      audit: { onEvent: ({ sequence, allowed, rule }) => seen.push([sequence, allowed, rule]) },
    });
    const instance = await guest(CALLER, { grants: ['messaging.send:*'] }, host);
    await run(instance, 'plain');
    await run(instance, 'plain');
    instance.capabilities.revoke('messaging.send:*');
    await trapOf(run(instance, 'plain'));
    expect(seen).toEqual([
      [1, true, 'messaging.send:*'],
      ['runs', 1],
      [2, true, 'messaging.send:*'],
      ['runs', 2],
      [3, false, 'no grant'],
    ]);
    expect(host.audit.events[2]).toMatchObject({
      ...ACCESS,
      component: 'guest',
      instance: 1,
      operation: 'test:guest/ops@1.0.0#plain',
      hostFunction: 'test:guest/host#plain',
    });
  });

  test('an audit listener that throws ends the call, and the function does not run', async () => {
    let isCalled = false;
    const host = testHost({
      services: [
        service(
          {
            plain: () => {
              isCalled = true;
              return 1;
            },
          },
          access,
        ),
      ],
      audit: { onEvent: boom },
    });
    const trap = await trapOf(run(await guest(CALLER, { grants: ['messaging.send:*'] }, host), 'plain'));
    expect([trap.kind, isCalled]).toEqual(['host-error', false]);
  });
});
