import { component, type ComponentMessage, onMessage, operation, requires, storage } from '@airssys/sdk';
import { enqueue, find, handle } from '../src/order-book.ts';
import type { Order, OrderStatus } from '../src/order.ts';

/**
 * A mistake: it notes that an order is taken before it has taken it. An instance that ends in between has lost the order, and the customer
 * who asks again is told that all is well.
 */
@component({ id: 'shop:orders', version: '1.0.0', license: 'Apache-2.0' })
@requires('storage', 'messaging.send:shop:orders', 'messaging.request:shop:payments', 'messaging.request:shop:shipping')
export class HastyOrders {
  @operation()
  place(order: Order): void {
    if (storage.exists(`taken/${order.id}`)) return;
    storage.set(`taken/${order.id}`, '');
    enqueue(order);
  }

  @operation()
  status(id: string): OrderStatus | undefined {
    return find(id)?.status;
  }

  @onMessage()
  receive(message: ComponentMessage): void {
    handle(message);
  }
}
