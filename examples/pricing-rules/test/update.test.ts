/** New rules for some of the customers first. */
import type { Canary } from '@airssys/host';
import { expect, test } from 'vitest';
import type { Basket, Bill } from '../src/rules.ts';
import { built, openedHost } from './host.ts';

const ID = 'demo:pricing';
const BASKET: Basket = { items: [{ sku: 'tea', quantity: 10, cents: 100 }], tier: 'standard' };
const CUSTOMERS = Array.from({ length: 30 }, (_, at) => `customer-${at}`);

const CANARY: Canary = {
  kind: 'canary',
  steps: [
    { weight: 30, calls: 60 },
    { weight: 100, calls: 30 },
  ],
  guard: { minCalls: 5, maxErrorRate: 0 },
};

test('a customer has one price all along, and in the end everybody has the new one', async () => {
  const host = await openedHost();
  await host.install(await built('../src/pricing.ts'), { instances: 1 });
  await host.start(ID);
  const priceFor = async (customer: string): Promise<number> =>
    ((await host.call(ID, 'price', [BASKET], { key: customer })) as Bill).totalCents;

  const over = new AbortController();
  const update = host.update(ID, await built('../src/pricing-next.ts'), { strategy: CANARY }).finally(() => {
    over.abort();
  });
  const seen = new Map<string, number[]>();
  while (!over.signal.aborted) {
    for (const customer of CUSTOMERS) seen.set(customer, [...(seen.get(customer) ?? []), await priceFor(customer)]);
  }
  await update;

  // Whoever has had the lower price keeps it.
  for (const prices of seen.values()) expect(prices.toSorted((a, b) => b - a)).toEqual(prices);
  expect(await Promise.all(CUSTOMERS.map(priceFor))).toEqual(CUSTOMERS.map(() => 800));
  expect(host.get(ID)).toMatchObject({ state: 'running', version: '1.1.0' });
});
