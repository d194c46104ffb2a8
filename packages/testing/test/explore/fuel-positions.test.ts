import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuelPositions } from '../../src/explore/fuel-positions.ts';

test('a call runs out at its beginning, after each call of the host, and between', () => {
  expect(fuelPositions(1_000, [100, 300, 300], 3)).toEqual([1, 100, 300]);
  expect(fuelPositions(1_000, [100, 300], 4)).toEqual([1, 100, 300, 650]);
  expect(fuelPositions(1_000, [100, 300], 6)).toEqual([1, 100, 300, 475, 650, 825]);
  expect(fuelPositions(1_000, [], 2)).toEqual([1, 500]);
  expect(fuelPositions(3, [], 8)).toEqual([1, 2]);
  expect(fuelPositions(1, [1], 8)).toEqual([]);
});

test('of more calls of the host than there may be positions some are left out, between the first and the last', () => {
  const hostCalls = Array.from({ length: 99 }, (_, at) => (at + 1) * 10);
  expect(fuelPositions(1_000, hostCalls, 4)).toEqual([1, 330, 660, 990]);
  expect(fuelPositions(1_000, hostCalls, 1)).toEqual([1]);
});

test('positions ascend, are within the call, and are as many as they may be', () => {
  const uses = fc.record({
    used: fc.nat(500),
    hostCalls: fc.array(fc.nat(600)),
    most: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(uses, ({ used, hostCalls, most }) => {
      const positions = fuelPositions(used, hostCalls, most);
      expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
      for (const units of positions) expect(units > 0 && units < used).toBe(true);
      expect(positions.length).toBe(Math.min(most, Math.max(used - 1, 0)));
    }),
  );
});
