import { setImmediate as nextIteration } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { TURN_MS, TurnScheduler } from '../../src/sandbox/turn-scheduler.ts';
import type { HostService } from '../../src/index.ts';
import { guest, HOST, run, testHost } from '../components.ts';

describe('the scheduler', () => {
  /** Waits four times, and answers in which order they were resumed, and how many in each iteration of the event loop. */
  async function resumed(takesMs: number): Promise<{ readonly order: string[]; readonly perIteration: number[] }> {
    let now = 0;
    const turns = new TurnScheduler(() => now);
    const order: string[] = [];
    const wait = async (name: string, used: number): Promise<void> => {
      await turns.next({ used });
      await Promise.resolve(); // what it does may take some microtasks
      now += takesMs;
      order.push(name);
    };
    void wait('most', 30);
    void wait('least', 10);
    void wait('middle', 20);
    void wait('least too', 10);
    const perIteration: number[] = [];
    for (let seen = 0; seen < 4; seen = order.length) {
      await nextIteration();
      perIteration.push(order.length - seen);
    }
    return { order, perIteration: perIteration.filter((count) => count > 0) };
  }

  const LEAST_FIRST = ['least', 'least too', 'middle', 'most'];

  test('resumes one per iteration of the event loop where each takes all of a turn, first who has used the least', async () => {
    expect(await resumed(TURN_MS)).toEqual({ order: LEAST_FIRST, perIteration: [1, 1, 1, 1] });
  });

  test('resumes as many as there is time for', async () => {
    expect(await resumed(TURN_MS / 2)).toEqual({ order: LEAST_FIRST, perIteration: [2, 2] });
    expect(await resumed(TURN_MS / 8)).toEqual({ order: LEAST_FIRST, perIteration: [4] });
  });

  test('resumes nobody in the iteration whose turn others have had', async () => {
    let now = 0;
    const turns = new TurnScheduler(() => now);
    let isResumed = false;
    await nextIteration(); // in the phase of immediates: the next one follows the poll phase and the timers
    expect(turns.isOver(now)).toBe(false);
    now = TURN_MS;
    void turns.next({ used: 0 }).then(() => (isResumed = true));
    await nextIteration();
    expect(isResumed).toBe(false);
    await nextIteration();
    expect(isResumed).toBe(true);
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
    const after = (ms: number): boolean => turns.isOver(1_000 + ms);
    expect([after(0), after(TURN_MS - 1), after(TURN_MS)]).toEqual([false, false, true]);
    await nextIteration();
    await nextIteration();
    expect(turns.isOver(2_000)).toBe(false);
  });

  test('lets only a few go before any of them has run', () => {
    const turns = new TurnScheduler(() => 0);
    let gone = 0;
    for (; !turns.isFull(0); gone += 1) turns.letGo();
    expect(gone).toBe(8);
    turns.hasRun();
    expect(turns.isFull(0)).toBe(false);
  });

  test('has those that come back from the host queue behind others', async () => {
    const turns = new TurnScheduler(() => 0);
    expect(turns.isContended(0)).toBe(false);
    const waiting = turns.next({ used: 0 });
    expect([turns.isOver(0), turns.isContended(0)]).toEqual([false, true]);
    await waiting;
    expect(turns.isContended(0)).toBe(false);
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
