import { isAirssysError } from '@airssys/model';
import { describe, expect, test } from 'vitest';
import { mockInterface, mount } from '../src/index.ts';
import type { Shop } from './fixtures/importing/src/shop.ts';
import type * as exchange from './fixtures/importing/wit/generated/acme/rates/exchange.ts';

const SHOP = './fixtures/importing/src/shop.ts';
const EXCHANGE = 'acme:rates/exchange@1.2.0';

const textOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'nothing',
    (error: unknown) => (isAirssysError(error) ? `${error.code}: ${error.message}` : String(error)),
  );

describe('a mock of an imported interface', () => {
  test('answers, fails, does as it is told, and knows its calls', async () => {
    const rates = mockInterface<typeof exchange>(EXCHANGE);
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });

    rates.convert.returns({ ok: true, value: 9 });
    expect(await shop.price(10, 'USD')).toBe('9 EUR');
    rates.convert.throws({ kind: 'unknown-currency', value: 'XXX' });
    expect(await shop.price(10, 'XXX')).toBe('no XXX');
    rates.convert.returns({ ok: false, error: { kind: 'closed' } });
    expect(await shop.price(10, 'USD')).toBe('closed');
    rates.convert.implement(
      async (amount, currency) => await Promise.resolve({ ok: true, value: currency === 'USD' ? amount / 2 : amount }),
    );
    expect(await shop.price(10, 'USD')).toBe('5 EUR');
    rates.currencies.returns(['EUR', 'USD']);
    expect(await shop.known()).toEqual(['EUR', 'USD']);

    expect(rates.convert.calls).toEqual([
      [10, 'USD'],
      [10, 'XXX'],
      [10, 'USD'],
      [10, 'USD'],
    ]);
    expect(shop.$.calls.at(-1)).toEqual({ service: EXCHANGE, function: 'currencies', args: [] });
    expect(shop.$.audit.at(-1)).toMatchObject({ area: 'import', resource: EXCHANGE, allowed: true });
  });

  test('has classes for resources, and answers from the start', async () => {
    class Session {
      readonly name: string;
      constructor(name: string) {
        this.name = name;
      }
      quote(amount: number): number {
        return amount + this.name.length;
      }
    }
    const rates = mockInterface<typeof exchange>(EXCHANGE, { Session, currencies: () => ['EUR'] });
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
    expect(await shop.quote(1)).toBe(5);
    expect(await shop.known()).toEqual(['EUR']);
  });

  test('refuses what it was not told, by name', async () => {
    const rates = mockInterface<typeof exchange>(EXCHANGE);
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
    expect(await textOf(shop.known())).toMatchInlineSnapshot(
      `"AIRSSYS_TRAP_HOST_ERROR: The host's acme:rates/exchange#currencies failed: acme:rates/exchange@1.2.0#currencies is not mocked"`,
    );
    const other = await mount<typeof Shop>(SHOP, { imports: [rates] });
    expect(await textOf(other.quote(1))).toMatchInlineSnapshot(
      `"AIRSSYS_TRAP_HOST_ERROR: The host's acme:rates/exchange#[constructor]session failed: acme:rates/exchange@1.2.0#Session is not mocked"`,
    );
  });

  test('is told by function and path of an answer that is not of the type', async () => {
    const rates = mockInterface<typeof exchange>(EXCHANGE);
    // A test in plain JavaScript.
    rates.currencies.returns(['EUR', 5 as never]);
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
    expect(await textOf(shop.known())).toMatchInlineSnapshot(
      `"AIRSSYS_TRAP_HOST_ERROR: The host's acme:rates/exchange#currencies failed: result[1]: expected a string, got 5"`,
    );
  });
});

test('functions stand in for an interface too; what is missing is refused when it is called', async () => {
  const imports = { [EXCHANGE]: { convert: (amount: number) => ({ ok: true, value: amount * 2 }) } };
  const shop = await mount<typeof Shop>(SHOP, { imports });
  expect(await shop.price(2, 'USD')).toBe('4 EUR');
  expect(shop.$.calls).toEqual([{ service: EXCHANGE, function: 'convert', args: [2, 'USD'] }]);
  expect(await textOf(shop.known())).toMatchInlineSnapshot(
    `"AIRSSYS_TRAP_HOST_ERROR: The host's acme:rates/exchange#currencies failed: acme:rates/exchange@1.2.0#currencies is not mocked"`,
  );
});

test('an interface that nobody stands in for is refused by its name', async () => {
  expect(await textOf(mount<typeof Shop>(SHOP))).toMatchInlineSnapshot(
    `"AIRSSYS_SANDBOX_IMPORT_MISSING: Nobody provides what test:shop imports: acme:rates/exchange@1.2.0"`,
  );
});

// Checked by the compiler; never called.
function _types(): void {
  const rates = mockInterface<typeof exchange>(EXCHANGE);
  // @ts-expect-error the value is a number
  rates.convert.returns({ ok: true, value: '9' });
  // @ts-expect-error there is no such case
  rates.convert.throws({ kind: 'open' });
  // @ts-expect-error the first argument is a number
  rates.convert.implement((amount: string) => ({ ok: true, value: amount.length }));
  // @ts-expect-error a class is no function
  rates.Session.returns(1);
  // @ts-expect-error there is no such function
  rates.rate.returns(1);
  // @ts-expect-error a list is wanted
  mockInterface<typeof exchange>(EXCHANGE, { currencies: () => 'EUR' });
}

test('the types are as the compiler was told', () => {
  expect(_types).toBeTypeOf('function');
});
