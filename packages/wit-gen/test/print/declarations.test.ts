import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyzeComponent, printDeclarations } from '../../src/index.ts';
import { Workspace } from '../support/workspace.ts';

const TSC = join(import.meta.dirname, '../../../../node_modules/.bin/tsc');
const fixture = join(import.meta.dirname, '../fixtures/orders.ts');

/** What tsc, strict and without any types around, says of the files. */
function check(workspace: Workspace, ...files: readonly string[]): string {
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--types',
    '',
    '--lib',
    'es2024',
  ];
  try {
    const paths = files.map((file) => workspace.path(file));
    return execFileSync(TSC, ['--noEmit', '--ignoreConfig', '--allowImportingTsExtensions', ...strict, ...paths], {
      encoding: 'utf8',
    });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

test('a rich class', () => {
  const workspace = new Workspace();
  const { model } = analyzeComponent({ entry: fixture });
  const text = printDeclarations(model!);
  expect(text).toMatchInlineSnapshot(`
    "/** 32-bit unsigned integer. */
    export type u32 = number;

    /** 64-bit unsigned integer. */
    export type u64 = bigint;

    /** 8-bit unsigned integer. */
    export type u8 = number;

    /** One Unicode scalar value. */
    export type char = string;

    /** Success with a value or failure with an error. */
    export type Result<T, E> =
      | { readonly ok: true; readonly value: T }
      | { readonly ok: false; readonly error: E };

    /** A line of an order. */
    export interface OrderLine {
      /** Stock keeping unit. */
      readonly sku: string;
      readonly quantity: u32;
      readonly note?: string | undefined;
      readonly giftWrap: boolean | null;
    }

    /** How soon. */
    export type Priority =
      /** Some day. */
      | 0
      | 5
      /** Now. */
      | 6;

    export type Currency =
      | 'USD'
      | 'EUR'
      | 'CHF';

    /** An amount in the smallest unit of its currency. */
    export interface Money {
      readonly cents: u64;
      readonly currency: Currency;
    }

    export interface PaymentFailed {
      readonly reason: string;
      readonly attempts: u8;
      readonly next?: u64 | undefined;
    }

    /** What became of a payment. */
    export type Payment =
      /** Nothing was paid yet. */
      | { readonly status: 'open' }
      | { readonly status: 'paid'; readonly amount: Money }
      /** The card was refused. */
      | ({ readonly status: 'failed' } & PaymentFailed);

    export interface OrderShipTo {
      readonly street: string;
      readonly zip?: string | undefined;
    }

    /** An order, as the shop has it. */
    export interface Order {
      readonly id: string;
      readonly lines: readonly OrderLine[];
      readonly priority: Priority;
      readonly payment: Payment;
      readonly shipTo: OrderShipTo;
      readonly initial: char;
      readonly position: readonly [number, number];
      readonly attachment?: Uint8Array | undefined;
    }

    export type PlaceError =
      | 'sold-out'
      | 'refused';

    export type ListFilterLevel =
      | 'low'
      | 'high';

    export interface ListFilter {
      readonly level: ListFilterLevel;
    }

    export interface OrderSummary {
      readonly id: string;
      readonly priority: Priority;
      readonly total: Money;
    }

    /** Part of a longer list. */
    export interface PageOrderSummary {
      readonly items: readonly OrderSummary[];
      readonly next?: string | undefined;
    }

    export interface OrderPatch {
      readonly lines?: readonly OrderLine[] | undefined;
      readonly priority?: Priority | undefined;
      readonly shipTo?: OrderShipTo | undefined;
      readonly initial?: char | undefined;
      readonly position?: readonly [number, number] | undefined;
      readonly attachment?: Uint8Array | undefined;
    }

    /**
     * Takes orders and keeps them. The second sentence is not
     * the description.
     */
    export interface Orders {
      /**
       * Places an order, once.
       *
       * @param order What to order.
       * @param urgent Whether to hurry.
       */
      place(order: Order, urgent?: boolean): Result<u64, PlaceError>;
      find(orderId: string, from?: u64): Order | undefined;
      list(page: u32, filter: ListFilter | null): PageOrderSummary;
      patch(id: string, patch: OrderPatch): Result<void, string>;
      clear(): void;
    }
    "
  `);
  workspace.write('orders.d.ts', text);
  workspace.write(
    'use.ts',
    `import type { Orders, Order, Payment } from './orders.d.ts';
declare const orders: Orders;
declare const order: Order;
const placed = orders.place(order);
if (placed.ok) placed.value satisfies bigint;
else placed.error satisfies 'sold-out' | 'refused';
orders.find('a')?.payment satisfies Payment | undefined;
orders.list(1, null).items[0]?.total.cents satisfies bigint | undefined;
const paid: Payment = { status: 'failed', reason: 'r', attempts: 1 };
if (paid.status === 'failed') paid.reason satisfies string;
// @ts-expect-error the reason is missing
const wrong: Payment = { status: 'failed', attempts: 1 };
export { wrong };
`,
  );
  expect(check(workspace, 'orders.d.ts', 'use.ts')).toBe('');
});

test('names that would clash, keys that need quotes, and literals that need escapes', () => {
  const workspace = new Workspace();
  const { model, diagnostics } = workspace.members(
    `  @operation() run(a: Sample2, b: { 'content-type': string; plain: u8 }, c: Kind, q: Quoted, d: (string | undefined)[]): R { throw 1; }
  @operation() both(first: boolean, second?: string, third: u64 = 1n, last?: [u32, (u32 | null)[]]): Result<void, Uint8Array[]> { throw 1; }
  @operation() middle(first: string | undefined, second = 1, third: string): void {}`,
    `interface Sample2 { x: u32 }
type R = { 'a-b': false; yes: boolean; no: boolean } | { 'a-b': true; value: string };
/** Ends here: *\\/ no, here. */
type Kind = 'it_s' | 'a_b';
enum Quoted { Apostrophe = "it's", Quotes = '"' }`,
  );
  expect(diagnostics).toEqual([]);
  const text = printDeclarations({ ...model!, className: 'Sample2' });
  expect(text).toMatchInlineSnapshot(`
    "/** 32-bit unsigned integer. */
    export type u32 = number;

    /** 8-bit unsigned integer. */
    export type u8 = number;

    /** 64-bit unsigned integer. */
    export type u64 = bigint;

    /** Success with a value or failure with an error. */
    export type Result<T, E> =
      | { readonly ok: true; readonly value: T }
      | { readonly ok: false; readonly error: E };

    export interface Sample2Type {
      readonly x: u32;
    }

    export interface RunB {
      readonly 'content-type': string;
      readonly plain: u8;
    }

    /** Ends here: *\\/ no, here. */
    export type Kind =
      | 'it_s'
      | 'a_b';

    export type Quoted =
      | 'it\\'s'
      | '"';

    export interface RFalse {
      readonly yes: boolean;
      readonly no: boolean;
    }

    export type R =
      | ({ readonly 'a-b': false } & RFalse)
      | { readonly 'a-b': true; readonly value: string };

    export interface Sample2 {
      run(a: Sample2Type, b: RunB, c: Kind, q: Quoted, d: readonly (string | undefined)[]): R;
      both(first: boolean, second?: string, third?: u64, last?: readonly [u32, readonly (u32 | null)[]]): Result<void, readonly Uint8Array[]>;
      middle(first: string | undefined, second: number | undefined, third: string): void;
    }
    "
  `);
  workspace.write('sample.d.ts', text);
  expect(check(workspace, 'sample.d.ts')).toBe('');
});

test('what TypeScript has several spellings for', () => {
  const workspace = new Workspace();
  const { model, diagnostics } = workspace.members(
    `  @operation() sets(a: Set<string | undefined>, b?: ReadonlySet<Point>): Set<u8>[] { return []; }
  @operation() maps(a: Map<u32, Point[]>): ReadonlyMap<string, ReadonlyMap<string, boolean>> { return new Map(); }
  @operation() records(a: Record<string, Point>): { [key: string]: u64 }[] { return []; }
  @operation() arrays(a: Int8Array, b: BigUint64Array[]): Float64Array { throw a; }
  @operation() dates(a: Date, b?: Span): Date[] { return [a]; }
  @operation() flags(a: Rights): Rights | undefined { return a; }`,
    'interface Point { x: number }\ninterface Span { from: Date; to: Date | null }\n' +
      "import type { Flags } from '@airssys/sdk';\ntype Rights = Flags<'read' | 'write'>;",
  );
  expect(diagnostics).toEqual([]);
  const text = printDeclarations(model!);
  expect(text.slice(text.indexOf('export type Rights'))).toMatchInlineSnapshot(`
    "export type Rights = ReadonlySet<
      | 'read'
      | 'write'
    >;

    export interface Sample {
      sets(a: ReadonlySet<string | undefined>, b?: ReadonlySet<Point>): readonly ReadonlySet<u8>[];
      maps(a: ReadonlyMap<u32, readonly Point[]>): ReadonlyMap<string, ReadonlyMap<string, boolean>>;
      records(a: { readonly [key: string]: Point }): readonly { readonly [key: string]: u64 }[];
      arrays(a: Int8Array, b: readonly BigUint64Array[]): Float64Array;
      dates(a: Date, b?: Span): readonly Date[];
      flags(a: Rights): Rights | undefined;
    }
    "
  `);
  workspace.write('sample.d.ts', text);
  workspace.write(
    'use.ts',
    `import type { Sample } from './sample.d.ts';
declare const sample: Sample;
sample.sets(new Set(['a', undefined]), new Set([{ x: 1 }])) satisfies readonly ReadonlySet<number>[];
sample.maps(new Map([[1, [{ x: 1 }]]])).get('a')?.get('b') satisfies boolean | undefined;
sample.records({ a: { x: 1 } })[0]?.['a'] satisfies bigint | undefined;
sample.arrays(new Int8Array(1), [new BigUint64Array(1)]) satisfies Float64Array;
sample.dates(new Date(0), { from: new Date(0), to: null })[0]?.getTime();
sample.flags(new Set(['read']))?.has('write') satisfies boolean | undefined;
`,
  );
  expect(check(workspace, 'sample.d.ts', 'use.ts')).toBe('');
});
