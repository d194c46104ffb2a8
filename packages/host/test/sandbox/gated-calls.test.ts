/** What becomes of one host function's calls, by the class that decides it: no glue and no component in between. */
import { describe, expect, test } from 'vitest';
import { AuditLog } from '../../src/capabilities/audit/audit-log.ts';
import { CapabilitySet } from '../../src/capabilities/capability-set.ts';
import { ActiveCall } from '../../src/sandbox/active-call.ts';
import { GatedCalls, type GatedInstance } from '../../src/sandbox/gated-calls.ts';
import { createGate } from '../../src/sandbox/gate.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { GuestFault, type HostCall, type HostFunction, WitError } from '../../src/services/host-service.ts';
import { Redactor } from '../../src/services/secrets/redactor.ts';
import { type Approach, LimitWatch } from '../../src/telemetry/limit-watch.ts';

const SEND = { area: 'messaging', action: 'send', resource: 'acme:shop' } as const;

interface Setting {
  readonly grants?: readonly string[];
  readonly version?: string;
  readonly current?: () => ActiveCall | undefined;
  readonly audit?: AuditLog;
}

function gated(fn: HostFunction, { grants = [], version = '1.2.3', current, audit = new AuditLog() }: Setting = {}) {
  const redactor = new Redactor();
  const instance: GatedInstance = {
    componentId: 'acme:caller',
    version,
    capabilities: CapabilitySet.from(grants),
    audit,
    instance: 7,
    redactor,
    current: current ?? (() => undefined),
  };
  return { calls: new GatedCalls(instance, 'a:b/c#do', fn, false), audit, redactor, instance };
}

const nothing: HostFunction = { call: () => undefined };

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it threw nothing');
};

describe('a call is let in', () => {
  const outside = {
    code: 'AIRSSYS_SANDBOX_STATE',
    message: 'a:b/c#do was called when no call was running',
    hint: 'A component reaches its host during a call only, never while it is instantiated.',
  };

  test('while one is running', () => {
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    const { calls } = gated(nothing, { current: () => call });
    expect(calls.enter(call.startedAt)).toBe(call);
    expect(call.hostCalls).toBe(1);
  });

  test('not while none is', () => {
    expect(thrownBy(() => gated(nothing).calls.enter(0))).toMatchObject(outside);
  });

  test('not past its end', () => {
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    call.end();
    expect(thrownBy(() => gated(nothing, { current: () => call }).calls.enter(0))).toMatchObject(outside);
    expect(call.hostCalls).toBe(0);
  });

  test('not when it was stopped', () => {
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    call.stop({ kind: 'cancelled', message: 'no' });
    expect(thrownBy(() => gated(nothing, { current: () => call }).calls.enter(0))).toMatchObject(outside);
  });

  test('as often as its limit says, and is stopped then', () => {
    const call = new ActiveCall('op', { ...DEFAULT_LIMITS, maxHostCalls: 2 });
    const { calls } = gated(nothing, { current: () => call });
    calls.enter(call.startedAt);
    calls.enter(call.startedAt);
    const message = 'op called the host more than 2 times';
    expect(thrownBy(() => calls.enter(call.startedAt))).toMatchObject({
      code: 'AIRSSYS_TRAP_HOST_CALL_LIMIT',
      message,
    });
    expect(call.stopped).toEqual({ kind: 'host-call-limit', message });
  });

  test('until its deadline, that moment not included', () => {
    const call = new ActiveCall('op', { ...DEFAULT_LIMITS, timeoutMs: 50 });
    const { calls } = gated(nothing, { current: () => call });
    calls.enter(call.deadlineAt - 0.001);
    expect(call.stopped).toBeUndefined();
    const error = thrownBy(() => calls.enter(call.deadlineAt));
    expect(error).toMatchObject({ code: 'AIRSSYS_TRAP_DEADLINE', message: expect.stringContaining('50 ms') });
    expect(call.stopped).toMatchObject({ kind: 'deadline', message: (error as Error).message });
  });

  test('and tells when one of the two is near', () => {
    const told: Approach[] = [];
    const watch = new LimitWatch(0.5, (approach) => void told.push(approach));
    const call = new ActiveCall('op', { ...DEFAULT_LIMITS, maxHostCalls: 4, timeoutMs: 1000 }, { watch });
    const { calls } = gated(nothing, { current: () => call });
    calls.enter(call.startedAt);
    expect(told).toEqual([]);
    calls.enter(call.startedAt + 600);
    expect(told.map(({ limit }) => limit)).toEqual(['maxHostCalls', 'timeoutMs']);
  });
});

