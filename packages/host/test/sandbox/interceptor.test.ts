/** What stands between the gate's decision and the function. */
import { describe, expect, test } from 'vitest';
import { type HostCallInterceptor, hostFunctions, type InterceptedCall, WitError } from '../../src/index.ts';
import { run, trapOf } from '../components.ts';
import { ACCESS, boom, caller, NAMES } from './gate-caller.ts';

const failing =
  (error: unknown): HostCallInterceptor =>
  () => {
    throw error;
  };

describe.each(NAMES)('%s', (name) => {
  test('the interceptor sees the call, and lets it pass', async () => {
    const seen: InterceptedCall[] = [];
    const intercept: HostCallInterceptor = (call, proceed) => {
      seen.push(call);
      return proceed();
    };
    const instance = await caller({ [name]: () => 3 }, { intercept });
    await run(instance, name);
    expect(seen).toHaveLength(1);
    const [{ host, ...facts }] = seen as [InterceptedCall];
    expect(facts).toEqual({
      name: `test:guest/host#${name}`,
      args: [],
      waits: name.endsWith('Later'),
      instance: expect.any(Number),
      call: expect.any(Number),
    });
    expect(host.operation).toBe(`test:guest/ops@1.0.0#${name}`);
  });

  test('it answers, and the function is not called', async () => {
    const instance = await caller({ [name]: boom }, { intercept: () => 5 });
    expect(await run(instance, name)).toMatchObject({ ok: true, value: name.startsWith('plain') ? 5 : 0 });
  });

  test('what it throws ends the call as what the function throws', async () => {
    const trap = await trapOf(run(await caller({}, { intercept: failing(new Error('injected')) }), name));
    expect([trap.kind, trap.message]).toEqual(['host-error', `The host's test:guest/host#${name} failed: injected`]);
  });
});

test('an err that it throws is a value to the component', async () => {
  const instance = await caller({}, { intercept: failing(new WitError('no')) });
  expect(await run(instance, 'fallible')).toMatchObject({ ok: true, value: 1 });
});

test('what is denied does not come to it', async () => {
  const seen: string[] = [];
  const intercept: HostCallInterceptor = ({ name }, proceed) => {
    seen.push(name);
    return proceed();
  };
  const instance = await caller({}, { intercept }, () => ACCESS);
  expect(await run(instance, 'fallible')).toMatchObject({ ok: true, value: 1 });
  expect(seen).toEqual([]);
});

test('the functions of the host are known by the names that it sees', () => {
  const functions = hostFunctions();
  expect(functions.get('airssys:core/storage#set')).toEqual({ waits: true });
  expect(functions.get('airssys:core/host-services#currentTimeMillis')).toEqual({ waits: false });
  expect(functions.get('wasi:clocks/monotonic-clock#now')).toEqual({ waits: false });
  expect(functions.has('airssys:core/storage#nothing')).toBe(false);
});
