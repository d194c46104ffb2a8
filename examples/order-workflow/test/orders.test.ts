import { expect, test } from 'vitest';
import { openShop } from '../host/shop.ts';
import { books, ends, opened, order, place, reaches, supply, temporaryDirectory } from './shop.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('an order is paid for and shipped', async () => {
  const host = await opened();
  await supply(host, { cents: 500, pens: 3, books: 0 });
  await place(host, order(1, { quantity: 2, cents: 300 }));
  await reaches(host, 'order-1', 'shipped');
  expect(await books(host)).toEqual({
    balance: 200,
    earned: 300,
    inStock: { pen: 1, book: 0 },
    shipped: { pen: 2, book: 0 },
  });
  expect(await host.call('shop:orders', 'revenue')).toBe(300);
});

test('what cannot be paid for is put back into stock', async () => {
  const host = await opened();
  await supply(host, { cents: 100, pens: 3, books: 0 });
  await place(host, order(1, { quantity: 3, cents: 101 }));
  await reaches(host, 'order-1', 'cancelled');
  expect(await books(host)).toMatchObject({ balance: 100, earned: 0, inStock: { pen: 3 }, shipped: { pen: 0 } });
});

test('what is not in stock is not paid for', async () => {
  const host = await opened();
  await supply(host, { cents: 1_000, pens: 1, books: 1 });
  await place(host, order(1, { quantity: 2 }));
  await reaches(host, 'order-1', 'cancelled');
  expect(await books(host)).toMatchObject({ balance: 1_000, inStock: { pen: 1 } });
});

test('an order that is placed again is the same order', async () => {
  const host = await opened();
  await supply(host, { cents: 1_000, pens: 10, books: 0 });
  await Promise.all([place(host, order(1)), place(host, order(1)), place(host, order(1))]);
  await reaches(host, 'order-1', 'shipped');
  await place(host, order(1));
  await place(host, order(2));
  await reaches(host, 'order-2', 'shipped');
  expect(await books(host)).toMatchObject({ earned: 101 + 102, shipped: { pen: 2 } });
});

test('what nobody can read is a dead letter, and holds nobody up', async () => {
  const host = await opened();
  await supply(host, { cents: 1_000, pens: 10, books: 0 });
  await host.send('shop:orders', bytes('{"pens":2}'));
  await place(host, order(1));
  await reaches(host, 'order-1', 'shipped');
  const [letter] = host.messaging.deadLetters();
  expect(letter).toMatchObject({
    reason: 'failed',
    attempts: 5,
    error: expect.stringContaining('no order: {"pens":2}'),
  });
  await host.messaging.takeDeadLetter(letter?.number ?? 0);
  expect(host.messaging.deadLetters()).toEqual([]);
});

test.each(['payments', 'shipping'])('an order waits while %s is stopped, and goes on when it is back', async (name) => {
  const host = await opened();
  await supply(host, { cents: 1_000, pens: 10, books: 0 });
  await host.stop(`shop:${name}`);
  await place(host, order(1));
  const tasks = (): number | undefined => host.messaging.mailbox({ namespace: 'shop', name, instance: '' })?.depth;
  await expect.poll(tasks).toBe(1);
  await host.start(`shop:${name}`);
  await reaches(host, 'order-1', 'shipped');
  expect(host.messaging.deadLetters()).toEqual([]);
  expect(await host.call('shop:orders', 'remind')).toBe(0);
  expect(await books(host)).toMatchObject({ earned: 101, inStock: { pen: 9 } });
});

test('an order that nobody is there for is a dead letter', async () => {
  const host = await opened();
  await supply(host, { cents: 1_000, pens: 10, books: 0 });
  await host.stop('shop:shipping');
  await host.uninstall('shop:shipping');
  await place(host, order(1));
  await expect
    .poll(() => host.messaging.deadLetters())
    .toMatchObject([{ reason: 'failed', message: { id: 'order-1' } }]);
});

test('orders that were placed before the host was closed are shipped by the next', async () => {
  const dataDir = temporaryDirectory();
  {
    await using host = await openShop({ dataDir });
    await supply(host, { cents: 100_000, pens: 100, books: 100 });
    await Promise.all(Array.from({ length: 10 }, async (_, at) => await place(host, order(at))));
  }
  const host = await opened({ dataDir });
  await host.call('shop:orders', 'remind');
  expect(new Set(await ends(host, 10))).toEqual(new Set(['shipped']));
  expect(await books(host)).toMatchObject({ earned: 10 * 100 + 45, shipped: { pen: 6, book: 4 } });
});