describe('what it needs', () => {
  test.each([
    ['1.2.3', 'acme:caller@1.2.3'],
    ['', 'acme:caller'],
  ])('is decided on and in the log before it runs: version %j', (version, component) => {
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    const seen: unknown[] = [];
    const { calls, audit } = gated(
      { access: () => SEND, call: () => seen.push(...audit.events) },
      { grants: ['messaging.send:acme:shop'], version },
    );
    calls.run(call, []);
    expect(seen).toMatchObject([
      {
        component,
        instance: 7,
        call: call.id,
        operation: 'op',
        hostFunction: 'a:b/c#do',
        area: 'messaging',
        action: 'send',
        resource: 'acme:shop',
        allowed: true,
        rule: 'messaging.send:acme:shop',
      },
    ]);
  });

  test('is asked of its arguments', () => {
    const given: unknown[] = [];
    const { calls, instance } = gated({
      access: (caller, ...args) => {
        given.push(caller, ...args);
        return { area: 'clock', action: 'read', resource: '*' };
      },
      allows: () => 'the test',
      call: (_call, ...args) => args,
    });
    expect(calls.run(new ActiveCall('op', DEFAULT_LIMITS), [1, 'two'])).toEqual([1, 'two']);
    expect(given).toEqual([instance, 1, 'two']);
  });

  test('is denied without a grant, whatever the function would do', () => {
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    let ran = false;
    const { calls, audit } = gated({ access: () => SEND, call: () => (ran = true) });
    const error = thrownBy(() => calls.run(call, []));
    expect(error).toMatchObject({ message: 'messaging.send on acme:shop is not granted' });
    expect(ran).toBe(false);
    expect(audit.events).toMatchObject([{ allowed: false, resource: 'acme:shop' }]);
    expect(calls.toGuest(error, call)).toBe(error);
    expect(call.stopped).toMatchObject({
      kind: 'denied',
      message: 'a:b/c#do was denied: messaging.send on acme:shop is not granted',
      cause: {
        code: 'AIRSSYS_CAPABILITY_DENIED',
        hint: 'Grant it when the component is instantiated, if it is to be allowed.',
        data: SEND,
      },
    });
  });

  test('is allowed by a service that stands in for the real one, by its rule', () => {
    const { calls, audit } = gated({ access: () => SEND, allows: () => 'mocked', call: () => 'ran' });
    expect(calls.run(new ActiveCall('op', DEFAULT_LIMITS), [])).toBe('ran');
    expect(audit.events).toMatchObject([{ allowed: true, rule: 'mocked' }]);
  });

  test('is recorded once in so many times where the log takes a sample of what was allowed', () => {
    const audit = new AuditLog({ sampleAllowed: 3 });
    const { calls } = gated({ access: () => SEND, call: () => 'ran' }, { grants: ['messaging.send:*'], audit });
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    for (let times = 0; times < 6; times += 1) calls.run(call, []);
    expect(audit.events.length).toBe(2);
  });

  test('is asked for again while it runs', () => {
    const { calls, audit } = gated({
      call: (host: HostCall) => host.demand({ area: 'filesystem', action: 'read', resource: '/etc/passwd' }),
    });
    const error = thrownBy(() => calls.run(new ActiveCall('op', DEFAULT_LIMITS), []));
    expect(error).toMatchObject({ message: 'filesystem.read on /etc/passwd is not granted' });
    expect(audit.events).toMatchObject([{ area: 'filesystem', allowed: false }]);
  });

  test.each([
    [4_096, 'x'.repeat(4_096)],
    [4_097, `${'x'.repeat(4_096)}… (4097 characters)`],
  ])('is told of in bounds: a resource of %i characters', (length, expected) => {
    const { calls, audit } = gated({ access: () => ({ ...SEND, resource: 'x'.repeat(length) }), call: () => 1 });
    thrownBy(() => calls.run(new ActiveCall('op', DEFAULT_LIMITS), []));
    expect(audit.events.map(({ resource }) => resource)).toEqual([expected]);
  });

  test('is told of without the secrets that the component was given', () => {
    const { calls, audit } = gated({
      access: () => ({ ...SEND, resource: 'acme:hunter2hunter2' }),
      denied: (request) => new WitError('denied', request.resource),
      call: () => 1,
    });
    calls.conceal('hunter2hunter2');
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    const error = thrownBy(() => calls.run(call, []));
    expect(audit.events[0]?.resource).not.toContain('hunter2');
    expect(String(error)).not.toContain('hunter2');
    // The component knows it, and is answered with what it has asked for.
    expect(calls.toGuest(error, call)).toMatchObject({ payload: { tag: 'denied', val: 'acme:hunter2hunter2' } });
  });
});

