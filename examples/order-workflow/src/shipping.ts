import { component, type ComponentMessage, onMessage, operation, requires, type u32 } from '@airssys/sdk';
import { addTo, doneOnce, numberAt, takeFrom } from './done-once.ts';
import type { Order, Outcome, Task } from './order.ts';
import { readTask } from './protocol.ts';

/** Keeps the goods: in stock, put aside for orders, and gone. */
@component({ id: 'shop:shipping', version: '1.0.0', license: 'Apache-2.0' })
@requires('storage')
export class Shipping {
  /** Puts goods into stock. Answers how many are there. */
  @operation()
  supply(item: string, quantity: u32): u32 {
    return addTo(`stock/${item}`, quantity);
  }

  @operation()
  inStock(item: string): u32 {
    return numberAt(`stock/${item}`);
  }

  @operation()
  shipped(item: string): u32 {
    return numberAt(`shipped/${item}`);
  }

  @onMessage()
  receive({ text }: ComponentMessage): string {
    const { task, order } = readTask(text);
    return doneOnce(task, order.id, () => this.#do(task, order));
  }

  #do(task: Task, { item, quantity }: Order): Outcome {
    switch (task) {
      case 'reserve':
        if (numberAt(`stock/${item}`) < quantity) return 'sold-out';
        takeFrom(`stock/${item}`, quantity);
        return 'reserved';
      case 'release':
        addTo(`stock/${item}`, quantity);
        return 'released';
      case 'ship':
        addTo(`shipped/${item}`, quantity);
        return 'shipped';
      case 'charge':
        throw new Error('charge is not for shipping');
    }
  }
}
