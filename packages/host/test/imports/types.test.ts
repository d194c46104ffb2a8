import { expect, expectTypeOf, test } from 'vitest';
import type { ImportProviders, ProviderOf } from '../../src/index.ts';
import type * as exchange from '../fixtures/importing/wit/generated/acme/rates/exchange.ts';
import type * as sessions from '../fixtures/importing/wit/generated/acme/rates/sessions.ts';

// Checked by the compiler; never called.
function _types(): void {
  const rates: ProviderOf<typeof exchange> = {
    convert: async (amount, rate) => await Promise.resolve({ ok: true, value: amount * rate.factor }),
    check: () => ({ ok: true, value: undefined }),
    count: () => 1,
  };
  ({ 'acme:rates/exchange@1.2.0': rates }) satisfies ImportProviders;
  expectTypeOf(rates.convert).parameter(1).toEqualTypeOf<exchange.Rate>();

  // @ts-expect-error `count` is missing
  ({ convert: rates.convert, check: rates.check }) satisfies ProviderOf<typeof exchange>;
  // @ts-expect-error a number is wanted
  ({ ...rates, count: () => '1' }) satisfies ProviderOf<typeof exchange>;
  // @ts-expect-error there is no such case
  ({ ...rates, convert: () => ({ ok: false, error: { kind: 'open' } }) }) satisfies ProviderOf<typeof exchange>;

  class Session {
    readonly label: string;
    constructor(label: string) {
      this.label = label;
    }
    name(): string {
      return this.label;
    }
    async quote(): Promise<{ readonly ok: true; readonly value: number }> {
      return await Promise.resolve({ ok: true, value: 1 });
    }
  }
  expectTypeOf<typeof Session>().toExtend<NonNullable<ProviderOf<typeof sessions>['Session']>>();
}

test('the types are as the compiler was told', () => {
  expect(_types).toBeTypeOf('function');
});
