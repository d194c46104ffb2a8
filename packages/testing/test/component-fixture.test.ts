/** The order of these tests is part of them: what one leaves behind, the next would see. */
import { describe, expectTypeOf, test as base } from 'vitest';
import { componentFixture, type Mounted } from '../src/index.ts';
import { aliveMounts } from '../src/session/cleanup.ts';
import type { Bank } from './fixtures/bank.ts';

const BANK = './fixtures/bank.ts';

const test = base
  .extend('bank', componentFixture<typeof Bank>(BANK))
  .extend('ofFile', { scope: 'file' }, componentFixture<typeof Bank>(BANK))
  .extend('ofWorker', { scope: 'worker' }, componentFixture<typeof Bank>(new URL(BANK, import.meta.url)));

const seen: Mounted<typeof Bank>[] = [];

describe('for each test', () => {
  test('is mounted anew', async ({ bank, expect }) => {
    expectTypeOf(bank).toEqualTypeOf<Mounted<typeof Bank>>();
    seen.push(bank);
    expect(await bank.withdraw(4)).toBe(6);
  });

  test('and has nothing of the test before', async ({ bank, expect }) => {
    seen.push(bank);
    expect(aliveMounts()).toBe(1);
    expect(await bank.withdraw(4)).toBe(6);
  });

  describe.concurrent('at the same time', () => {
    test.for([1, 2, 3, 4])('test %i has its own', async (amount, { bank, expect }) => {
      seen.push(bank);
      expect(await bank.withdraw(amount)).toBe(10 - amount);
    });
  });

  test('is disposed with its test', ({ expect }) => {
    expect(new Set(seen.map(({ $ }) => $.instance.id)).size).toBe(6);
    expect(seen.map(({ $ }) => $.instance.state)).toEqual(Array.from({ length: 6 }, () => 'disposed'));
    expect(aliveMounts()).toBe(0);
  });
});

describe('for a file', () => {
  test('is mounted once', async ({ ofFile, expect }) => {
    expect(await ofFile.withdraw(4)).toBe(6);
  });

  test('and is as the test before has left it', async ({ ofFile, expect }) => {
    expect(await ofFile.withdraw(4)).toBe(2);
    expect(aliveMounts()).toBe(1);
  });
});

describe('for a worker', () => {
  test('is mounted once', async ({ ofWorker, expect }) => {
    expect(await ofWorker.withdraw(1)).toBe(9);
  });

  test('beside that of the file', async ({ ofWorker, expect }) => {
    expect(await ofWorker.withdraw(1)).toBe(8);
    expect(aliveMounts()).toBe(2);
  });
});
