import { within } from './deadline.ts';
import type { Slot } from './generation.ts';
import { exportStates, type HandedState, importStates } from './hand-over.ts';
import { resolveDeadlines } from './update-options.ts';
import type { UpdateRun, UpdateRunOptions } from './update-run.ts';

export interface Undone {
  /** Why the old version could not be brought back whole. */
  readonly error?: unknown;
  /** Why what slots remembered that have ended is gone. */
  readonly stateLost?: unknown;
}

type Timed = <T>(what: string, ms: number, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * Brings the old version back: slots that were taken, others in the place of those that have ended, and all calls. Nobody can cancel
 * it. Never rejects.
 */
export async function undoUpdate(options: UpdateRunOptions, done: UpdateRun): Promise<Undone> {
  const { old, next, router, clock } = options;
  const deadlines = resolveDeadlines(options.deadlines);
  const { signal } = new AbortController();
  const timed: Timed = async (what, ms, work) => await within({ what, ms, clock, signal }, work);

  old.add(done.taken);
  const missing = done.slotCount - old.slots.length;
  if (old.slots.length > 0) router.route([{ generation: old, weight: 1 }]);
  else router.hold();
  let undone: Undone = {};
  if (missing > 0) {
    try {
      const slots = await timed('Starting the old version', deadlines.startMs, async (started) =>
        old.prepare(missing, started),
      );
      undone = await giveBack(slots, options, done, timed);
      old.add(slots);
    } catch (error) {
      undone = { error };
    }
    router.route([{ generation: old, weight: 1 }]);
  }
  // What has begun there ends there, as far as there is time.
  await timed('Draining', deadlines.drainMs, async (drained) => next.drained(drained)).catch(() => {});
  await next.dispose();
  return undone;
}

/** To slots in the place of those that have ended: what the new version remembers by now, else what those did. */
async function giveBack(
  slots: readonly Slot[],
  { next, ...options }: UpdateRunOptions,
  { handed }: UpdateRun,
  timed: Timed,
): Promise<Undone> {
  if (handed === undefined || slots.some(({ migration }) => migration?.canImport !== true)) return {};
  const { drainMs, migrateMs } = resolveDeadlines(options.deadlines);
  try {
    let latest: HandedState = handed;
    if (next.slots.length > 0) {
      await timed('Draining', drainMs, async (signal) => next.drained(signal));
      const given = next.slots.slice(0, slots.length);
      latest = await timed('Giving the state', migrateMs, async (signal) => exportStates(next.version, given, signal));
    }
    await timed('Taking back the state', migrateMs, async (signal) => importStates(latest, slots, signal));
    return {};
  } catch (stateLost) {
    return { stateLost };
  }
}
