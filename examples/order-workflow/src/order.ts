/** What an order goes through, as data: no component is in here, so it can be read and tested by itself. */
import type { u32 } from '@airssys/sdk';

export interface Order {
  /** Given by the customer; an order of the same id is the same order. */
  readonly id: string;
  readonly customer: string;
  readonly item: string;
  readonly quantity: u32;
  readonly cents: u32;
}

/**
 * - `reserving`: shipping looks whether the goods are there, and puts them aside.
 * - `charging`: the customer pays.
 * - `releasing`: could not be paid for, so the goods are put back.
 * - `packing`: was paid for, and is packed.
 * - `shipped`, `cancelled`: nothing more happens.
 */
export type OrderStatus = 'reserving' | 'charging' | 'releasing' | 'packing' | 'shipped' | 'cancelled';

export interface TrackedOrder extends Order {
  readonly status: OrderStatus;
}

/** What the order asks of another component while it is in a status. */
export type Task = 'reserve' | 'charge' | 'release' | 'ship';

/** How the other component answers. */
export type Outcome = 'reserved' | 'sold-out' | 'charged' | 'declined' | 'released' | 'shipped';

/** Each status, with what is asked in it and where the answers lead. */
export const STEPS: Readonly<
  Record<OrderStatus, { readonly task?: Task; readonly next: Partial<Readonly<Record<Outcome, OrderStatus>>> }>
> = {
  reserving: { task: 'reserve', next: { reserved: 'charging', 'sold-out': 'cancelled' } },
  charging: { task: 'charge', next: { charged: 'packing', declined: 'releasing' } },
  releasing: { task: 'release', next: { released: 'cancelled' } },
  packing: { task: 'ship', next: { shipped: 'shipped' } },
  shipped: { next: {} },
  cancelled: { next: {} },
};

/** The status that an answer leads to; undefined for one that has come before: a task may be asked for again. */
export const after = (status: OrderStatus, outcome: Outcome): OrderStatus | undefined => STEPS[status].next[outcome];

export const taskOf = (status: OrderStatus): Task | undefined => STEPS[status].task;
