/** How a supervisor ends a child, and how long it waits for one that is being started. */
import type { Clock } from '../services/host-services.ts';
import { OVER } from './ends.ts';
import type { ChildSpec, EndReason, Supervised } from './supervised.ts';

type Shutdown = NonNullable<ChildSpec['shutdown']>;

/**
 * Ends it as its specification says, and resolves when it has ended: in order, and where it is not done in time, or once `forced`
 * aborts, by killing it.
 */
export async function endChild(
  child: Supervised,
  shutdown: Shutdown,
  clock: Clock,
  forced: AbortSignal,
): Promise<EndReason> {
  if (shutdown === 'brutal-kill' || forced.aborted) return await killed(child);
  const inOrder = Promise.resolve(child.ended);
  const deadline = new AbortController();
  const stopped = (async () => {
    await child.stop(deadline.signal);
    return await inOrder;
  })();
  const over = new AbortController();
  try {
    const isInTime = await Promise.race([
      stopped.then(
        () => true,
        () => false, // it cannot even say how it ends
      ),
      timeIsUp(shutdown, clock, forced, over.signal),
    ]);
    if (isInTime) return await inOrder;
    deadline.abort(OVER);
    return await killed(child);
  } finally {
    over.abort(OVER);
  }
}

async function killed(child: Supervised): Promise<EndReason> {
  try {
    await child.kill();
  } catch (error) {
    return { kind: 'failed', error };
  }
  return await child.ended;
}

/** Resolves with false when the time for an orderly end is up. Stays pending once `over` aborts. */
async function timeIsUp(shutdown: Shutdown, clock: Clock, forced: AbortSignal, over: AbortSignal): Promise<false> {
  const { promise, resolve } = Promise.withResolvers<false>();
  const give = (): void => resolve(false);
  forced.addEventListener('abort', give, { once: true, signal: over });
  if (typeof shutdown === 'number') clock.sleep(shutdown, over).then(give, () => {});
  return await promise;
}

export type StartOutcome<T> =
  | { readonly ok: true; readonly child: T }
  | { readonly ok: false; readonly error: unknown };

/**
 * Starts a child. Once `signal` aborts, it has its shutdown time for that; what it becomes after that is killed when it is there.
 */
export async function startChild<T extends Supervised>(
  { start, shutdown }: { readonly start: ChildSpec<T>['start']; readonly shutdown: Shutdown },
  clock: Clock,
  signal: AbortSignal,
  forced: AbortSignal,
): Promise<StartOutcome<T>> {
  const outcome = (async (): Promise<StartOutcome<T>> => {
    try {
      return { ok: true, child: await start(signal) };
    } catch (error) {
      return { ok: false, error };
    }
  })();
  const over = new AbortController();
  const abandoned = (async (): Promise<undefined> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over.signal });
    if (signal.aborted) resolve();
    await promise;
    if (shutdown !== 'brutal-kill' && !forced.aborted) await timeIsUp(shutdown, clock, forced, over.signal);
    return undefined;
  })();
  const first = await Promise.race([outcome, abandoned]);
  over.abort(OVER);
  if (first !== undefined) return first;
  void outcome.then((late) => (late.ok ? late.child.kill() : undefined)).catch(() => {}); // nobody is left to be told
  return { ok: false, error: signal.reason };
}
