/** What a host function, and what stands around it, know of a call. */
import { describe, expect, test } from 'vitest';
import { AuditLog } from '../../src/capabilities/audit/audit-log.ts';
import { CapabilitySet } from '../../src/capabilities/capability-set.ts';
import { ActiveCall } from '../../src/sandbox/active-call.ts';
import { GatedCalls, type GatedInstance } from '../../src/sandbox/gated-calls.ts';
import { createGate } from '../../src/sandbox/gate.ts';
import type { HostCallInterceptor, InterceptedCall } from '../../src/sandbox/interceptor.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import type { HostCall, HostFunction } from '../../src/services/host-service.ts';
import { Redactor } from '../../src/services/secrets/redactor.ts';

const READ = { area: 'filesystem', action: 'read', resource: '/data/a' } as const;

const instanceOf = (more: Partial<GatedInstance> = {}): GatedInstance => ({
  componentId: 'acme:caller',
  version: '1.2.3',
  capabilities: CapabilitySet.from(['filesystem.read:/data/a']),
  audit: new AuditLog(),
  instance: 7,
  redactor: new Redactor(),
  current: () => undefined,
  ...more,
});

describe('a function knows', () => {
  test('its call, and what is granted, without using it', () => {
    const instance = instanceOf();
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    call.context = { user: 'ada' };
    const other = { ...READ, resource: '/etc/passwd' };
    const fn: HostFunction = {
      call: (host: HostCall) => {
        host.conceal('hunter2');
        return [host.operation, host.context, host.signal, host.permits(READ), host.permits(other)];
      },
    };
    const calls = new GatedCalls(instance, 'a:b/c#do', fn, false);
    expect(calls.run(call, [])).toEqual(['op', { user: 'ada' }, call.signal, true, false]);
    expect(instance.audit.count).toBe(0);
    expect(instance.redactor.text('a hunter2 b')).not.toContain('hunter2');
    expect(calls.instance).toBe(7);
  });

  test('another call as another one', () => {
    const fn: HostFunction = { call: (host: HostCall) => host.operation };
    const calls = new GatedCalls(instanceOf(), 'a:b/c#do', fn, false);
    const [one, two] = [new ActiveCall('one', DEFAULT_LIMITS), new ActiveCall('two', DEFAULT_LIMITS)];
    expect([one, one, two, one].map((call) => calls.run(call, []))).toEqual(['one', 'one', 'two', 'one']);
  });
});

describe('what stands around a function', () => {
  const answering = (seen: InterceptedCall[]): HostCallInterceptor => {
    return (call, proceed) => {
      seen.push(call);
      return ['around', proceed()];
    };
  };
  const fn: HostFunction = { access: () => READ, call: (_host: HostCall, value: unknown) => value };

  test.each(['intercept', 'around'] as const)('%s sees the call, and its answer counts', (place) => {
    const seen: InterceptedCall[] = [];
    const instance = instanceOf({ [place]: answering(seen) });
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    for (const waits of [true, false]) {
      const calls = new GatedCalls(instance, 'a:b/c#do', fn, waits);
      expect(calls.run(call, [5])).toEqual(['around', 5]);
    }
    expect(seen).toMatchObject([
      { name: 'a:b/c#do', args: [5], waits: true, instance: 7, call: call.id, host: { operation: 'op' } },
      { waits: false },
    ]);
  });

  test('an interceptor comes after the decision, and what goes around it before', () => {
    const [intercepted, around]: [InterceptedCall[], InterceptedCall[]] = [[], []];
    const instance = instanceOf({
      capabilities: CapabilitySet.from([]),
      intercept: answering(intercepted),
      around: answering(around),
    });
    const calls = new GatedCalls(instance, 'a:b/c#do', fn, false);
    expect(() => calls.run(new ActiveCall('op', DEFAULT_LIMITS), [5])).toThrow('filesystem.read on /data/a');
    expect([intercepted.length, around.length]).toEqual([0, 1]);
  });
});

describe('the imports of an instance', () => {
  test('say of each function whether it waits, and those of interfaces that are not imported are not there', () => {
    const seen: InterceptedCall[] = [];
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    const instance = instanceOf({
      current: () => call,
      intercept: (one) => {
        seen.push(one);
        return one.waits ? Promise.resolve(2) : 1;
      },
    });
    const fns = { now: { call: () => 0 } };
    const services = [
      { interface: 'a:b/c@1.0.0', immediate: fns, waiting: { later: { call: () => 0 } } },
      { interface: 'a:b/other@1.0.0', immediate: fns },
    ];
    const imports = createGate({ ...instance, services, imported: ['a:b/c'], sandbox: () => undefined });
    const { now, later } = imports['a:b/c'] as Record<string, () => unknown>;
    expect(now?.()).toBe(1);
    expect(later?.()).toBeInstanceOf(Promise);
    expect(seen.map(({ name, waits }) => [name, waits])).toEqual([
      ['a:b/c#now', false],
      ['a:b/c#later', true],
    ]);
    expect(Object.keys(imports['a:b/other'] ?? {})).toEqual([]);
    expect(call.hostCalls).toBe(2);
  });
});
