import { type Clock, SYSTEM_CLOCK } from '../services/host-services.ts';
import type { HealthStatus } from '../component-instance.ts';
import { within } from './deadline.ts';
import type { Generation, Slot } from './generation.ts';
import { exportStates, importStates } from './hand-over.ts';
import { resolveDeadlines, type UpdateDeadlines } from './update-options.ts';

/** The two versions of an update that is tried. */
export interface TryMigrationOptions {
  /** The version that has the calls, and keeps them. */
  readonly old: Generation;
  /** Gets no calls, and has no slots afterwards. */
  readonly next: Generation;
  /** How long each step may take. Default: as of an update. */
  readonly deadlines?: UpdateDeadlines | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Ends the trial when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What an update would come to. */
export interface MigrationReport {
  /** Whether all went well. */
  readonly ok: boolean;
  /** Of an instance of the new version. */
  readonly health?: HealthStatus;
  /** Bytes of state that each instance of the old version has given, and the new one has taken over. */
  readonly stateBytes: readonly number[];
  /** Why it would fail; undefined where it would not. */
  readonly error?: unknown;
}

/**
 * Tries an update without one: starts instances of the new version that nobody calls, and hands them the state of each instance of the
 * old one, which goes on. What fails is in the report. Where the old version gives no state, or the new one takes none over, only the
 * start is tried.
 */
export async function tryMigration(options: TryMigrationOptions): Promise<MigrationReport> {
  const { old, next, clock = SYSTEM_CLOCK, signal = new AbortController().signal } = options;
  const { startMs, healthMs, migrateMs } = resolveDeadlines(options.deadlines);
  const timed = async <T>(what: string, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    await within({ what, ms, clock, signal }, work);
  const stateBytes: number[] = [];
  let health: HealthStatus | undefined;
  for (const slot of old.slots) {
    let made: readonly Slot[] = [];
    try {
      made = await timed('Starting the new version', startMs, async (until) => next.prepare(1, until));
      const [fresh] = made;
      if (slot.migration?.canExport === true && fresh?.migration?.canImport === true) {
        const handed = await timed('Giving the state', migrateMs, async (until) =>
          exportStates(old.version, [slot], until),
        );
        await timed('Taking over the state', migrateMs, async (until) => importStates(handed, made, until));
        stateBytes.push(...handed.states.map(({ length }) => length));
      }
      health = await timed('Asking for its health', healthMs, async (until) => fresh?.health(until));
    } catch (error) {
      return { ok: false, ...(health && { health }), stateBytes, error };
    } finally {
      await next.discard(made);
    }
  }
  return { ok: health !== 'unhealthy', ...(health && { health }), stateBytes };
}
