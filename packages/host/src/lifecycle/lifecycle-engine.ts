/** Moves components from state to state: by the table, durably, and then told. */
import { AirssysError, isAirssysError } from '@airssys/model';
import type { ComponentRecord, HistoryEntry, TransitionReason } from '../registry/component-record.ts';
import type { Registry, RegistryChange } from '../registry/registry.ts';
import { CommandLane } from './command-lane.ts';
import type { LifecycleEvents } from './lifecycle-events.ts';
import { findTransition, type LifecycleState } from './lifecycle-state.ts';

export interface LifecycleEngineOptions {
  readonly registry: Registry;
  readonly events: LifecycleEvents;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
}

export interface TransitionOptions extends Pick<RegistryChange, 'addVersion' | 'removeVersions'> {
  readonly reason: TransitionReason;
  /** What else changes with the state. */
  readonly change?: Partial<Omit<ComponentRecord, 'id' | 'state' | 'sinceMs' | 'reason'>>;
}

export class LifecycleEngine {
  readonly #options: LifecycleEngineOptions;
  readonly #lanes = new Map<string, CommandLane>();

  constructor(options: LifecycleEngineOptions) {
    this.#options = options;
  }

  stateOf(id: string): LifecycleState {
    return this.#options.registry.get(id)?.state ?? 'uninstalled';
  }

  /** Where the commands of a component queue up. */
  lane(id: string): CommandLane {
    for (const [other, lane] of this.#lanes) {
      // Names come from callers: what is not installed and has nothing to do is not kept.
      if (other !== id && lane.isIdle && this.stateOf(other) === 'uninstalled') this.#lanes.delete(other);
    }
    const known = this.#lanes.get(id);
    if (known) return known;
    const made = new CommandLane({ component: id, state: () => this.stateOf(id) });
    this.#lanes.set(id, made);
    return made;
  }

  get lanes(): readonly CommandLane[] {
    return [...this.#lanes.values()];
  }

  /** Begins the life of a component: `uninstalled` to `installing`. */
  begin(record: Omit<ComponentRecord, 'state' | 'sinceMs' | 'reason'>, reason: TransitionReason): ComponentRecord {
    const state = 'uninstalled';
    return this.#move({ ...record, state, sinceMs: 0, reason }, 'installing', { reason });
  }

  /**
   * INVARIANT: a transition that is not in the table, or whose guard refuses it, changes nothing.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE`, `AIRSSYS_REGISTRY_IO`.
   */
  transition(id: string, to: LifecycleState, options: TransitionOptions): ComponentRecord {
    const record = this.#options.registry.get(id);
    if (record === undefined) throw illegal(id, 'uninstalled', to);
    return this.#move(record, to, options);
  }

  /** Changes what is kept of a component, in its state. */
  amend(
    id: string,
    change: Partial<Omit<ComponentRecord, 'id' | 'state'>>,
    versions: Pick<RegistryChange, 'addVersion' | 'removeVersions'> = {},
  ): void {
    const record = this.#options.registry.get(id);
    if (record) this.#options.registry.commit({ id, record: { ...record, ...change }, ...versions });
  }

  /** Ends what is left of a component that is uninstalled. */
  forget(id: string): void {
    const { registry } = this.#options;
    const removeVersions = registry.versions(id).map(({ hash }) => hash);
    registry.commit({ id, record: null, removeVersions });
  }

  #move(record: ComponentRecord, to: LifecycleState, options: TransitionOptions): ComponentRecord {
    const { registry, events, now } = this.#options;
    const { id, state: from } = record;
    const { reason, change, addVersion, removeVersions } = options;
    const timeMs = now();
    const next: ComponentRecord = { ...record, ...change, state: to, sinceMs: timeMs, reason };
    const { active, update } = next;
    const row = findTransition(from, to);
    const refusal = row?.guard?.({
      hasVersion: active !== undefined && (addVersion?.hash === active || registry.version(id, active) !== undefined),
      hasCandidate: update !== undefined,
    });
    if (row === undefined || refusal !== undefined) throw illegal(id, from, to, refusal);
    const entry: Omit<HistoryEntry, 'sequence'> = {
      timeMs,
      component: id,
      from,
      to,
      reason,
      ...(active !== undefined && { version: active }),
    };
    const told = registry.commit({
      id,
      record: next,
      entry,
      ...(addVersion && { addVersion }),
      ...(removeVersions && { removeVersions }),
    });
    if (told) events.tell(told);
    return next;
  }
}

/** Why something happened, where an error led to it. */
export function reasonOf(what: string, error: unknown): TransitionReason {
  const message = error instanceof Error ? error.message : String(error);
  return { what, ...(isAirssysError(error) && { code: error.code }), message: message.slice(0, MAX_MESSAGE) };
}

/** Characters of an error's message that the history keeps: a component can make it as long as it likes. */
const MAX_MESSAGE = 1_000;

function illegal(id: string, from: LifecycleState, to: LifecycleState, why?: string): AirssysError {
  return new AirssysError(
    'AIRSSYS_LIFECYCLE_STATE',
    `${id} is ${from} and cannot become ${to}${why === undefined ? '' : `: ${why}`}`,
    { hint: 'docs/lifecycle.md has the table of what may follow what.', data: { component: id, state: from, to } },
  );
}
