import { component, operation } from '@airssys/sdk';
import { type Basket, couponDiscount, type Bill, priceBy, tierDiscount } from './rules.ts';

const RULES = [tierDiscount('gold', 10), couponDiscount('SPRING', 5)];

/** What a basket costs. */
@component({ id: 'demo:pricing', version: '1.0.0' })
export class Pricing {
  @operation()
  price(basket: Basket): Bill {
    return priceBy(RULES, basket);
  }
}
