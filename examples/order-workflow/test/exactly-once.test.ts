import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { built } from '../host/shop.ts';
import { Crashes } from './crashes.ts';
import { books, ends, opened, order, place, supply } from './shop.ts';

const ORDERS = 30;

test('whatever crashes, each order comes to its end once', async () => {
  const crashes = new Crashes(41);
  const host = await opened({ surroundings: () => crashes.surroundings });
  await supply(host, { cents: 2_000, pens: 12, books: 100 });
  for (let at = 0; at < ORDERS; at += 1) await place(host, order(at));

  const statuses = await ends(host, ORDERS);
  const shipped = Array.from({ length: ORDERS }, (_, at) => order(at)).filter((_, at) => statuses[at] === 'shipped');
  const cents = shipped.reduce((sum, one) => sum + one.cents, 0);
  const pens = shipped.filter(({ item }) => item === 'pen').length;
  expect(crashes.count).toBeGreaterThan(5);
  expect(shipped.length, 'some could not be paid for, or were not there').toBeLessThan(ORDERS);
  expect(await books(host)).toEqual({
    balance: 2_000 - cents,
    earned: cents,
    inStock: { pen: 12 - pens, book: 100 - (shipped.length - pens) },
    shipped: { pen: pens, book: shipped.length - pens },
  });
  expect(host.messaging.deadLetters()).toEqual([]);
});

test('an update in the middle loses no order, and the new version knows what the old one remembered', async () => {
  const host = await opened();
  await supply(host, { cents: 1_000_000_000, pens: 1_000_000, books: 1_000_000 });
  const next = await built('orders-next');
  let placed = 0;
  const over = new AbortController();
  const ordering = (async () => {
    for (; !over.signal.aborted; placed += 1) {
      await place(host, order(placed));
      await wait(10);
    }
  })();
  await expect.poll(() => placed).toBeGreaterThan(5);
  const plan = await host.update('shop:orders', next, { strategy: 'blue-green', migrate: true });
  expect(plan.isRunning).toBe(true);
  const before = placed;
  await expect.poll(() => placed).toBeGreaterThan(before + 5);
  over.abort();
  await ordering;

  expect(new Set(await ends(host, placed))).toEqual(new Set(['shipped']));
  const orders = Array.from({ length: placed }, (_, at) => order(at));
  const sum = (item: string): number =>
    orders.filter((one) => one.item === item).reduce((total, { cents }) => total + cents, 0);
  expect(host.get('shop:orders')).toMatchObject({ version: '1.1.0', state: 'running' });
  expect(await host.call('shop:orders', 'revenueByItem')).toEqual({ pen: sum('pen'), book: sum('book') });
  expect(await books(host)).toMatchObject({ earned: sum('pen') + sum('book') });
  expect(host.messaging.deadLetters()).toEqual([]);
});
