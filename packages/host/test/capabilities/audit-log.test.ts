import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import fc from '../../../../test/properties.ts';
import { type AuditEvent, AuditLog } from '../../src/index.ts';
import { failureOf } from './failures.ts';

const FACTS = {
  area: 'clock',
  action: 'read',
  resource: '*',
  allowed: true,
  rule: 'clock',
  component: 'a:b@1.0.0',
  instance: 1,
  call: 1,
  operation: 'op',
  hostFunction: 'i#f',
} as const;

test('events are counted without gaps, and the last ones are kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(100), (capacity, count) => {
      const told: AuditEvent[] = [];
      const log = new AuditLog({ capacity, onEvent: (event) => told.push(event) });
      for (let i = 0; i < count; i += 1) log.record(FACTS);
      expect(log.count).toBe(count);
      expect(told.map(({ sequence }) => sequence)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
      expect(log.events).toEqual(told.slice(-capacity));
    }),
  );
});

test('an event says when, and cannot be changed', () => {
  const log = new AuditLog();
  const before = Date.now();
  log.record(FACTS);
  const [event] = log.events;
  expect(event).toMatchObject({ ...FACTS, sequence: 1 });
  expect(event?.timeMs).toBeGreaterThanOrEqual(before);
  expect(Object.isFrozen(event)).toBe(true);
});

test('what is handed out does not follow the log', () => {
  const log = new AuditLog();
  const { events } = log;
  log.record(FACTS);
  expect([events.length, log.events.length]).toEqual([0, 1]);
});

test('a listener that throws is heard, and the event is kept', () => {
  const log = new AuditLog({
    onEvent: () => {
      throw new Error('full');
    },
  });
  expect(() => log.record(FACTS)).toThrow('full');
  expect(log.count).toBe(1);
});

test.each([0, -1, 1.5, Number.NaN, 1_000_001])('a number of %s is refused, with its name', (value) => {
  for (const name of ['capacity', 'maxWaiting', 'sampleAllowed'] as const) {
    expect(failureOf(() => new AuditLog({ [name]: value }))).toBe(
      `AIRSSYS_CONFIG_INVALID: The audit log's ${name} cannot be ${value}\nIt is a whole number from 1 to 1000000.`,
    );
  }
});

test('the largest number is accepted', () => {
  expect(() => new AuditLog({ capacity: 1_000_000, maxWaiting: 1_000_000, sampleAllowed: 1_000_000 })).not.toThrow();
});

test('not sampled, nothing is left out', () => {
  const log = new AuditLog();
  expect(Array.from({ length: 20 }, () => log.wants(true))).not.toContain(false);
  expect(log.skipped).toBe(0);
});

test('what nobody is told of by the embedder is a warning of the process', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): void => void warnings.push(warning);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  for (const thrown of [new Error('no room'), 'no disk']) {
    const write = (): void => {
      throw thrown;
    };
    await using log = new AuditLog({ sinks: [{ write, [Symbol.asyncDispose]: async () => {} }] });
    log.record(FACTS);
  }
  await setImmediate();
  const own = warnings.filter(({ name }) => name === 'AuditWarning').map(({ message }) => message);
  // Once more at the end: what is still missing is tried again.
  expect([...new Set(own)]).toEqual(['An audit sink failed: no room', 'An audit sink failed: no disk']);
});
