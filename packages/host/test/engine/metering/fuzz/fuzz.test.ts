import { describe, expect, test } from 'vitest';
import { campaign } from './campaign.ts';
import { observe } from './differential.ts';
import { doubleAllLoops } from './doubled.ts';
import { generateModule } from './generator.ts';
import { Random } from './random.ts';

// `npm run fuzz:metering` goes on from here, for as long as one likes.
test('random modules do the same metered, use the fuel that a plain count says, and are judged right when damaged', () => {
  const tallies = [...campaign(1, 40, [])];
  const last = tallies.at(-1);
  expect(last?.findings).toEqual([]);
  expect(last?.mutants).toBe(800);
  expect(last?.valid).toBeGreaterThan(10);
  expect(last?.slowestMs).toBeLessThan(2000);
}, 60_000);

describe('the fuzzer itself', () => {
  test('makes the same of the same seed', () => {
    expect(generateModule(new Random(7))).toEqual(generateModule(new Random(7)));
    expect(generateModule(new Random(7))).not.toEqual(generateModule(new Random(8)));
  });

  test('makes modules with loops that can be written out twice, and that run after it', () => {
    const modules = Array.from({ length: 40 }, (_, seed) => doubleAllLoops(generateModule(new Random(seed))));
    expect(modules.every(({ bytes }) => WebAssembly.validate(bytes))).toBe(true);
    expect(modules.filter(({ changed }) => changed > 0).length).toBeGreaterThan(20);
  });

  test('makes modules that compute, trap, throw, call out and run for a while', () => {
    const seen = Array.from({ length: 60 }, (_, seed) =>
      observe(generateModule(new Random(seed)), { mode: 'exact', slice: 1_000_000n }),
    );
    const events = seen.flatMap(({ events }) => events);
    for (const sign of ['unreachable', 'by zero', 'out of bounds', 'exception', 'i.f(', 'f0: ']) {
      expect([sign, events.some((event) => event.includes(sign))]).toEqual([sign, true]);
    }
    expect(seen.flatMap(({ fuel }) => fuel).filter((units) => units > 1000n).length).toBeGreaterThan(20);
  });
});
