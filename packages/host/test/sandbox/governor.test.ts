import { setTimeout as wait } from 'node:timers/promises';
import fc from '../../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import type { MeterCell } from '../../src/engine/metering/meter-helper.ts';
import { ActiveCall } from '../../src/sandbox/active-call.ts';
import { Governor } from '../../src/sandbox/governor.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { guest, type GuestText, run, testHost, trapOf } from '../components.ts';

const LIMITS = { ...DEFAULT_LIMITS, maxFuel: 1_000_000, timeoutMs: 1_000, maxHostCalls: 0 };

/** A cell whose guest uses fuel as the rewritten code does: it subtracts, and asks when it is in debt. */
class Cell implements MeterCell {
  fuelLeft = 0n;
  readonly #governor: Governor;

  constructor(governor: Governor) {
    this.#governor = governor;
    governor.addCell(this);
  }

  start(): void {}

  /** Answers whether the guest may go on. */
  use(amount: number): boolean {
    this.fuelLeft -= BigInt(amount);
    while (this.fuelLeft < 0n) {
      const grant = this.#governor.pin(() => this.#governor.refillNow());
      if (grant <= 0n) return false;
      this.fuelLeft += grant;
    }
    return true;
  }
}

describe('accounting', () => {
  test('what was used is what was granted less what is left, over modules and calls', () => {
    const uses = fc.array(fc.record({ cell: fc.nat(2), amount: fc.nat(3_000_000) }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ uses, maxFuel: fc.integer({ min: 1, max: 20_000_000 }) }), { maxLength: 6 }),
        (calls) => {
          const governor = new Governor({ maxMemoryBytes: 0, maxTableElements: 0 });
          const cells = [0, 1, 2].map(() => new Cell(governor));
          for (const { uses: parts, maxFuel } of calls) {
            const call = new ActiveCall('op', { ...LIMITS, maxFuel });
            governor.begin(call);
            let used = 0;
            let isStopped = false;
            for (const { cell, amount } of parts) {
              used += amount;
              isStopped = !cells[cell]?.use(amount);
              if (isStopped) break;
            }
            expect(governor.end()).toBe(used);
            // It is stopped when it has used more than its budget, and not before.
            expect([isStopped, call.stopped?.kind]).toEqual(
              used > maxFuel ? [true, 'out-of-fuel'] : [false, undefined],
            );
            if (isStopped) return;
          }
        },
      ),
    );
  });

  test('outside of a call there is no fuel', () => {
    const cell = new Cell(new Governor({ maxMemoryBytes: 0, maxTableElements: 0 }));
    expect(cell.use(1)).toBe(false);
  });

  test.each([
    ['stopped', (call: ActiveCall) => call.stop({ kind: 'cancelled', message: '' })],
    ['ended', (call: ActiveCall) => call.end()],
  ])('for a call that was %s there is none', (_name, finish) => {
    const governor = new Governor({ maxMemoryBytes: 0, maxTableElements: 0 });
    const call = new ActiveCall('op', LIMITS);
    governor.begin(call);
    finish(call);
    expect(new Cell(governor).use(1)).toBe(false);
  });
});

/** Two core modules, each with a loop; `both` runs in one and then in the other. */
const LOOPS: GuestText = {
  core: `(func $spin (export "spin") (param i32) (result i32)
      (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i32.const 7))
    (func (export "forever") (param i32) (result i32) (loop $l (br $l)) (i32.const 7))`,
  exports: ['spin', 'forever'].map((name) => ({ name, params: 1, result: true })),
};

