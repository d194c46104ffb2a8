import { expect, test } from 'vitest';
import { printDeclarations } from '../../src/index.ts';
import { validateWit } from '../support/wit-tools.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();

const DECLARATIONS = `/**
 * An order.
 *
 * @name purchase
 */
interface Order {
  /** Which one. @name not-a-line-of-its-own */
  id: u32;
  /**
   * In cents.
   * @name total-cents
   */
  totalInCents: u64;
  /** @name größe */
  größe?: string;
}
/** @name sheet */
interface Page<T> { items: T[] }
/** @name state */
type Status =
  /** @name waiting */
  | '1 – new'
  /** Done. */
  | 'done';
enum Colour {
  /** @name dark-red */
  'Rouge foncé' = 1,
  Blue = 2,
}
type Event_ =
  /** It went well.
   * @name success */
  | { kind: '✓'; order: Order }
  | { kind: 'other' };
type Getters<T> = { [K in keyof T as \`get\${Capitalize<string & K>}\`]: T[K] };
@name('too-much')
class TooMuchAtOnce extends Error {}`;

test('names that the author chooses, in WIT only', async () => {
  const members = `  /** Takes one. */
  @operation() @name('place-order') @throws(TooMuchAtOnce) placeOrder(/** @name purchase-id */ id: u32, order: Order): Page<Order> { throw 1; }
  /** @name colour-of */
  @operation() färbe(status: Status): Colour { throw 1; }
  @operation() happened(events: Event_[], got: Getters<Pick<Order, 'id' | 'totalInCents'>>): Partial<Order> { throw 1; }`;
  const declarations = DECLARATIONS.replace('/** @name größe */', '/** @name size */');
  const wit = workspace.wit(members, declarations);
  expect(wit).toMatchInlineSnapshot(`
    "/// An order.
    record purchase {
      /// Which one.
      id: u32,
      /// In cents.
      total-cents: u64,
      size: option<string>,
    }

    record sheet-purchase {
      items: list<purchase>,
    }

    record too-much {
      message: string,
    }

    enum state {
      waiting,
      /// Done.
      done,
    }

    enum colour {
      dark-red,
      blue,
    }

    variant event {
      /// It went well.
      success(purchase),
      other,
    }

    record happened-got {
      get-id: u32,
      get-total-in-cents: u64,
    }

    record partial-purchase {
      /// Which one.
      id: option<u32>,
      /// In cents.
      total-cents: option<u64>,
      size: option<string>,
    }

    /// Takes one.
    place-order: func(purchase-id: u32, order: purchase) -> result<sheet-purchase, too-much>;

    colour-of: func(status: state) -> colour;

    happened: func(events: list<event>, got: happened-got) -> partial-purchase;"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${wit}\n}\nworld component { export operations; }`);
  const { model } = workspace.members(members, declarations);
  if (model === undefined) throw new Error('no model');
  expect(printDeclarations(model)).toMatchInlineSnapshot(`
    "/** 32-bit unsigned integer. */
    export type u32 = number;

    /** 64-bit unsigned integer. */
    export type u64 = bigint;

    /** An order. */
    export interface Order {
      /** Which one. */
      readonly id: u32;
      /** In cents. */
      readonly totalInCents: u64;
      readonly größe?: string | undefined;
    }

    export interface PagePurchase {
      readonly items: readonly Order[];
    }

    export interface TooMuchAtOnce extends Error {
      readonly name: 'TooMuchAtOnce';
    }

    export type Status =
      | '1 – new'
      /** Done. */
      | 'done';

    export type Colour =
      | 1
      | 2;

    export type Event_ =
      /** It went well. */
      | { readonly kind: '✓'; readonly order: Order }
      | { readonly kind: 'other' };

    export interface HappenedGot {
      readonly getId: u32;
      readonly getTotalInCents: u64;
    }

    export interface PartialPurchase {
      /** Which one. */
      readonly id?: u32 | undefined;
      /** In cents. */
      readonly totalInCents?: u64 | undefined;
      readonly größe?: string | undefined;
    }

    export interface Sample {
      /**
       * Takes one.
       *
       * @throws {@link TooMuchAtOnce}
       */
      placeOrder(id: u32, order: Order): PagePurchase;
      färbe(status: Status): Colour;
      happened(events: readonly Event_[], got: HappenedGot): PartialPurchase;
    }
    "
  `);
});

