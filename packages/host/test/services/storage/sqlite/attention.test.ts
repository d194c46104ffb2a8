import { expect, onTestFinished, test, vi } from 'vitest';
import { Attention, MAX_AWAKE_MS } from '../../../../src/services/storage/sqlite/attention.ts';

/** Asks, and is answered after the time that it takes, and answers how often it stayed awake. */
function ask(attention: Attention, count: number, ms: { asleep: number; awake: number; pause?: number }): number {
  let awake = 0;
  for (let at = 0; at < count; at += 1) {
    vi.advanceTimersByTime(ms.pause ?? 0);
    const isAwake = attention.ask();
    awake += isAwake ? 1 : 0;
    vi.advanceTimersByTime(isAwake ? ms.awake : ms.asleep);
    attention.answer();
  }
  return awake;
}

function newAttention(processors = 2): Attention {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  return new Attention(processors);
}

test('stays awake where that is quicker, gives it up where it is not, and tries again', () => {
  const attention = newAttention();
  ask(attention, 300, { asleep: 20, awake: 10 });
  expect(ask(attention, 100, { asleep: 20, awake: 10 })).toBe(100);
  ask(attention, 512, { asleep: 10, awake: 10 });
  expect(ask(attention, 80, { asleep: 10, awake: 10 })).toBe(0);
  ask(attention, 388, { asleep: 20, awake: 10 });
  expect(ask(attention, 100, { asleep: 20, awake: 10 })).toBe(100);
});

test('tries the seldomer, the longer it has been told the same', () => {
  const attention = newAttention();
  const asleep = (count: number): number => count - ask(attention, count, { asleep: 20, awake: 10 });
  const half = 12;
  expect(asleep(256)).toBe(half);
  expect(asleep(512)).toBe(half);
  expect(asleep(1_024)).toBe(half);
  ask(attention, 2_048, { asleep: 20, awake: 10 });
  expect(asleep(3 * 4_096)).toBe(3 * half);
});

test('tries soon where answers take longer than they did', () => {
  const attention = newAttention();
  ask(attention, 256 + 512 + 1_024, { asleep: 20, awake: 10 });
  ask(attention, 300, { asleep: 20, awake: 40 });
  expect(ask(attention, 100, { asleep: 20, awake: 40 })).toBe(0);
  // And as soon again, where they take less.
  ask(attention, 400, { asleep: 10, awake: 8 });
  expect(ask(attention, 100, { asleep: 10, awake: 8 })).toBe(100);
});

test('not where it is asked now and then', () => {
  expect(ask(newAttention(), 600, { asleep: 20, awake: 10, pause: 5 })).toBe(0);
});

test('for twice the time that answers take, but never for long', () => {
  const attention = newAttention();
  ask(attention, 100, { asleep: 0.1, awake: 0.1 });
  expect(attention.awakeForMs).toBeCloseTo(0.2, 2);
  ask(attention, 1, { asleep: 50, awake: 50 });
  expect(attention.awakeForMs).toBeLessThan(0.3);
  ask(attention, 100, { asleep: 200, awake: 100 });
  expect(attention.awakeForMs).toBe(MAX_AWAKE_MS);
});

test('nor where there is one processor', () => {
  expect(ask(newAttention(1), 600, { asleep: 20, awake: 10 })).toBe(0);
});
