import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf } from '../../src/contract/consumer-contract.ts';
import { consumerContract, expectationsOf, type InterfaceMock, mockInterface, mount } from '../../src/index.ts';
import type { Shop } from '../fixtures/importing/src/shop.ts';
import type * as exchange from '../fixtures/importing/wit/generated/acme/rates/exchange.ts';

const SHOP = '../fixtures/importing/src/shop.ts';
const EXCHANGE = 'acme:rates/exchange@1.2.0';

/** A provider in another language. It knows one currency, that begins with U, and gives this much for 1 of it. */
const provider = (rate: number): string => `(component
  (core module $m (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
    (func (export "convert") (param f64 i32 i32) (result i32)
      (if (i32.eq (i32.load8_u (local.get 1)) (i32.const 85))
        (then (i32.store8 (i32.const 0) (i32.const 0))
          (f64.store (i32.const 8) (f64.mul (local.get 0) (f64.const ${rate}))))
        (else (i32.store8 (i32.const 0) (i32.const 1)) (i32.store8 (i32.const 8) (i32.const 0))
          (i32.store (i32.const 12) (local.get 1)) (i32.store (i32.const 16) (local.get 2))))
      (i32.const 0)))
  (core instance $i (instantiate $m))
  (type $fault (variant (case "unknown-currency" string) (case "closed")))
  (func $convert (param "amount" f64) (param "currency" string) (result (result f64 (error $fault)))
    (canon lift (core func $i "convert") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (component $face
    (type $fault (variant (case "unknown-currency" string) (case "closed")))
    (import "t" (type $t (eq $fault)))
    (import "f" (func $f (param "amount" f64) (param "currency" string) (result (result f64 (error $t)))))
    (export $e "fault" (type $t))
    (export "convert" (func $f)
      (func (param "amount" f64) (param "currency" string) (result (result f64 (error $e))))))
  (instance $face (instantiate $face (with "t" (type $fault)) (with "f" (func $convert))))
  (export "${EXCHANGE}" (instance $face)))`;

const dir = mkdtempSync(join(tmpdir(), 'airssys-expectations-'));
const half = join(dir, 'half.wasm');
const third = join(dir, 'third.wasm');
beforeAll(async () => {
  writeFileSync(half, await parse(provider(0.5)));
  writeFileSync(third, await parse(provider(0.25)));
});
afterAll(() => rmSync(dir, { recursive: true }));

const mocked = (): InterfaceMock<typeof exchange> =>
  mockInterface<typeof exchange>(EXCHANGE, {
    convert: async (amount, currency) =>
      await Promise.resolve(
        currency === 'USD'
          ? { ok: true, value: amount / 2 }
          : { ok: false, error: { kind: 'unknown-currency', value: currency } },
      ),
  });

describe('what a consumer counts on', () => {
  test('is what its mock was asked and has answered, each call once', async () => {
    const rates = mocked();
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
    for (const currency of ['USD', 'XXX', 'USD']) await shop.price(10, currency);
    await expect(expectationsOf(shop, rates)).toMatchFileSnapshot('./expectations/shop.contract');
  });

  test('cannot be two answers to one call', async () => {
    const rates = mocked();
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
    await shop.price(10, 'USD');
    rates.convert.throws({ kind: 'closed' });
    await shop.price(10, 'USD');
    expect(() => expectationsOf(shop, rates)).toThrow(
      expect.objectContaining({
        code: 'AIRSSYS_TEST_CONTRACT',
        message: 'convert was answered in two ways for the same arguments',
      }),
    );
  });

  test('is nothing where nothing was called, or the call was ended', async () => {
    const rates = mocked();
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
    expect(() => expectationsOf(shop, rates)).toThrow('Nothing of acme:rates/exchange@1.2.0 was called');
    rates.convert.throws(new Error('no line'));
    await expect(shop.price(10, 'USD')).toTrap();
    expect(() => expectationsOf(shop, rates)).toThrow('Nothing of acme:rates/exchange@1.2.0 was called');
    const other = mockInterface<typeof exchange>('acme:rates/other@1.0.0');
    expect(() => expectationsOf(shop, other)).toThrow('The component does not import acme:rates/other@1.0.0');
  });
});

// A test for each expectation.
consumerContract('./expectations/shop.contract', { mount: async () => await mount(half) });
consumerContract('./expectations/shop.contract', { mount: async () => await mount(third), match: 'shape' });

describe('a provider that answers otherwise', () => {
  test('is seen, by value and by shape', async () => {
    const rates = mocked();
    const shop = await mount<typeof Shop>(SHOP, { imports: [rates] });
    await shop.price(8, 'USD');
    const file = JSON.parse(expectationsOf(shop, rates)) as Parameters<typeof answers>[0];
    expect(await answers(file, third, 'value')).toEqual({
      actual: { ok: true, value: 2 },
      expected: { ok: true, value: 4 },
    });
    expect(await answers(file, third, 'shape')).toEqual({ actual: { ok: 'f64' }, expected: { ok: 'f64' } });
    const closed = { ...file, expectations: [{ function: 'convert', args: [8, 'EUR'], answer: CLOSED }] };
    expect(await answers(closed, third, 'shape')).toEqual({
      actual: { error: { case: 'unknown-currency', of: 'string' } },
      expected: { error: { case: 'closed' } },
    });
  });
});

const CLOSED = { ok: false, error: { kind: 'closed' } };

async function answers(
  file: {
    readonly interface: Parameters<typeof answerOf>[0];
    readonly expectations: readonly Parameters<typeof answerOf>[1][];
  },
  provider: string,
  match: 'value' | 'shape',
): Promise<unknown> {
  const [first] = file.expectations;
  if (first === undefined) throw new Error('there is none');
  return await answerOf(file.interface, first, { mount: async () => await mount(provider), match });
}

test('a file that has none is refused', () => {
  const file = join(dir, 'none.json');
  writeFileSync(file, '{}');
  expect(() => consumerContract(file, { mount: async () => await mount(half) })).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_TEST_CONTRACT' }),
  );
});
