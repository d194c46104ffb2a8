/** What has been spent in a month, in storage: several instances may spend at the same time. */
import { clock, storageEntries, type u32 } from '@airssys/sdk';

const MAX_ATTEMPTS = 100;

const key = (): string => `spent/${clock.now().toISOString().slice(0, 7)}`;

export const spentMicros = (): u32 => Number(storageEntries.get(key())?.text ?? '0');

/** Takes what something may cost at most off the budget, before it is bought. False where there is not so much left. */
export function reserve(micros: number, budgetMicros: number): boolean {
  return change((spent) => (spent + micros <= budgetMicros ? spent + micros : undefined));
}

/** Gives back what was reserved and not spent. */
export function release(micros: number): void {
  change((spent) => Math.max(0, spent - micros));
}

function change(next: (spent: number) => number | undefined): boolean {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const entry = storageEntries.get(key());
    const spent = next(Number(entry?.text ?? '0'));
    if (spent === undefined) return false;
    if (storageEntries.compareAndSet(key(), entry, String(spent)) !== undefined) return true;
  }
  throw new Error(`Others spent at the same time ${MAX_ATTEMPTS} times in a row`);
}
