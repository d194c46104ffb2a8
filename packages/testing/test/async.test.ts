/** Operations that wait and that throw what they declare, as a test sees them. */
import type { u32 } from '@airssys/sdk';
import { expect, expectTypeOf, test } from 'vitest';
import { createClock, mount } from '../src/index.ts';
import type { Bank } from './fixtures/bank.ts';

test('what is declared to be thrown reads like any rejection', async () => {
  const bank = await mount<typeof Bank>('./fixtures/bank.ts');
  expectTypeOf(bank.withdraw).toEqualTypeOf<(amount: u32) => Promise<u32>>();
  expect(await bank.withdraw(4)).toBe(6);
  await expect(bank.withdraw(7)).rejects.toThrow('1 are missing');
  await expect(bank.withdraw(9)).rejects.toMatchObject({ name: 'InsufficientFunds', missing: 3 });
  expect(bank.$.lastUsage?.fuel).toBeGreaterThan(0);
  expect(await bank.withdraw(6)).toBe(0);
});

test('it is no trap, and toTrap says so', async () => {
  const bank = await mount<typeof Bank>('./fixtures/bank.ts');
  await expect(expect(bank.withdraw(11)).toTrap()).rejects.toThrow('InsufficientFunds: 1 are missing');
  await expect(bank.stuck()).toTrap('guest-error', /waits for something that never happens/);
});

test('timers run on the clock of the test', async () => {
  const clock = createClock({ startMs: 0 });
  const bank = await mount<typeof Bank>('./fixtures/bank.ts', {
    clock,
    grants: ['clock'],
    limits: { timeoutMs: 120_000 },
  });
  const waiting = bank.slow(60_000);
  await clock.advance('30s');
  await clock.advance('30s');
  expect(await waiting).toBe('done');
  expect(clock.nowMs()).toBe(60_000);
});