test('what is no name, and names that are taken', () => {
  expect(
    workspace.wit(
      `  @operation() @name('Place_Order') place(order: Order): void {}
  @operation() @name(CHOSEN + '-x') other(/** @name same */ a: u32, /** @name same */ b: u32): void {}
  @operation() @name('place') third(it: Twice): void {}`,
      `${DECLARATIONS}
const CHOSEN: string = 'x';
interface Twice { /** @name one */ a: u8; one: u8 }`,
    ),
  ).toMatchInlineSnapshot(`
    "entry.ts:19:3 - error AIRSSYS_WIT_NAME: 'größe' in @name is not a name in WIT

    18 |   /** @name größe */
    19 |   größe?: string;
       |   ^~~~~
    20 | }

    hint: WIT names are words of lower-case letters and digits that start with a
          letter, joined by hyphens: order-id.

    entry.ts:19:3 - error AIRSSYS_WIT_NAME: field 'größe' of Order has no name in WIT

    18 |   /** @name größe */
    19 |   größe?: string;
       |   ^~~~~
    20 | }

    hint: WIT names are words of ASCII letters and digits that start with a
          letter: rename it.

    entry.ts:46:22 - error AIRSSYS_WIT_NAME: 'Place_Order' in @name is not a name in WIT

    45 | export class Sample {
    46 |   @operation() @name('Place_Order') place(order: Order): void {}
       |                      ^~~~~~~~~~~~~
    47 |   @operation() @name(CHOSEN + '-x') other(/** @name same */ a: u32, /**

    hint: WIT names are words of lower-case letters and digits that start with a
          letter, joined by hyphens: order-id.

    entry.ts:47:22 - error AIRSSYS_WIT_NOT_LITERAL: the name in @name is not a string literal

    46 |   @operation() @name('Place_Order') place(order: Order): void {}
    47 |   @operation() @name(CHOSEN + '-x') other(/** @name same */ a: u32, /**
       |                      ^~~~~~~~~~~~~
    48 |   @operation() @name('place') third(it: Twice): void {}

    hint: The build reads it without running the code: write it in place, as in
          @name('order-id').

    entry.ts:47:87 - error AIRSSYS_WIT_NAME_COLLISION: the parameters 'a' and 'b' of 'other' are both 'same' in WIT

    46 |
    47 | , /** @name same */ b: u32): void {}
       |                     ^
    48 |

    hint: Rename one of them, or choose its name in WIT with @name.

    entry.ts:48:31 - error AIRSSYS_WIT_NAME_COLLISION: the operation 'third' and 'place' in line 46 are both 'place' in WIT

    47 |   @operation() @name(CHOSEN + '-x') other(/** @name same */ a: u32, /**
    48 |   @operation() @name('place') third(it: Twice): void {}
       |                               ^~~~~
    49 | }

    hint: Rename one of them, or choose its name in WIT with @name."
  `);
});

test('the component itself is called by its id', () => {
  const text = `import { component, name, operation } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
@name('other')
export class Sample { @operation() run(): void {} }`;
  expect(workspace.report(workspace.source(text))).toMatchInlineSnapshot(`
    "entry.ts:3:1 - error AIRSSYS_WIT_DECORATOR: @name is not for the component class

    2 | @component({ id: 'acme:sample', version: '1.0.0' })
    3 | @name('other')
      | ^~~~~~~~~~~~~~
    4 | export class Sample { @operation() run(): void {} }

    hint: Its name in WIT is that in its id: @component({ id: 'acme:counter', …
          })."
  `);
});
