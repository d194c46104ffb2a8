import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { guest, type GuestText, HOST, run, testHost, trapOf } from '../components.ts';
import { boom, CALLER, caller, service } from './gate-caller.ts';

describe('reach', () => {
  test('the host call beyond the limit ends the call', async () => {
    let calls = 0;
    const instance = await caller({ plain: () => (calls += 1) }, { limits: { maxHostCalls: 5 } });
    const trap = await trapOf(run(instance, 'many'));
    expect(trap).toMatchObject({
      kind: 'host-call-limit',
      code: 'AIRSSYS_TRAP_HOST_CALL_LIMIT',
      usage: { hostCalls: 6 },
    });
    expect(trap.message).toBe('test:guest/ops@1.0.0#many called the host more than 5 times');
    expect(calls).toBe(5);
  });

  test('nothing is reachable while the component is instantiated', async () => {
    let isCalled = false;
    const text: GuestText = {
      imports: { plain: '(result u32)' },
      core: `(import "host" "plain" (func $plain (result i32))) (func $s (drop (call $plain))) (start $s)
        (func (export "run") (result i32) (i32.const 1))`,
    };
    const host = testHost({
      services: [
        service({
          plain: () => {
            isCalled = true;
            return 1;
          },
        }),
      ],
    });
    const error: unknown = await guest(text, {}, host).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    expect(isCalled).toBe(false);
  });

  test('nor what waits', async () => {
    const text: GuestText = {
      imports: { 'plain-later': '(result u32)' },
      core: `(import "host" "plain-later" (func $later (result i32))) (func $s (drop (call $later))) (start $s)
        (func (export "run") (result i32) (i32.const 1))`,
    };
    const trap = await trapOf(guest(text, {}, testHost({ services: [service({ plainLater: boom })] })));
    expect(trap.operation).toBe('start-up');
  });

  test('what nobody provides is named', async () => {
    await expect(guest(CALLER)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: Nobody provides what the component imports: test:guest/host]`,
    );
    const host = testHost({ services: [{ interface: HOST, immediate: {} }] });
    await expect(guest(CALLER, {}, host)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: Nobody provides what the component imports: fallible]`,
    );
  });

  test("an instance's service takes the place of the host's", async () => {
    const host = testHost({ services: [service({})] });
    const services = [service({ plain: () => 1, plainLater: async () => 2 })];
    const [own, other] = [await guest(CALLER, { services }, host), await guest(CALLER, {}, host)];
    expect(await Promise.all([run(own, 'plain'), run(own, 'plainLater'), run(other, 'plain')])).toMatchObject([
      { value: 1 },
      { value: 2 },
      { value: 7 },
    ]);
  });

  test('a function that waits must be known when the component is loaded', async () => {
    await expect(guest(CALLER, { services: [service({})] })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: The component was not prepared to wait for test:guest/host@1.0.0#plain-later, test:guest/host@1.0.0#fallible-later]`,
    );
  });

  test('the signal of a call is aborted when the call ends before the function does', async () => {
    let signal: AbortSignal | undefined;
    const host = testHost({
      services: [
        {
          ...service({}),
          waiting: {
            plainLater: {
              call: async (call) =>
                await new Promise(() => {
                  signal = call.signal;
                }),
            },
            fallibleLater: { call: () => 1 },
          },
        },
      ],
    });
    const instance = await guest(CALLER, { limits: { timeoutMs: 500 } }, host);
    expect((await trapOf(run(instance, 'plainLater'))).kind).toBe('deadline');
    expect(signal?.aborted).toBe(true);
  });

  test('what a given-up host function answers later reaches nobody', async () => {
    let answer: (value: number) => void = () => {};
    const instance = await caller(
      {
        plainLater: () =>
          new Promise<number>((resolve) => {
            answer = resolve;
          }),
      },
      { limits: { timeoutMs: 20 } },
    );
    const trap = await trapOf(run(instance, 'plainLater'));
    answer(1);
    await wait(5);
    expect([trap.kind, instance.usage.hostCalls]).toEqual(['deadline', 1]);
  });
});
