/** The host's side of WIT `airssys:ext-lifecycle/migration@1.0.0`. */
import { AirssysError, type LifecycleHooks } from '@airssys/model';
import type { CallOptions, CallOutcome } from '../sandbox/sandbox.ts';
import type { SlotMigration } from './generation.ts';

export const MIGRATION = 'airssys:ext-lifecycle/migration@1.0.0';

/** What is needed of an instance, or of what keeps one. */
export interface StateHolder {
  /** Whether it exports the function, by its WIT interface (with version) and camelCase name. */
  hasExport(interfaceName: string, name: string): boolean;
  /** Calls an exported function by its WIT interface (with version) and camelCase name, with arguments in jco's values. */
  callExport(
    interfaceName: string,
    name: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<CallOutcome>;
  /** An answer without the secrets that the component was given. */
  redacted(answer: unknown): unknown;
}

/**
 * The state of whichever instance `holder` gives; undefined where its component hands none over.
 *
 * @param hooks What the manifest says; without a manifest, what is exported works both ways.
 */
export function slotMigration(
  holder: () => StateHolder,
  hooks: Pick<LifecycleHooks, 'snapshot' | 'migrate'> | undefined,
): SlotMigration | undefined {
  const has = (name: string): boolean => holder().hasExport(MIGRATION, name);
  const canExport = has('exportState') && (hooks === undefined || hooks.snapshot !== undefined);
  const canImport = has('importState') && (hooks === undefined || hooks.migrate !== undefined);
  if (!canExport && !canImport) return undefined;
  const call = async (
    name: string,
    args: readonly unknown[],
    what: string,
    options: CallOptions | undefined,
  ): Promise<unknown> => {
    const outcome = await holder().callExport(MIGRATION, name, args, options);
    if (outcome.ok) return outcome.value;
    // INVARIANT: no secret of the component's in what is told of it.
    const said = String(holder().redacted(outcome.error));
    throw new AirssysError('AIRSSYS_UPDATE_MIGRATE', `The component ${what}: ${said}`, {
      hint: 'See its @onSnapshot and @onMigrate. The version before goes on.',
      data: { said },
    });
  };
  return {
    canExport,
    canImport,
    async exportState(options) {
      const state = await call('exportState', [], 'gave no state', options);
      if (state instanceof Uint8Array) return state;
      throw new AirssysError('AIRSSYS_UPDATE_MIGRATE', 'The component gave a state that is no list of bytes', {
        hint: `It exports another interface than ${MIGRATION}.`,
      });
    },
    async importState(fromVersion, state, options) {
      await call('importState', [fromVersion, state], `did not take over the state of ${fromVersion}`, options);
    },
  };
}
