/** The orders in storage, and their way through the other components. Both versions of the component work on it. */
import { bus, type ComponentMessage, log, messaging, storage } from '@airssys/sdk';
import { after, type Order, type OrderStatus, taskOf, type TrackedOrder } from './order.ts';
import { DOES, type OutcomeMessage, readOrder, readOutcome, type TaskMessage } from './protocol.ts';

const ANSWER_WITHIN_MS = 60_000;

export function find(id: string): TrackedOrder | undefined {
  const text = storage.getText(`order/${id}`);
  return text === undefined ? undefined : (JSON.parse(text) as TrackedOrder); // nobody else writes here
}

export const all = (): readonly TrackedOrder[] =>
  storage.listKeys('order/').flatMap((key) => find(key.slice('order/'.length)) ?? []);

/**
 * Takes an order into the mailbox of this component. When it is there it will be worked on, whatever happens; one that was sent twice
 * is there once.
 */
export function enqueue(order: Order): void {
  bus.send(messaging.selfId(), JSON.stringify(order), { messageId: order.id });
}

/**
 * Handles what has arrived: an order, or the answer to what was asked for one. What this stores and sends takes effect together with the
 * message's end (its mailbox is `exactly-once`), so there is no moment at which an order is known and nothing was asked for it.
 *
 * @returns The order, where it has gone on.
 */
export function handle({ text, isCallback }: ComponentMessage): TrackedOrder | undefined {
  return isCallback ? goOn(readOutcome(text)) : begin(readOrder(text));
}

/** Asks again for what was not answered in time. Each task is done once, however often it is asked for. */
export function remind(): number {
  const open = all().filter(({ status }) => taskOf(status) !== undefined);
  for (const order of open) ask(order);
  return open.length;
}

function begin(order: Order): TrackedOrder | undefined {
  if (find(order.id) !== undefined) return undefined;
  return enter(order, 'reserving');
}

function goOn({ order: id, outcome }: OutcomeMessage): TrackedOrder | undefined {
  const order = find(id);
  if (order === undefined) throw new Error(`there is no order ${id}`);
  const status = after(order.status, outcome);
  if (status !== undefined) return enter(order, status);
  log.info('told before', { order: id, status: order.status, outcome });
  return undefined;
}

function enter(order: Order, status: OrderStatus): TrackedOrder {
  const tracked: TrackedOrder = { ...order, status };
  storage.set(`order/${order.id}`, JSON.stringify(tracked));
  ask(tracked);
  return tracked;
}

function ask({ status, ...order }: TrackedOrder): void {
  const task = taskOf(status);
  if (task === undefined) return;
  messaging.request(DOES[task], JSON.stringify({ task, order } satisfies TaskMessage), ANSWER_WITHIN_MS);
}
