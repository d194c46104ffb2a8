import { mount, mockInterface } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Prices } from '../src/prices.ts';
import type { Shop } from '../src/shop.ts';
import type * as operations from '../wit/generated/{{namespace}}/prices/operations.js';

const PRICES = '{{namespace}}:prices/operations@0.1.0';

test('both together: the one answers what the other asks', async () => {
  const prices = await mount<typeof Prices>('../src/prices.ts');
  const shop = await mount<typeof Shop>('../src/shop.ts', { imports: { [PRICES]: prices.$.instance } });
  expect(await prices.price('bread')).toBe(320);
  expect(
    await shop.total([
      { article: 'apple', count: 2 },
      { article: 'bread', count: 1 },
    ]),
  ).toBe(400);
  await expect(shop.total([{ article: 'gold', count: 1 }])).rejects.toMatchObject({
    name: 'NotSoldError',
    message: 'there is no gold',
  });
});

test('the shop alone, with prices that the test makes up', async () => {
  const prices = mockInterface<typeof operations>(PRICES);
  prices.price.returns({ ok: true, value: 7 });
  const shop = await mount<typeof Shop>('../src/shop.ts', { imports: [prices] });
  expect(await shop.total([{ article: 'anything', count: 3 }])).toBe(21);
  expect(prices.price.calls).toEqual([['anything']]);
});
