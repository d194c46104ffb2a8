import type { AuditEvent } from '../../src/index.ts';

/** A decision, with the members that a test is about. */
export const decision = (facts: Partial<AuditEvent>): AuditEvent => ({
  sequence: 1,
  timeMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  area: 'filesystem',
  action: 'read',
  resource: '/etc/passwd',
  allowed: false,
  rule: 'no grant',
  component: 'acme:shop@1.0.0',
  instance: 3,
  call: 9,
  operation: 'order',
  hostFunction: 'airssys:ext-filesystem/files#read',
  ...facts,
});

/** The facts of a decision, as the gate records them. */
export const facts = (some: Partial<AuditEvent> = {}): Omit<AuditEvent, 'sequence' | 'timeMs'> => {
  const { sequence: _sequence, timeMs: _timeMs, ...rest } = decision(some);
  return rest;
};