describe.each(['fast', 'exact'] as const)('fuel, %s', (metering) => {
  test('a call uses the same each time, whatever ran before it', async () => {
    const instance = await guest(LOOPS, {}, testHost({ metering }));
    const fuel = async (count: number): Promise<number> => (await run(instance, 'spin', count)).usage.fuel;
    const small = await fuel(1_000);
    const large = await fuel(3_000_000);
    expect([await fuel(1_000), await fuel(3_000_000), await fuel(1_000)]).toEqual([small, large, small]);
    expect(instance.usage.fuel).toBe(3 * small + 2 * large);
  });

  test('a budget of exactly what is needed is enough, and one unit less is not', async () => {
    const host = testHost({ metering });
    const needed = (await run(await guest(LOOPS, {}, host), 'spin', 1_000)).usage.fuel;
    const enough = await guest(LOOPS, { limits: { maxFuel: needed } }, host);
    expect(await run(enough, 'spin', 1_000)).toMatchObject({ ok: true });
    expect(await run(enough, 'spin', 1_000)).toMatchObject({ ok: true });
    const trap = await trapOf(run(await guest(LOOPS, { limits: { maxFuel: needed - 1 } }, host), 'spin', 1_000));
    expect(trap).toMatchObject({ kind: 'out-of-fuel', code: 'AIRSSYS_TRAP_OUT_OF_FUEL' });
  });
});

test('the smallest budget stops at once', async () => {
  const trap = await trapOf(run(await guest(LOOPS, { limits: { maxFuel: 1 } }), 'spin', 5));
  expect(trap.message).toMatchInlineSnapshot(`"test:guest/ops@1.0.0#spin used up its 1 units of fuel"`);
  expect(trap.hint).toMatchInlineSnapshot(`"Raise maxFuel, or look for a loop that does not end."`);
});

test('a budget smaller than what an earlier call left over', async () => {
  const instance = await guest(LOOPS);
  await run(instance, 'spin', 10);
  const trap = await trapOf(instance.callExport('test:guest/ops@1.0.0', 'spin', [100_000], { maxFuel: 1_000 }));
  expect(trap.kind).toBe('out-of-fuel');
  expect(trap.usage.fuel).toBeGreaterThan(1_000);
  expect(trap.usage.fuel).toBeLessThan(2_000);
});

test('a call with a smaller budget does not narrow the next one', async () => {
  const instance = await guest(LOOPS);
  await instance.callExport('test:guest/ops@1.0.0', 'spin', [10], { maxFuel: 1_000 });
  expect(await run(instance, 'spin', 100_000)).toMatchObject({ ok: true });
});

describe('the event loop goes on', () => {
  /** Counts the turns of a 10 ms interval, and the longest pause between two. */
  async function ticksDuring(work: () => Promise<unknown>): Promise<{ count: number; longest: number }> {
    let [count, last, longest] = [0, performance.now(), 0];
    const timer = setInterval(() => {
      const now = performance.now();
      [count, longest, last] = [count + 1, Math.max(longest, now - last), now];
    }, 10);
    await work();
    clearInterval(timer);
    return { count, longest };
  }

  test('a timer ticks on during a loop, which its deadline ends', async () => {
    const instance = await guest(LOOPS, { limits: { timeoutMs: 300, maxFuel: 1e15 } });
    const { count } = await ticksDuring(async () => {
      const trap = await trapOf(run(instance, 'forever', 0));
      expect(trap).toMatchObject({ kind: 'deadline', code: 'AIRSSYS_TRAP_DEADLINE' });
      expect(trap.usage.durationMs).toBeGreaterThanOrEqual(300);
    });
    expect(count).toBeGreaterThan(8);
  });

  test('two loops share the thread, and a short call gets in between', async () => {
    const host = testHost();
    const limits = { timeoutMs: 250, maxFuel: 1e15 };
    const [one, other, quick] = [
      await guest(LOOPS, { limits }, host),
      await guest(LOOPS, { limits }, host),
      await guest(LOOPS, {}, host),
    ];
    const loops = Promise.all([trapOf(run(one, 'forever', 0)), trapOf(run(other, 'forever', 0))]);
    await wait(20);
    let isOver = false;
    void loops.then(() => (isOver = true));
    expect(await run(quick, 'spin', 10)).toMatchObject({ value: 7 });
    expect(isOver).toBe(false);
    const [first, second] = await loops;
    const [least = 0, most = 0] = [first.usage.fuel, second.usage.fuel].sort((a, b) => a - b);
    expect(least).toBeGreaterThan(most / 10);
  });
});
