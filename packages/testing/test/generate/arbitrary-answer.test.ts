import fc from '../../../../test/properties.ts';
import { expect, expectTypeOf, test } from 'vitest';
import { arbitrary, arbitraryAnswer } from '../../src/generate/index.ts';
import { mockInterface, mount } from '../../src/index.ts';
import type { Shop } from '../fixtures/importing/src/shop.ts';
import type * as exchange from '../fixtures/importing/wit/generated/acme/rates/exchange.ts';

const SHOP = '../fixtures/importing/src/shop.ts';

test('whatever an imported function answers, and whatever is asked', async () => {
  const rates = mockInterface<typeof exchange>('acme:rates/exchange@1.2.0');
  const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
  const answers = arbitraryAnswer(shop, rates, 'convert');
  expectTypeOf(answers).toEqualTypeOf<fc.Arbitrary<ReturnType<typeof exchange.convert>>>();
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(answers, arbitrary(shop, 'price'), async (answer, [amount, currency]) => {
      rates.convert.returns(answer);
      kinds.add(answer.ok ? 'value' : answer.error.kind);
      const said = answer.ok
        ? `${answer.value} EUR`
        : answer.error.kind === 'closed'
          ? 'closed'
          : `no ${answer.error.value}`;
      expect(await shop.price(amount, currency)).toBe(said);
    }),
    { seed: 1, numRuns: 60 },
  );
  expect(kinds).toEqual(new Set(['value', 'closed', 'unknown-currency']));
});

test('what it does not import is refused', async () => {
  const rates = mockInterface<typeof exchange>('acme:rates/exchange@1.2.0');
  const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
  const older = mockInterface<typeof exchange>('acme:rates/exchange@1.1.0');
  expect(() => arbitraryAnswer(shop, older, 'convert')).toThrow(
    expect.objectContaining({
      code: 'AIRSSYS_TEST_GENERATE',
      message: 'The component does not import acme:rates/exchange@1.1.0#convert',
      hint: expect.stringContaining('acme:rates/exchange@1.2.0#convert'),
    }),
  );
});
