/**
 * One version takes the place of another: the engine of updates does it, and each step that others can see is in the registry before
 * it is taken.
 */
import { AirssysError, isAirssysError } from '@airssys/model';
import { withDeadline } from '../lifecycle/deadline.ts';
import { reasonOf } from '../lifecycle/lifecycle-engine.ts';
import type {
  ComponentRecord,
  ComponentSettings,
  TransitionReason,
  VersionRecord,
} from '../registry/component-record.ts';
import type { UpdateSettings } from '../updates/update-options.ts';
import type { RollbackReason, UpdateListener, UpdateResult } from '../updates/update-progress.ts';
import type { UpdateOptions } from './host-options.ts';
import { type HostParts, progressOf, recordOf } from './host-parts.ts';
import type { RunningComponent } from './running-component.ts';
import { endRunning, run } from './start-stop.ts';
import { removeUnused } from './unused-files.ts';

/** Which version is to be active, and how it is run then. */
export interface Replacement {
  readonly version: VersionRecord;
  readonly settings: ComponentSettings;
  /** Its bytes, where they are not kept yet. */
  readonly bytes?: Uint8Array;
  readonly reason: TransitionReason & { readonly what: 'update' | 'rollback' };
}

interface Replacing extends Replacement {
  readonly parts: HostParts;
  readonly id: string;
  readonly options: UpdateOptions;
  /** How the component was. */
  readonly before: ComponentRecord;
  /** Whether the registry does not have the version yet. */
  readonly isNew: boolean;
}

/**
 * From any state that rests to the same one with the other version (one that has failed is to run then); back where that cannot be.
 * Answers in how many milliseconds calls were switched over.
 *
 * INVARIANT: durable before visible. The registry says that an update is under way before the new version gets its first call, and
 * that it is the active one before it gets all of them.
 *
 * @throws What kept it from happening; `AIRSSYS_UPDATE_ROLLED_BACK` where the new version did worse than the guard allows.
 */
export async function replaceVersion(
  parts: HostParts,
  id: string,
  replacement: Replacement,
  options: UpdateOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { version, bytes, reason } = replacement;
  const { lifecycle, files, registry, timeouts } = parts;
  const before = recordOf(parts, id);
  const isNew = registry.version(id, version.hash) === undefined;
  const given: Replacing = { ...replacement, parts, id, options, before, isNew };
  const strategy = reason.what === 'rollback' ? 'rollback' : strategyOf(options).kind;
  lifecycle.transition(id, 'updating', {
    reason,
    change: { update: { candidate: version.hash, strategy, startedAtMs: parts.now(), from: before.state, isNew } },
  });
  const timeoutMs = timeouts.updating;
  let work: Promise<number | undefined> | undefined;
  try {
    return await withDeadline({ component: id, state: 'updating', timeoutMs, signal }, async (until) => {
      const progress = progressOf(options, id);
      progress('keep');
      if (bytes) await files.put(bytes);
      progress('prepare');
      await parts.engine.load(bytes ?? (await files.read(version.hash)), id);
      until.throwIfAborted();
      work = parts.running.has(id) ? switchOver(given, until) : change(given, until);
      return await work;
    });
  } catch (error) {
    // What has begun undoes what it has done when the signal aborts, and ends then.
    await work?.catch(() => {});
    await takeBack(given, error);
    throw error;
  }
}

/** Of one that runs. */
async function switchOver(given: Replacing, signal: AbortSignal): Promise<number> {
  const { parts, id, version, reason } = given;
  const running = parts.running.get(id);
  if (running === undefined) throw new Error(`${id} does not run`); // whoever calls this has seen that it does
  const { deployment } = running;
  const isBack =
    reason.what === 'rollback' && deployment.isPreviousReady && deployment.previous?.version.hash === version.hash;
  const result = isBack ? await goBack(running, given, signal) : await updateTo(running, given, signal);
  if (result.kind === 'rolled-back') throw errorOf(id, result);
  parts.lifecycle.transition(id, 'running', { reason, change: { update: undefined } });
  running.resumeMessages();
  return result.switchOverMs;
}

