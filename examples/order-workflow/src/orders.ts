import {
  component,
  type ComponentMessage,
  onMessage,
  onMigrate,
  onSnapshot,
  operation,
  requires,
  type u32,
} from '@airssys/sdk';
import type { Order, OrderStatus } from './order.ts';
import { enqueue, find, handle, remind } from './order-book.ts';

/** Takes orders, and sees each through payment and shipping. */
@component({ id: 'shop:orders', version: '1.0.0', license: 'Apache-2.0', stateful: true })
@requires('storage', 'messaging.send:shop:orders', 'messaging.request:shop:payments', 'messaging.request:shop:shipping')
export class Orders {
  /** Cents by order, of those that were shipped since the doors opened: for the screen in the office. */
  #shipped: Record<string, u32> = {};

  /** When this has answered, the order is not lost any more. */
  @operation()
  place(order: Order): void {
    enqueue(order);
  }

  /** Undefined for an order that has not been looked at yet. */
  @operation()
  status(id: string): OrderStatus | undefined {
    return find(id)?.status;
  }

  /** Goes on with orders that wait for an answer which does not come. Answers how many wait. */
  @operation()
  remind(): u32 {
    return remind();
  }

  /** Cents, of all that was shipped since the doors opened. */
  @operation()
  revenue(): u32 {
    return Object.values(this.#shipped).reduce((sum, cents) => sum + cents, 0);
  }

  @onMessage()
  receive(message: ComponentMessage): void {
    const order = handle(message);
    if (order?.status === 'shipped') this.#shipped[order.id] = order.cents;
  }

  @onSnapshot()
  state(): Record<string, u32> {
    return this.#shipped;
  }

  @onMigrate()
  takeOver(shipped: Record<string, u32>): void {
    this.#shipped = shipped;
  }
}
