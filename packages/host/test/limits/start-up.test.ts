/** What an instance may take to start: time, and core modules. Wherever it runs. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, InstanceOptions } from '../../src/index.ts';
import { initialize } from '../../src/lifecycle-calls.ts';
import { Redactor } from '../../src/services/secrets/redactor.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import type { Sandbox, SandboxCallOptions } from '../../src/sandbox/sandbox.ts';
import { NO_USAGE } from '../../src/sandbox/usage.ts';
import { built, guest, OPS, run, testHost, trapOf } from '../components.ts';

const ENDLESS = '(func $s (loop $l (br $l))) (start $s) (func (export "run") (result i32) (i32.const 1))';

/** A component with so many instances of one core module. */
const crowd = (count: number): string => `(component
  (core module $m (func (export "run") (result i32) (i32.const 7)))
  ${Array.from({ length: count }, (_, at) => `(core instance $i${at} (instantiate $m))`).join('\n')}
  (func $run (result u32) (canon lift (core func $i0 "run")))
  (instance $ops (export "run" (func $run)))
  (export "${OPS}" (instance $ops)))`;

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  const limited = async (options: InstanceOptions): Promise<ComponentInstance> =>
    await (await testHost().load(await built('limited'))).instantiate({ isolation, grants: ['clock'], ...options });

  test('start functions are held to the time for start-up', async () => {
    const trap = await trapOf(guest(ENDLESS, { isolation, limits: { startupTimeoutMs: 60, maxFuel: 1e15 } }));
    expect([trap.kind, trap.code]).toEqual(['startup-deadline', 'AIRSSYS_TRAP_STARTUP_DEADLINE']);
    expect([trap.operation, trap.message]).toEqual(['start-up', 'start-up was stopped after 60 ms']);
  });

  test('so is the component’s initialization, whether it computes or waits', async () => {
    const limits = { startupTimeoutMs: 300, maxFuel: 1e15 };
    const spinning = await trapOf(limited({ limits, env: { SPIN: '' } }));
    expect([spinning.kind, spinning.operation]).toEqual(['startup-deadline', 'initialize']);
    const waiting = await trapOf(limited({ limits, env: { NAP: '20000' } }));
    expect([waiting.kind, waiting.operation]).toEqual(['startup-deadline', 'initialize']);
  });

  test('the time for a call is another', async () => {
    const instance = await limited({ limits: { timeoutMs: 20 }, env: { NAP: '50' } });
    expect((await trapOf(instance.call('nap', 5000))).kind).toBe('deadline');
  });

  test('core instances are counted, and the one beyond the limit is not made', async () => {
    const loaded = await testHost().load(await parse(crowd(6)), 'crowd');
    const trap = await trapOf(loaded.instantiate({ isolation, limits: { maxCoreInstances: 5 } }));
    expect([trap.kind, trap.code, trap.operation]).toEqual([
      'core-instance-limit',
      'AIRSSYS_TRAP_CORE_INSTANCE_LIMIT',
      'start-up',
    ]);
    const instance = await loaded.instantiate({ isolation, limits: { maxCoreInstances: 6 } });
    expect(await run(instance)).toMatchObject({ value: 7 });
  });
});

test('hundreds of core instances are too many without being asked', async () => {
  const loaded = await testHost().load(await parse(crowd(900)), 'crowd');
  expect((await trapOf(loaded.instantiate())).kind).toBe('core-instance-limit');
});

test.each([
  [40, 60],
  [99.5, 1],
  [500, 1],
])('after an instantiation of %d ms of 100, %d are left to initialize', async (durationMs, left) => {
  const given: (SandboxCallOptions | undefined)[] = [];
  const sandbox: Sandbox = {
    onEnded: () => () => {},
    id: 1,
    state: 'ready',
    usage: { ...NO_USAGE, durationMs },
    hasHandles: false,
    has: () => true,
    call: async (_fn, _operation, _args, options) => {
      given.push(options);
      return { ok: true, value: undefined, usage: NO_USAGE };
    },
    [Symbol.asyncDispose]: async () => {},
  };
  await initialize(sandbox, {}, { ...DEFAULT_LIMITS, startupTimeoutMs: 100 }, new Redactor());
  expect(given).toEqual([{ startupTimeoutMs: left }]);
});
