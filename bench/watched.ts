const TIMER_MS = 5;

/** Runs something, and answers how late a timer came at most. */
export async function watched(
  work: () => Promise<unknown>,
): Promise<{ readonly longestMs: number; readonly took: number }> {
  let longestMs = 0;
  let latest = performance.now();
  const look = (): void => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - latest - TIMER_MS);
    latest = now;
  };
  const timer = setInterval(look, TIMER_MS);
  const startedAt = latest;
  await work();
  // Where nothing else ran meanwhile, the timer is late by all of it.
  look();
  clearInterval(timer);
  return { longestMs, took: performance.now() - startedAt };
}
