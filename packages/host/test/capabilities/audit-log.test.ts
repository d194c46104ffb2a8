import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { type AuditEvent, AuditLog } from '../../src/index.ts';

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

test.each([0, -1, 1.5, Number.NaN])('a capacity of %s is refused', (capacity) => {
  expect(() => new AuditLog({ capacity })).toThrow(expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }));
});
