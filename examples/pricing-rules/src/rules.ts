/** Prices as rules: each sees what the ones before it have made of the price, and says why it changes it. */
import type { u32 } from '@airssys/sdk';

export type Tier = 'standard' | 'gold';

export interface Item {
  readonly sku: string;
  readonly quantity: u32;
  /** List price of one, in cents. */
  readonly cents: u32;
}

export interface Basket {
  readonly items: readonly Item[];
  readonly tier: Tier;
  readonly coupon?: string;
}

export interface Rule {
  readonly name: string;
  /** Cents to take off the price so far; 0 where it does not apply. */
  readonly discount: (basket: Basket, cents: number) => number;
}

/** One line of a bill. */
export interface Step {
  readonly rule: string;
  readonly cents: u32;
}

export interface Bill {
  readonly listCents: u32;
  readonly totalCents: u32;
  /** What was taken off, in the order in which it was. */
  readonly discounts: readonly Step[];
}

const MAX_CENTS = 1_000_000_000;

/** Every rule in turn. No rule makes a price negative, or higher. */
export function priceBy(rules: readonly Rule[], basket: Basket): Bill {
  const listCents = basket.items.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0);
  if (listCents > MAX_CENTS) throw new RangeError(`A basket of ${listCents} cents is not sold without a talk`);
  let totalCents = listCents;
  const discounts: Step[] = [];
  for (const { name, discount } of rules) {
    const cents = Math.min(totalCents, Math.max(0, Math.round(discount(basket, totalCents))));
    if (cents === 0) continue;
    totalCents -= cents;
    discounts.push({ rule: name, cents });
  }
  return { listCents, totalCents, discounts };
}

/** A share for everybody of a tier. */
export const tierDiscount = (tier: Tier, percent: number): Rule => ({
  name: `${tier} customers`,
  discount: (basket, cents) => (basket.tier === tier ? (cents * percent) / 100 : 0),
});

/** A share for whoever has the code. */
export const couponDiscount = (code: string, percent: number): Rule => ({
  name: `coupon ${code}`,
  discount: (basket, cents) => (basket.coupon === code ? (cents * percent) / 100 : 0),
});

/** A share of what is bought in a number. */
export const bulkDiscount = (quantity: number, percent: number): Rule => ({
  name: `${quantity} and more`,
  discount: ({ items }) =>
    items
      .filter((item) => item.quantity >= quantity)
      .reduce((sum, item) => sum + (item.quantity * item.cents * percent) / 100, 0),
});
