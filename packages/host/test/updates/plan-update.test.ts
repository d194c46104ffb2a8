import { describe, expect, test } from 'vitest';
import { planUpdate, type UpdateStep } from '../../src/updates/plan-update.ts';
import {
  isZeroDowntime,
  needsDoubleResources,
  resolveStrategy,
  STRATEGY_NAMES,
  type UpdateStrategy,
} from '../../src/updates/update-strategy.ts';

/** The steps in a line: `start 2`, `route 10:90`. */
const inWords = (steps: readonly UpdateStep[]): string =>
  steps
    .map((step) => {
      if ('count' in step) return `${step.do} ${step.count}`;
      return step.do === 'route' ? `route ${step.next}:${step.old}` : step.do;
    })
    .join(', ');

const plan = (strategy: UpdateStrategy, slots = 3, migrates = false): string =>
  inWords(planUpdate(strategy, { slots, migrates }));

describe('the plan of', () => {
  test('stop-start', () => {
    expect(plan({ kind: 'stop-start' })).toBe('hold, take 3, stop, start 3, route 1:0');
    expect(plan({ kind: 'stop-start' }, 3, true)).toBe('hold, take 3, export, stop, start 3, import, route 1:0');
  });

  test('blue-green', () => {
    expect(plan({ kind: 'blue-green' })).toBe('start 3, route 1:0');
    expect(plan({ kind: 'blue-green' }, 3, true)).toBe('start 3, hold, export, import, route 1:0');
  });

  test('canary', () => {
    const canary: UpdateStrategy = { kind: 'canary', steps: [{ weight: 0.25 }, { weight: 50 }] };
    expect(plan(canary)).toBe('start 3, route 25:9975, watch, route 5000:5000, watch, route 1:0');
    expect(plan(canary, 3, true)).toContain('start 3, hold, export, import, route 25:9975, watch');
  });

  test('rolling, whose last instances serve until nothing is routed to them', () => {
    const rolling: UpdateStrategy = { kind: 'rolling', batch: 2 };
    expect(plan(rolling)).toBe('start 2, route 2:1, take 2, watch, stop, start 1, route 3:0, take 1, watch, stop');
    expect(plan(rolling, 3, true)).toBe(
      'start 2, take 2, export, import, route 2:1, watch, stop, start 1, hold, take 1, export, import, route 3:0, watch, stop',
    );
  });
});

test.each<[string, UpdateStrategy]>([
  ['a canary without steps', { kind: 'canary', steps: [] }],
  ['a weight of 0', { kind: 'canary', steps: [{ weight: 0 }] }],
  ['weight 101', { kind: 'canary', steps: [{ weight: 101 }] }],
  ['weight NaN', { kind: 'canary', steps: [{ weight: NaN }] }],
  ['durationMs -1', { kind: 'canary', steps: [{ weight: 1, durationMs: -1 }] }],
  ['a batch of 0', { kind: 'rolling', batch: 0 }],
  ['pauseMs -1', { kind: 'rolling', pauseMs: -1 }],
])('%s is refused', (what, strategy) => {
  expect(() => plan(strategy)).toThrow(`An update cannot have ${what}`);
});

test('what a strategy costs can be asked', () => {
  const all = [...STRATEGY_NAMES.map(resolveStrategy), { kind: 'canary', steps: [] } as const];
  expect(all.filter(isZeroDowntime).map(({ kind }) => kind)).toEqual(['blue-green', 'rolling', 'canary']);
  expect(all.filter(needsDoubleResources).map(({ kind }) => kind)).toEqual(['blue-green', 'canary']);
  expect(() => resolveStrategy('big-bang' as 'rolling')).toThrow("There is no strategy 'big-bang'");
});
