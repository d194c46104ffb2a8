import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host, OpenOptions } from '@airssys/host';
import { expect, onTestFinished } from 'vitest';
import { openShop } from '../host/shop.ts';
import type { Order, OrderStatus } from '../src/order.ts';

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'order-workflow-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A shop with so much in stock and in accounts. */
export async function opened(options: Partial<OpenOptions> = {}): Promise<Host> {
  const host = await openShop({ dataDir: temporaryDirectory(), ...options });
  onTestFinished(async () => await host.close());
  return host;
}

/** The n-th order: of an item that depends on it. */
export const order = (at: number, more: Partial<Order> = {}): Order => ({
  id: `order-${at}`,
  customer: 'ann',
  item: at % 3 === 0 ? 'book' : 'pen',
  quantity: 1,
  cents: 100 + at,
  ...more,
});

export const place = async (host: Host, one: Order): Promise<unknown> => await host.call('shop:orders', 'place', [one]);

export const statusOf = async (host: Host, id: string): Promise<unknown> =>
  await host.call('shop:orders', 'status', [id]);

/** Waits until an order has come to a status. */
export async function reaches(host: Host, id: string, status: OrderStatus): Promise<void> {
  await expect.poll(() => statusOf(host, id)).toBe(status);
}

/** Waits until so many orders from 0 on have come to their end, and answers what became of them. */
export async function ends(host: Host, count: number): Promise<readonly unknown[]> {
  const statuses = async (): Promise<readonly unknown[]> =>
    await Promise.all(Array.from({ length: count }, async (_, at) => await statusOf(host, `order-${at}`)));
  await expect
    .poll(async () => (await statuses()).filter((one) => one !== 'shipped' && one !== 'cancelled'))
    .toEqual([]);
  return await statuses();
}

/** What there is of everything: money and goods that are gone, or are there twice, show here. */
export async function books(host: Host) {
  const [balance, earned, pens, books, pensShipped, booksShipped] = await Promise.all([
    host.call('shop:payments', 'balance', ['ann']),
    host.call('shop:payments', 'earned'),
    host.call('shop:shipping', 'inStock', ['pen']),
    host.call('shop:shipping', 'inStock', ['book']),
    host.call('shop:shipping', 'shipped', ['pen']),
    host.call('shop:shipping', 'shipped', ['book']),
  ]);
  return { balance, earned, inStock: { pen: pens, book: books }, shipped: { pen: pensShipped, book: booksShipped } };
}

export async function supply(
  host: Host,
  { cents, pens, books }: Record<'cents' | 'pens' | 'books', number>,
): Promise<void> {
  await host.call('shop:payments', 'deposit', ['ann', cents]);
  await host.call('shop:shipping', 'supply', ['pen', pens]);
  await host.call('shop:shipping', 'supply', ['book', books]);
}
