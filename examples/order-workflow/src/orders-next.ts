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

interface Sale {
  readonly item: string;
  readonly cents: u32;
}

/** The next version: the screen in the office shows what is earned with each item. */
@component({ id: 'shop:orders', version: '1.1.0', license: 'Apache-2.0', stateful: true })
@requires('storage', 'messaging.send:shop:orders', 'messaging.request:shop:payments', 'messaging.request:shop:shipping')
export class Orders {
  #sales: Record<string, Sale> = {};

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
    return Object.values(this.#sales).reduce((sum, { cents }) => sum + cents, 0);
  }

  /** The same, by item. */
  @operation()
  revenueByItem(): Record<string, u32> {
    const byItem = Map.groupBy(Object.values(this.#sales), ({ item }) => item);
    return Object.fromEntries(
      [...byItem].map(([item, sales]) => [item, sales.reduce((sum, { cents }) => sum + cents, 0)]),
    );
  }

  @onMessage()
  receive(message: ComponentMessage): void {
    const order = handle(message);
    if (order?.status === 'shipped') this.#sales[order.id] = { item: order.item, cents: order.cents };
  }

  @onSnapshot()
  state(): Record<string, Sale> {
    return this.#sales;
  }

  /** Version 1.0 did not remember the items: storage does. */
  @onMigrate()
  takeOver(old: Record<string, u32 | Sale>): void {
    const sales = Object.entries(old).map(([id, sale]): [string, Sale] => [
      id,
      typeof sale === 'number' ? { item: find(id)?.item ?? 'unknown', cents: sale } : sale,
    ]);
    this.#sales = Object.fromEntries(sales);
  }
}
