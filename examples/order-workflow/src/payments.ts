import { component, type ComponentMessage, onMessage, operation, requires, type u32 } from '@airssys/sdk';
import { addTo, doneOnce, numberAt, takeFrom } from './done-once.ts';
import { readTask } from './protocol.ts';

/** Keeps the accounts of customers, and takes what their orders cost. */
@component({ id: 'shop:payments', version: '1.0.0', license: 'Apache-2.0' })
@requires('storage')
export class Payments {
  /** Puts money into an account. Answers what is in it, in cents. */
  @operation()
  deposit(customer: string, cents: u32): u32 {
    return addTo(`account/${customer}`, cents);
  }

  @operation()
  balance(customer: string): u32 {
    return numberAt(`account/${customer}`);
  }

  /** Cents that customers have paid. */
  @operation()
  earned(): u32 {
    return numberAt('earned');
  }

  @onMessage()
  receive({ text }: ComponentMessage): string {
    const { task, order } = readTask(text);
    if (task !== 'charge') throw new Error(`${task} is not for payments`);
    return doneOnce(task, order.id, () => {
      if (numberAt(`account/${order.customer}`) < order.cents) return 'declined';
      takeFrom(`account/${order.customer}`, order.cents);
      addTo('earned', order.cents);
      return 'charged';
    });
  }
}
