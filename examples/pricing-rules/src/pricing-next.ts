import { component, operation } from '@airssys/sdk';
import { type Basket, bulkDiscount, couponDiscount, type Bill, priceBy, tierDiscount } from './rules.ts';

const RULES = [bulkDiscount(10, 20), tierDiscount('gold', 10), couponDiscount('SPRING', 5)];

/** The next version: who buys ten of a thing pays less for them. */
@component({ id: 'demo:pricing', version: '1.1.0' })
export class Pricing {
  @operation()
  price(basket: Basket): Bill {
    return priceBy(RULES, basket);
  }

  /** The rules, in the order in which they are applied. */
  @operation()
  rules(): readonly string[] {
    return RULES.map(({ name }) => name);
  }
}
