/** State from slots to slots, by the hooks of their component. */
import { AirssysError } from '@airssys/model';
import type { Slot, VersionId } from './generation.ts';

/** What the slots of one version remember. */
export interface HandedState {
  /** Of the component that gave it. */
  readonly version: VersionId;
  /** Of each slot, as WIT's `export-state` gives it. */
  readonly states: readonly Uint8Array[];
}

/**
 * Asks slots for their state. They can go on afterwards.
 *
 * @throws AirssysError `AIRSSYS_UPDATE_MIGRATE` where one gives none; TrapError; the signal's reason. Asked slots that hang are
 *   stopped when the signal aborts, and lose what they remember.
 */
export async function exportStates(
  version: VersionId,
  slots: readonly Slot[],
  signal: AbortSignal,
): Promise<HandedState> {
  const states = await Promise.all(
    slots.map(async ({ migration }) => {
      if (migration?.canExport !== true) throw cannot(`${version.version} gives no state`, '@onSnapshot');
      return await migration.exportState({ signal });
    }),
  );
  return { version, states };
}

/**
 * Gives a state to slots that have just started, one to each. @throws As {@link exportStates}. When the signal aborts, this
 * rejects.
 */
export async function importStates(
  { version, states }: HandedState,
  slots: readonly Slot[],
  signal: AbortSignal,
): Promise<void> {
  if (states.length > slots.length) {
    throw new AirssysError(
      'AIRSSYS_UPDATE_MIGRATE',
      `The state of ${states.length} instances has no place in ${slots.length}`,
      {
        hint: 'Run as many instances of the new version.',
      },
    );
  }
  await Promise.all(
    states.map(async (state, at) => {
      const migration = slots[at]?.migration;
      if (migration?.canImport !== true) throw cannot('The component takes over no state', '@onMigrate');
      await migration.importState(version.version, state, { signal });
    }),
  );
}

function cannot(what: string, hook: string): AirssysError {
  return new AirssysError('AIRSSYS_UPDATE_MIGRATE', what, {
    hint: `Give its class a method with ${hook}(), or update without state: migrate: false.`,
  });
}
