/** The shop at the till of another component: what it does with prices, and what it counts on. */
import { expectationsOf, fakeStorage, mockInterface, mount } from '@airssys/testing';
import { arbitrary, arbitraryAnswer } from '@airssys/testing/generate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkout } from '../src/checkout.ts';
import type { Pricing } from '../src/pricing.ts';
import type { Basket } from '../src/rules.ts';
import type * as operations from '../wit/generated/demo/pricing/operations.ts';

const PRICING = 'demo:pricing/operations@1.0.0';
const ENTRY = '../src/checkout.ts';
const grants = ['storage'];
const basket = (change: Partial<Basket> = {}): Basket => ({
  items: [{ sku: 'tea', quantity: 2, cents: 1_000 }],
  tier: 'standard',
  ...change,
});

test('what was sold once is not dearer the next day', async () => {
  const pricing = mockInterface<typeof operations>(PRICING);
  const storage = fakeStorage();
  const checkout = await mount<typeof Checkout>(ENTRY, { grants, imports: [pricing], fakes: { storage } });
  pricing.price.returns({ listCents: 2_000, totalCents: 2_000, discounts: [] });
  expect(await checkout.sell('o1', basket())).toEqual({ ok: true, value: 2_000 });
  pricing.price.returns({ listCents: 3_000, totalCents: 3_000, discounts: [] });
  expect(await checkout.sell('o1', basket())).toEqual({ ok: true, value: 2_000 });
  expect(pricing.price.calls).toEqual([[basket()]]);
  expect(checkout.$.calls).toMatchObject([{ service: PRICING, function: 'price' }]);
  expect(await storage.texts()).toEqual({ 'sold/o1': '2000' });
});

test('where nobody knows a price, nothing is sold', async () => {
  const pricing = mockInterface<typeof operations>(PRICING);
  pricing.price.throws(new Error('closed for stocktaking'));
  const storage = fakeStorage();
  const checkout = await mount<typeof Checkout>(ENTRY, { grants, imports: [pricing], fakes: { storage } });
  await expect(checkout.sell('o1', basket())).toTrap('host-error', 'closed for stocktaking');
  expect(await storage.texts()).toEqual({});
});

test('a bill that does not add up is not believed, whatever it says', async () => {
  const pricing = mockInterface<typeof operations>(PRICING);
  const storage = fakeStorage();
  const checkout = await mount<typeof Checkout>(ENTRY, { grants, imports: [pricing], fakes: { storage } });
  const asked = fc.tuple(arbitrary(checkout, 'sell'), arbitraryAnswer(checkout, pricing, 'price'));
  await fc.assert(
    fc.asyncProperty(asked, async ([[, given], bill]) => {
      await storage.delete('sold/o');
      pricing.price.returns(bill);
      const sold = await checkout.sell('o', given);
      const off = bill.discounts.reduce((sum, { cents }) => sum + cents, 0);
      expect(sold.ok).toBe(bill.totalCents + off === bill.listCents);
      expect(await storage.texts()).toEqual(sold.ok ? { 'sold/o': String(bill.totalCents) } : {});
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('sells at the prices that there are', async () => {
  await using pricing = await mount<typeof Pricing>('../src/pricing.ts');
  const checkout = await mount<typeof Checkout>(ENTRY, { grants, imports: { [PRICING]: pricing.$.instance } });
  expect(await checkout.sell('o1', basket({ tier: 'gold' }))).toEqual({ ok: true, value: 1_800 });
});

test('says what it counts on', async () => {
  const pricing = mockInterface<typeof operations>(PRICING, {
    price: ({ tier }) =>
      tier === 'gold'
        ? { listCents: 2_000, totalCents: 1_800, discounts: [{ rule: 'gold customers', cents: 200 }] }
        : { listCents: 2_000, totalCents: 2_000, discounts: [] },
  });
  const checkout = await mount<typeof Checkout>(ENTRY, { grants, imports: [pricing] });
  await checkout.sell('o1', basket());
  await checkout.sell('o2', basket({ tier: 'gold' }));
  // Of both versions of the prices, in pricing.test.ts.
  await expect(expectationsOf(checkout, pricing)).toMatchFileSnapshot('./expectations/checkout.contract');
});
