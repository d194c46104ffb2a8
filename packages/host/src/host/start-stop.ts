/** `start` and `stop`, and what follows when a component ends by itself. */
import { type AirssysError, isAirssysError } from '@airssys/model';
import { withDeadline } from '../lifecycle/deadline.ts';
import { reasonOf } from '../lifecycle/lifecycle-engine.ts';
import type { ComponentSettings, TransitionReason, VersionRecord } from '../registry/component-record.ts';
import type { EndReason } from '../supervision/supervised.ts';
import { activeVersion, type HostParts, recordOf } from './host-parts.ts';
import { RunningComponent } from './running-component.ts';
import { askersOf, inOrder, providersOf } from './wires.ts';

/** From a state without instances to `running`; to `failed` where that cannot be. */
export async function startComponent(
  parts: HostParts,
  id: string,
  signal: AbortSignal,
  reason: TransitionReason = { what: 'start' },
): Promise<void> {
  const { lifecycle, registry } = parts;
  // One that an earlier host was starting goes on.
  if (registry.get(id)?.state !== 'starting')
    lifecycle.transition(id, 'starting', { reason, change: { desired: 'running' } });
  try {
    const record = recordOf(parts, id);
    const made = { version: activeVersion(parts, record), settings: record.settings };
    const running = await run(parts, { id, state: 'starting' }, made, signal);
    try {
      lifecycle.transition(id, 'running', { reason });
    } catch (error) {
      running.kill();
      throw error;
    }
    parts.running.set(id, running);
  } catch (error) {
    if (signal.aborted) stopped(parts, id, error);
    else lifecycle.transition(id, 'failed', { reason: reasonOf('start', error) });
    throw error;
  }
}

/** From `running` or `failed` to `stopped`; whatever the component does, it is stopped then. */
export async function stopComponent(
  parts: HostParts,
  id: string,
  reason: TransitionReason = { what: 'stop' },
  desired: 'running' | 'stopped' = 'stopped',
): Promise<void> {
  const { lifecycle } = parts;
  lifecycle.transition(id, 'stopping', { reason, change: { desired } });
  await endRunning(parts, id);
  lifecycle.transition(id, 'stopped', { reason });
}

/** Starts what an earlier host ran: who answers imports of others before those. One that does not start has failed, and its history says why. */
export async function startAll(parts: HostParts, ids: readonly string[]): Promise<void> {
  const start = async (id: string): Promise<unknown> =>
    await parts.lifecycle
      .lane(id)
      .submit('start', async (signal) => await startComponent(parts, id, signal, { what: 'recovery' }));
  await inOrder(ids, (id) => providersOf(parts, id), start);
}

/** Interrupts all commands, and stops what runs: who asks others before those. The next host starts it again. */
export async function stopAll(parts: HostParts, reason: AirssysError): Promise<void> {
  const { lifecycle, registry } = parts;
  await Promise.all(lifecycle.lanes.map(async (lane) => await lane.interrupt(reason)));
  const running = registry.list().flatMap(({ id, state }) => (state === 'running' ? [id] : []));
  const stop = async (id: string): Promise<void> =>
    await lifecycle.lane(id).internal(async () => await stopComponent(parts, id, { what: 'close' }, 'running'));
  await inOrder(running, (id) => askersOf(parts, id), stop);
}

/** Its instances are gone when it resolves: in order, or by force at the deadline of `stopping`. */
export async function endRunning({ running, timeouts }: HostParts, id: string): Promise<void> {
  const ending = running.get(id);
  running.delete(id);
  await ending?.stop(AbortSignal.timeout(timeouts.stopping));
}

/** Instances of the active version, or of another one, which take no calls yet. */
export async function run(
  parts: HostParts,
  { id, state }: { readonly id: string; readonly state: 'starting' | 'updating' },
  { version, settings }: { readonly version: VersionRecord; readonly settings: ComponentSettings },
  signal: AbortSignal,
): Promise<RunningComponent> {
  const timeoutMs = parts.timeouts[state];
  return await withDeadline({ component: id, state, timeoutMs, signal }, async (signal) => {
    const running: RunningComponent = await RunningComponent.start(
      { parts, id, onEnded: (reason) => void endedByItself(parts, id, running, reason) },
      version,
      settings,
      signal,
    );
    // Nobody waits for it any longer.
    if (signal.aborted) running.kill();
    return running;
  });
}

/** It has ended, and is not started again. */
async function endedByItself(parts: HostParts, id: string, ended: RunningComponent, reason: EndReason): Promise<void> {
  const { lifecycle, running } = parts;
  await lifecycle.lane(id).internal(async () => {
    // A command may have come first.
    if (running.get(id) !== ended || lifecycle.stateOf(id) !== 'running') return;
    running.delete(id);
    ended.kill();
    if (reason.kind === 'failed') {
      lifecycle.transition(id, 'failed', { reason: reasonOf('crash', reason.error) });
      return;
    }
    // Its work was done.
    lifecycle.transition(id, 'stopping', { reason: { what: 'end' }, change: { desired: 'stopped' } });
    lifecycle.transition(id, 'stopped', { reason: { what: 'end' } });
  });
}

/** A start that was given up. Where the host is being closed, the component is started again with the next. */
function stopped({ lifecycle }: HostParts, id: string, error: unknown): void {
  const reason = reasonOf('stop', error);
  const desired = isAirssysError(error, 'AIRSSYS_LIFECYCLE_CLOSED') ? 'running' : 'stopped';
  lifecycle.transition(id, 'stopping', { reason, change: { desired } });
  lifecycle.transition(id, 'stopped', { reason });
}
