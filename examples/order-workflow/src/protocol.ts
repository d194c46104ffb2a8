/** What the components say to each other, as JSON. */
import type { ComponentId } from '@airssys/sdk';
import { type Order, type Outcome, STEPS, type Task } from './order.ts';

/** To {@link DOES}: do this for the order. Asked twice it is done once, and answered alike. */
export interface TaskMessage {
  readonly task: Task;
  readonly order: Order;
}

/** The answer. */
export interface OutcomeMessage {
  readonly order: string;
  readonly outcome: Outcome;
}

/** Who does what. */
export const DOES: Readonly<Record<Task, ComponentId>> = {
  reserve: { namespace: 'shop', name: 'shipping' },
  charge: { namespace: 'shop', name: 'payments' },
  release: { namespace: 'shop', name: 'shipping' },
  ship: { namespace: 'shop', name: 'shipping' },
};

const OUTCOMES: ReadonlySet<string> = new Set(Object.values(STEPS).flatMap(({ next }) => Object.keys(next)));

/** @throws Error where the text is no order. */
export function readOrder(text: string): Order {
  return toOrder(JSON.parse(text), text);
}

/** @throws Error where the text is no task. */
export function readTask(text: string): TaskMessage {
  const said = JSON.parse(text) as Partial<TaskMessage> | null; // looked at here
  const task = said?.task;
  if (task === undefined || !Object.hasOwn(DOES, task)) throw new Error(`no task: ${text}`);
  return { task, order: toOrder(said?.order, text) };
}

/** @throws Error where the text is no outcome. */
export function readOutcome(text: string): OutcomeMessage {
  const { order, outcome } = JSON.parse(text) as OutcomeMessage; // looked at here
  if (typeof order !== 'string' || !OUTCOMES.has(outcome)) throw new Error(`no outcome: ${text}`);
  return { order, outcome };
}

function toOrder(given: unknown, text: string): Order {
  const { id, customer, item, quantity, cents } = (given ?? {}) as Partial<Order>; // looked at here
  const isOrder = [id, customer, item].every((one) => typeof one === 'string') && [quantity, cents].every(isCount);
  if (!isOrder) throw new Error(`no order: ${text}`);
  return given as Order;
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 32;
