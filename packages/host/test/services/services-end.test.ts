/** What a service holds open for an instance ends with it, however that comes about. */
import { expect, test, vi } from 'vitest';
import type { ComponentInstance, HostService, InstanceOptions } from '../../src/index.ts';
import { guest, OPS, run, testHost, trapOf } from '../components.ts';
import { CALLER, service } from '../sandbox/gate-caller.ts';

const withDispose = (dispose: () => void | Promise<void>): HostService => ({ ...service({}), dispose });

/** An instance with a service of its own, in a host that has the same service for all. */
async function caller(services: readonly HostService[], options: InstanceOptions = {}): Promise<ComponentInstance> {
  return await guest(CALLER, { ...options, services }, testHost({ services: [service({})] }));
}

test.for<InstanceOptions>([{}, { isolation: 'worker' }, { isolation: 'process' }, { reuse: 'call' }])(
  'once, when the instance is disposed: %o',
  async (options) => {
    const dispose = vi.fn<() => void>();
    const instance = await caller([withDispose(dispose)], options);
    await run(instance, 'plain');
    expect(dispose).not.toHaveBeenCalled();
    await instance[Symbol.asyncDispose]();
    await instance[Symbol.asyncDispose]();
    expect(dispose).toHaveBeenCalledOnce();
  },
);

test.for<InstanceOptions>([{}, { isolation: 'worker' }])('at once, when a call traps: %o', async (options) => {
  const dispose = vi.fn<() => void>();
  const instance = await caller([withDispose(dispose)], options);
  await trapOf(instance.callExport(OPS, 'many', [], { maxFuel: 10_000 }));
  expect(dispose).toHaveBeenCalledOnce();
  await instance[Symbol.asyncDispose]();
  expect(dispose).toHaveBeenCalledOnce();
});

test('when the start fails, before its caller is told', async () => {
  let isDisposed = false;
  const slow = withDispose(async () => {
    await new Promise(setImmediate);
    isDisposed = true;
  });
  const starting = guest(
    { core: '(func $s unreachable) (start $s)', exports: [] },
    { services: [slow] },
    testHost({ services: [service({})] }),
  );
  await trapOf(starting);
  expect(isDisposed).toBe(true);
});

test('each, also where another one fails; and the failure is told to who disposes the instance', async () => {
  const first = vi.fn<() => void>();
  const failing = withDispose(() => {
    throw new Error('the disk is gone');
  });
  const instance = await caller([
    withDispose(first),
    failing,
    withDispose(async () => await Promise.reject(new Error('and the net'))),
  ]);
  await expect(instance[Symbol.asyncDispose]()).rejects.toMatchObject({
    // The last one first.
    errors: [{ message: 'and the net' }, { message: 'the disk is gone' }],
  });
  expect(first).toHaveBeenCalledOnce();
});

test('with the host, where the host was given it', async () => {
  const dispose = vi.fn<() => void>();
  const host = testHost({ services: [withDispose(dispose)] });
  const instance = await guest(CALLER, {}, host);
  await instance[Symbol.asyncDispose]();
  expect(dispose).not.toHaveBeenCalled();
  await host[Symbol.asyncDispose]();
  expect(dispose).toHaveBeenCalledOnce();
});
