import { setImmediate as nextIteration } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { TurnScheduler } from '../../src/sandbox/turn-scheduler.ts';
import type { HostService } from '../../src/index.ts';
import { guest, HOST, run, testHost } from '../components.ts';

describe('the scheduler', () => {
  test('resumes one per iteration of the event loop, first who has used the least', async () => {
    const turns = new TurnScheduler();
    const order: string[] = [];
    const wait = async (name: string, used: number): Promise<void> => {
      await turns.next({ used });
      order.push(name);
    };
    void wait('most', 30);
    void wait('least', 10);
    void wait('middle', 20);
    void wait('least too', 10);
    const counts: number[] = [];
    for (let iteration = 0; iteration < 5; iteration += 1) {
      await nextIteration();
      counts.push(order.length);
    }
    expect(order).toEqual(['least', 'least too', 'middle', 'most']);
    expect(counts.every((count, index) => count - (counts[index - 1] ?? 0) <= 1)).toBe(true);
  });

  test('lets no flood of newcomers keep an old one waiting for ever', async () => {
    const turns = new TurnScheduler();
    const state = { isResumed: false };
    const old = turns.next({ used: 1e9 }).then(() => (state.isResumed = true));
    let newcomers = 0;
    while (!state.isResumed && newcomers < 10_000) {
      await turns.next(turns.begin());
      newcomers += 1;
    }
    expect(newcomers).toBeGreaterThan(100);
    expect(newcomers).toBeLessThan(10_000);
    await old;
  });

  test('knows when a turn is over: by the time since the first ran in this iteration', async () => {
    const turns = new TurnScheduler();
    expect([turns.isOver(1_000), turns.isOver(1_007), turns.isOver(1_008)]).toEqual([false, false, true]);
    await nextIteration();
    await nextIteration();
    expect(turns.isOver(2_000)).toBe(false);
  });
});

test('components that spin side by side get on alike', async () => {
  const COUNT = 12;
  const progress = Array.from({ length: COUNT }, () => 0);
  const services = progress.map((_, index): HostService => ({
    interface: HOST,
    immediate: { tick: { call: () => (progress[index] = (progress[index] ?? 0) + 1) } },
  }));
  const text = {
    imports: { tick: '(result u32)' },
    core: `(import "host" "tick" (func $tick (result i32)))
      (func (export "run") (result i32) (local $rounds i32) (local $spin i32)
        (loop $outer
          (local.set $spin (i32.const 1000000))
          (loop $inner (br_if $inner (local.tee $spin (i32.sub (local.get $spin) (i32.const 1)))))
          (drop (call $tick))
          (br_if $outer (i32.lt_u (local.tee $rounds (i32.add (local.get $rounds) (i32.const 1))) (i32.const 200))))
        (i32.const 1))`,
  };
  const host = testHost();
  const limits = { maxFuel: 1e12, timeoutMs: 60_000 };
  const instances = await Promise.all(
    services.map(async (service) => await guest(text, { limits, services: [service] }, host)),
  );
  const calls = instances.map(async (instance) => await run(instance));
  await Promise.race(calls);
  const least = Math.min(...progress);
  expect(Math.max(...progress)).toBe(200);
  expect(least).toBeGreaterThan(200 / 1.5);
  await Promise.all(calls);
});