describe('a host function', () => {
  test('knows who calls, and from which call, also in the next one', () => {
    const seen: unknown[] = [];
    const { calls } = gated({
      call: (host: HostCall) => {
        seen.push([host.componentId, host.version, host.operation, host.signal.aborted]);
      },
    });
    const [first, second] = [new ActiveCall('first', DEFAULT_LIMITS), new ActiveCall('second', DEFAULT_LIMITS)];
    calls.run(first, []);
    second.end();
    calls.run(second, []);
    expect(seen).toEqual([
      ['acme:caller', '1.2.3', 'first', false],
      ['acme:caller', '1.2.3', 'second', true],
    ]);
  });

  test('keeps secrets out of what is told', () => {
    const { calls, redactor } = gated({ call: (host: HostCall) => host.conceal('hunter2hunter2') });
    calls.run(new ActiveCall('op', DEFAULT_LIMITS), []);
    expect(redactor.text('it is hunter2hunter2')).not.toContain('hunter2');
  });

  test('is the same object for the calls of one operation', () => {
    const hosts: unknown[] = [];
    const { calls } = gated({ call: (host: HostCall) => hosts.push(host) });
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    calls.run(call, []);
    calls.run(call, []);
    expect(hosts[1]).toBe(hosts[0]);
  });
});

describe('what it throws', () => {
  const toGuest = (fn: HostFunction, error: unknown) => {
    const call = new ActiveCall('op', DEFAULT_LIMITS);
    return { told: gated(fn).calls.toGuest(error, call), stopped: call.stopped };
  };
  const wit = new WitError('broken', 'in two');

  test.each<[string, HostFunction]>([
    ['it says so', { ...nothing, fallible: true }],
    ['its denial is one', { ...nothing, denied: () => wit }],
  ])('is the err of its result: %s', (_name, fn) => {
    expect(toGuest(fn, wit)).toEqual({ told: wit, stopped: undefined });
  });

  test.each<[string, HostFunction]>([
    ['it has none', nothing],
    ['it says so', { ...nothing, denied: () => wit, fallible: false }],
  ])('ends the call where it has no result: %s', (_name, fn) => {
    expect(toGuest(fn, wit).stopped).toEqual({
      kind: 'host-error',
      message: "The host's a:b/c#do failed: it has no result to answer with 'broken: in two'",
      cause: wit,
    });
  });

  test('ends the call as the component deserves', () => {
    const cause = new Error('why');
    const fault = new GuestFault('exit', 'it has gone', { cause });
    expect(toGuest({ ...nothing, fallible: true }, fault)).toEqual({
      told: fault,
      stopped: { kind: 'exit', message: 'it has gone', cause },
    });
  });

  test.each([
    [new Error('boom'), 'boom'],
    ['a text', 'a text'],
  ])('ends the call where it is a defect: %s', (error, said) => {
    expect(toGuest({ ...nothing, fallible: true }, error)).toEqual({
      told: error,
      stopped: { kind: 'host-error', message: `The host's a:b/c#do failed: ${said}`, cause: error },
    });
  });
});

test('the gate offers nothing but what services offer, the later one for the same interface', () => {
  const { instance } = gated(nothing);
  const gate = createGate({
    ...instance,
    sandbox: () => undefined,
    imported: ['a:b/c', 'a:b/d'],
    services: [
      { interface: 'a:b/c@1.0.0', immediate: { old: nothing } },
      { interface: 'a:b/c@1.0.0', immediate: { now: nothing }, waiting: { later: nothing } },
      { interface: 'a:b/d', immediate: { it: nothing }, assemble: (functions) => ({ It: Object.keys(functions) }) },
    ],
  });
  expect(Object.getPrototypeOf(gate)).toBeNull();
  expect(Object.keys(gate)).toEqual(['a:b/c', 'a:b/d']);
  expect(Object.keys(gate['a:b/c'] ?? {})).toEqual(['now', 'later']);
  expect(gate['a:b/d']).toEqual({ It: ['it'] });
});

test('no function is made of an interface that the component does not import', () => {
  const { instance } = gated(nothing);
  let made = 0;
  const gate = createGate({
    ...instance,
    sandbox: () => undefined,
    imported: ['a:b/c'],
    services: [
      { interface: 'a:b/c@1.0.0', immediate: { it: nothing } },
      { interface: 'a:b/d@1.0.0', immediate: { it: nothing }, assemble: (functions) => ((made += 1), functions) },
    ],
  });
  expect(Object.keys(gate)).toEqual(['a:b/c', 'a:b/d']);
  expect(Object.keys(gate['a:b/c'] ?? {})).toEqual(['it']);
  expect(gate['a:b/d']).toEqual({});
  expect(made).toBe(0);
});
