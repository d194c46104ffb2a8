import { component, err, ok, operation, requires, type Result, storage, type u32 } from '@airssys/sdk';
import { type Basket, type Bill, price } from '../wit/generated/demo/pricing/operations.js';

/** Sells at the prices of another component, whichever version of that runs. */
@component({ id: 'demo:checkout', version: '1.0.0' })
@requires('storage')
export class Checkout {
  /** The cents that an order is sold for. Who asks again is told the same, whatever prices have become. */
  @operation()
  sell(order: string, basket: Basket): Result<u32, string> {
    const sold = storage.getText(`sold/${order}`);
    if (sold !== undefined) return ok(Number(sold));
    const bill = price(basket);
    const wrong = whatIsWrong(bill);
    if (wrong !== undefined) return err(wrong);
    storage.set(`sold/${order}`, String(bill.totalCents));
    return ok(bill.totalCents);
  }
}

/** A bill is believed as far as it adds up. */
function whatIsWrong({ listCents, totalCents, discounts }: Bill): string | undefined {
  const off = discounts.reduce((sum, { cents }) => sum + cents, 0);
  return totalCents + off === listCents ? undefined : `${listCents} less ${off} is not ${totalCents}`;
}
