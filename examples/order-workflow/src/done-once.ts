import { storage, storageEntries } from '@airssys/sdk';
import type { Outcome, Task } from './order.ts';
import type { OutcomeMessage } from './protocol.ts';

/** Does a task for an order, unless it was done before; answers as it was answered then. */
export function doneOnce(task: Task, order: string, work: () => Outcome): string {
  const key = `done/${task}/${order}`;
  const before = storage.getText(key);
  if (before !== undefined) return before;
  const answer = JSON.stringify({ order, outcome: work() } satisfies OutcomeMessage);
  storage.set(key, answer);
  return answer;
}

export const numberAt = (key: string): number => Number(storage.getText(key) ?? '0');

/** Adds to a number in storage, whoever else does so at the same time. Answers the sum. */
export function addTo(key: string, amount: number): number {
  for (;;) {
    const read = storageEntries.get(key);
    const sum = Number(read?.text ?? '0') + amount;
    if (storageEntries.compareAndSet(key, read, String(sum)) !== undefined) return sum;
  }
}

/** Takes from a number in storage what is there: whoever calls this has seen that it is enough. */
export const takeFrom = (key: string, amount: number): number => addTo(key, -amount);
