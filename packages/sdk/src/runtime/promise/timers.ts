/**
 * `setTimeout` and `setInterval`. There is no event loop between calls: timers are met while an operation waits for a
 * promise and nothing else is left to do, by sleeping in the host until the next is due. What is not due then stays for a
 * later call.
 */
import { clock } from '../../clients/clock.ts';

interface Timer {
  readonly id: number;
  readonly callback: () => void;
  /** Milliseconds between two runs; undefined for one run. */
  readonly everyMs: number | undefined;
  dueMs: number;
}

/** In the order in which they are due; of two at the same time, the older first. */
const timers: Timer[] = [];
let lastId = 0;

/** Longest delay, as in browsers and Node; a longer one is none. */
const MAX_DELAY_MS = 2_147_483_647;

/** Answers the timer's id. `delay` is milliseconds, of any type, as the author passed it. */
export function addTimer(callback: () => void, delay: unknown, isRepeated: boolean): number {
  const given = Number(delay);
  const delayMs = given >= 1 && given <= MAX_DELAY_MS ? Math.trunc(given) : 1;
  lastId += 1;
  insert({ id: lastId, callback, everyMs: isRepeated ? delayMs : undefined, dueMs: clock.nowMs() + delayMs });
  return lastId;
}

/** It is no error where there is no such timer. */
export function removeTimer(id: unknown): void {
  const index = timers.findIndex((timer) => timer.id === id);
  if (index !== -1) timers.splice(index, 1);
}

/** Sleeps until the next timer is due, and runs it. Answers whether there was one. What it throws is passed on. */
export function runNextTimer(): boolean {
  const [timer] = timers;
  if (timer === undefined) return false;
  const waitMs = timer.dueMs - clock.nowMs();
  if (waitMs > 0) clock.sleep(waitMs);
  timers.shift();
  if (timer.everyMs !== undefined) {
    timer.dueMs = clock.nowMs() + timer.everyMs;
    insert(timer);
  }
  timer.callback();
  return true;
}

function insert(timer: Timer): void {
  const index = timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
  timers.splice(index === -1 ? timers.length : index, 0, timer);
}
