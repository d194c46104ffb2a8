import { component, operation, throws, type u32 } from '@airssys/sdk';
import { price } from '../wit/generated/{{namespace}}/prices/operations.js';

export interface Line {
  readonly article: string;
  readonly count: u32;
}

/** Something was ordered that the shop does not sell. */
export class NotSoldError extends Error {}

/** Adds up what a basket costs, by the prices of another component. */
@component({ id: '{{namespace}}:shop', version: '0.1.0' })
export class Shop {
  /** What a basket costs, in cents. */
  @operation()
  @throws(NotSoldError)
  total(basket: readonly Line[]): u32 {
    return basket.reduce((sum, { article, count }) => sum + count * priceOf(article), 0);
  }
}

function priceOf(article: string): number {
  const cents = price(article);
  if (!cents.ok) throw new NotSoldError(cents.error.message);
  return cents.value;
}
