/** One order, with something going wrong at each call by which the shop changes anything. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Host } from '@airssys/host';
import { explore, type ExploreOptions, type Scenario } from '@airssys/testing';
import { expect, test } from 'vitest';
import { openShop } from '../host/shop.ts';
import { books, order, place, statusOf, supply } from './shop.ts';

/** An order that is shipped once, whatever goes wrong. */
function shipsOnce(sources: Parameters<typeof openShop>[1] = {}): Scenario {
  return async ({ faults, directory, safely }) => {
    const surroundings = () => faults.surroundings;
    await using host = await safely(async () => await openShop({ dataDir: directory, surroundings }, sources));
    await safely(async () => await supply(host, { cents: 500, pens: 3, books: 0 }));
    await placeUntilTaken(host);
    await expect.poll(() => unhandled(host)).toBe(0);
    expect(await safely(async () => await statusOf(host, 'order-1'))).toBe('shipped');
    expect(await safely(async () => await books(host))).toEqual({
      balance: 399,
      earned: 101,
      inStock: { pen: 2, book: 0 },
      shipped: { pen: 1, book: 0 },
    });
  };
}

/** As a customer does: asks again until it is said that the order is there. */
async function placeUntilTaken(host: Host): Promise<void> {
  const isTaken = async (): Promise<boolean> =>
    await place(host, order(1)).then(
      () => true,
      () => false,
    );
  while (!(await isTaken())) await wait(5);
}

/** Messages that were taken, and are not done. */
const unhandled = (host: Host): number =>
  host.messaging.mailboxes.reduce(
    (sum, { counters }) => sum + counters.accepted - counters.duplicates - counters.handled,
    0,
  );

/** Done, and the instance has ended before it heard of it: after what only reads that is the same as after the write before. */
const LOST_ACKNOWLEDGEMENTS: ExploreOptions = {
  kinds: ['kill'],
  where: ({ function: name }) => /\.(?:set|send|request)$/.test(name),
  timeout: '2m',
};

test('an order is shipped once, whichever acknowledgement is lost', async () => {
  const { points, unreached } = await explore(shipsOnce(), LOST_ACKNOWLEDGEMENTS);
  expect(points).toContain('kill shop:payments handleMessage storage.set 1');
  expect(points.length).toBeGreaterThan(12);
  expect(unreached).toEqual([]);
});

/** At the beginning of each call of an operation, and half-way. */
const LIMITS: ExploreOptions = { kinds: ['out-of-fuel', 'refuse-memory'], maxFuelPoints: 2, timeout: '2m' };

test('an order is shipped once, whichever component comes to its limits', async () => {
  const { points } = await explore(shipsOnce(), LIMITS);
  expect(points).toContain('out-of-fuel shop:payments handleMessage fuel@1 1');
  expect(points.length).toBeGreaterThan(12);
});

test('a component that says too early that an order is taken is found out', async () => {
  const hasty = { orders: new URL('hasty-orders.ts', import.meta.url) };
  const exploring = explore(shipsOnce(hasty), {
    ...LOST_ACKNOWLEDGEMENTS,
    where: ({ operation }) => operation === 'place',
  });
  await expect(exploring).rejects.toThrow(`2 of 4 runs of the scenario failed

1. storage.set("taken/order-1", "")
   of shop:orders, call 1 in place, was done, and the instance ended before it heard of it:
   AssertionError: expected undefined to be 'shipped' // Object.is equality
   only: 'kill shop:orders place storage.set 1'

2. messaging.selfId()
   of shop:orders, call 1 in place, was done, and the instance ended before it heard of it:
   AssertionError: expected undefined to be 'shipped' // Object.is equality
   only: 'kill shop:orders place messaging.selfId 1'`);
});