/** To the version whose instances are there. What takes more than to switch the calls, is an update. */
async function goBack({ deployment }: RunningComponent, given: Replacing, signal: AbortSignal): Promise<UpdateResult> {
  if (deployment.isPreviousWarm) return await deployment.rollback({ beforeSwitch: () => makeActive(given) });
  return await deployment.rollback(updateSettings(given, given.options, signal));
}

async function updateTo(running: RunningComponent, given: Replacing, signal: AbortSignal): Promise<UpdateResult> {
  const { version, settings, options } = given;
  const next = await running.generation(version, settings, strategyOf(options));
  try {
    return await running.deployment.update(next, updateSettings(given, options, signal));
  } catch (error) {
    await next.dispose();
    throw error;
  }
}

function updateSettings(given: Replacing, options: UpdateOptions, signal: AbortSignal): UpdateSettings {
  const { migrate, deadlines } = options;
  const tell = progressOf(options, given.id);
  const listener: UpdateListener = (progress) => {
    if (progress.kind !== 'step') return;
    if (progress.isSwitch) makeActive(given);
    tell(progress.step.do, { done: progress.index, total: progress.of });
  };
  return { strategy: strategyOf(options), migrate, deadlines, listener, signal };
}

/** Of one that does not run: it is started with the new version if it is to run, as one is that has failed. */
async function change(given: Replacing, signal: AbortSignal): Promise<undefined> {
  const { parts, id, version, settings, before, reason } = given;
  const isToRun = before.state === 'failed' && before.desired === 'running';
  const running = isToRun ? await run(parts, { id, state: 'updating' }, { version, settings }, signal) : undefined;
  try {
    makeActive(given);
    const rests = before.state === 'installed' ? 'installed' : 'stopped';
    parts.lifecycle.transition(id, running ? 'running' : rests, { reason, change: { update: undefined } });
  } catch (error) {
    running?.kill();
    throw error;
  }
  if (running) parts.running.set(id, running);
}

/** The new version is the one that the next host would start. */
function makeActive({ parts, id, version, settings, before, isNew }: Replacing): void {
  const { active } = before;
  const previous = active === undefined ? undefined : { hash: active, settings: before.settings };
  parts.lifecycle.amend(id, { active: version.hash, previous, settings }, isNew ? { addVersion: version } : {});
}

/** Everything is as it was before. Where the version before does not run any more, the component has failed. */
async function takeBack({ parts, id, version, before, isNew }: Replacing, error: unknown): Promise<void> {
  const { lifecycle, running } = parts;
  const { active, previous, settings } = before;
  lifecycle.amend(id, { active, previous, settings }, isNew ? { removeVersions: [version.hash] } : {});
  // Before it is told that nothing is left of it: until then the next host takes this up again.
  await removeUnused(parts, [version.hash], id);
  const change = { update: undefined };
  const isLost = before.state === 'running' && (running.get(id)?.deployment.current.slots.length ?? 0) === 0;
  if (isLost) await endRunning(parts, id);
  lifecycle.transition(id, isLost ? 'failed' : before.state, { reason: reasonOf('update', error), change });
}

function strategyOf({ strategy = 'blue-green' }: UpdateOptions): UpdateSettings['strategy'] {
  return typeof strategy === 'string' ? { kind: strategy } : strategy;
}

/** Why the engine has undone an update, as an error: what failed, where something did. */
function errorOf(id: string, { reason }: Extract<UpdateResult, { kind: 'rolled-back' }>): unknown {
  if (reason.kind !== 'guard') return isAirssysError(reason.error) ? reason.error : undone(id, reason, reason.error);
  return undone(id, reason);
}

function undone(id: string, reason: RollbackReason, cause?: unknown): AirssysError {
  const found = reason.kind === 'guard' ? reason.finding : undefined;
  const why = found
    ? `${found.measure} was ${found.found}, and ${found.allowed} is allowed`
    : `${reason.kind} in ${reason.step}`;
  return new AirssysError('AIRSSYS_UPDATE_ROLLED_BACK', `The update of ${id} was undone: ${why}`, {
    hint: 'The version before goes on. Look at what the new one does.',
    data: { component: id, reason: reason.kind, step: reason.step, ...(found && { finding: found }) },
    cause,
  });
}
