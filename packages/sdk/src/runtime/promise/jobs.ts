/**
 * The queue of jobs (ECMA-262, "Jobs and Host Operations to Enqueue Jobs"). Both engines have one of their own, which a
 * component cannot run to its end from inside of a call, so promises and `queueMicrotask` use this one instead.
 */

type Job = () => void;

let queue: Job[] = [];
/** Index of the next job. Jobs are taken from an array's front without moving the rest. */
let next = 0;

/** Adds a job behind all that wait. */
export function enqueueJob(job: Job): void {
  queue.push(job);
}

export function hasJobs(): boolean {
  return next < queue.length;
}

/** Runs jobs in their order, those that they add too, until none is left. What a job throws is passed on; the rest stays. */
export function runJobs(): void {
  while (next < queue.length) {
    const job = queue[next];
    next += 1;
    if (next === queue.length) {
      queue = [];
      next = 0;
    }
    job?.();
  }
}
