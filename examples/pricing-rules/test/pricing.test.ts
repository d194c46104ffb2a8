import { consumerContract, contract, mount, type Mounted } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Pricing } from '../src/pricing.ts';
import type { Pricing as NextPricing } from '../src/pricing-next.ts';
import type { Basket } from '../src/rules.ts';

const item = (quantity: number, cents: number): Basket['items'][number] => ({ sku: 'tea', quantity, cents });
const basket = (change: Partial<Basket> = {}): Basket => ({ items: [item(2, 1_000)], tier: 'standard', ...change });

type Mount = () => Promise<Pick<Mounted<typeof Pricing>, 'price'>>;
const current =
  (engine: 'quickjs' | 'starlingmonkey'): Mount =>
  async () =>
    await mount<typeof Pricing>('../src/pricing.ts', { engine });

// What customers were promised holds for the version that runs, on both engines, and for the one that is to come.
contract(
  'prices',
  [
    { name: '1.0.0', mount: current('quickjs') },
    { name: '1.0.0 with StarlingMonkey', mount: current('starlingmonkey') },
    { name: '1.1.0', mount: (async () => await mount<typeof NextPricing>('../src/pricing-next.ts')) as Mount },
  ],
  (build) => {
    test('a basket without anything to it costs its list price', async () => {
      expect(await (await build.mount()).price(basket())).toEqual({
        listCents: 2_000,
        totalCents: 2_000,
        discounts: [],
      });
    });

    test('gold customers pay a tenth less, and coupons count from there', async () => {
      const { totalCents, discounts } = await (await build.mount()).price(basket({ tier: 'gold', coupon: 'SPRING' }));
      expect(totalCents).toBe(1_710);
      expect(discounts).toEqual([
        { rule: 'gold customers', cents: 200 },
        { rule: 'coupon SPRING', cents: 90 },
      ]);
    });

    test('a bill adds up', async () => {
      const pricing = await build.mount();
      for (const quantity of [0, 1, 9, 10, 333]) {
        const { listCents, totalCents, discounts } = await pricing.price(
          basket({ items: [item(quantity, 333), item(1, 1)], tier: 'gold', coupon: 'SPRING' }),
        );
        expect(totalCents + discounts.reduce((sum, { cents }) => sum + cents, 0)).toBe(listCents);
      }
    });

    test('a basket without measure is refused', async () => {
      const pricing = await build.mount();
      await expect(pricing.price(basket({ items: [item(4_000_000_000, 4_000_000_000)] }))).rejects.toThrow('not sold');
    });
  },
);

// What the shop at the till counts on, as its own tests have written it.
const CHECKOUT = './expectations/checkout.contract';
consumerContract(CHECKOUT, { mount: async () => await mount('../src/pricing.ts') });
consumerContract(CHECKOUT, {
  mount: async () => await mount('../src/pricing-next.ts'),
  interface: 'demo:pricing/operations@1.1.0',
});

test('the next version takes less for ten of a thing', async () => {
  const pricing = await mount<typeof NextPricing>('../src/pricing-next.ts');
  expect(await pricing.price(basket({ items: [item(10, 100), item(9, 100)] }))).toMatchObject({
    totalCents: 1_700,
    discounts: [{ rule: '10 and more', cents: 200 }],
  });
  expect(await pricing.rules()).toEqual(['10 and more', 'gold customers', 'coupon SPRING']);
});
