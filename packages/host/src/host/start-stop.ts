/** `start` and `stop`, and what follows when a component ends by itself. */
import { isAirssysError } from '@airssys/model';
import { withDeadline } from '../lifecycle/deadline.ts';
import { reasonOf } from '../lifecycle/lifecycle-engine.ts';
import type { ComponentSettings, TransitionReason, VersionHash } from '../registry/component-record.ts';
import { Deployment } from './deployment.ts';
import { type HostParts, instanceOptions, loadVersion, recordOf } from './host-parts.ts';

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
    const { active, settings } = recordOf(parts, id);
    const deployment = await deploy(parts, { id, hash: active ?? '', settings, state: 'starting' }, signal);
    try {
      lifecycle.transition(id, 'running', { reason });
    } catch (error) {
      await deployment.kill();
      throw error;
    }
    parts.deployments.set(id, deployment);
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
  await endDeployment(parts, id);
  lifecycle.transition(id, 'stopped', { reason });
}

/** Its instances are gone when it resolves: in order, or by force at the deadline of `stopping`. */
export async function endDeployment({ deployments, timeouts }: HostParts, id: string): Promise<void> {
  const deployment = deployments.get(id);
  deployments.delete(id);
  await deployment?.stop(AbortSignal.timeout(timeouts.stopping));
}

export interface Deploying {
  readonly id: string;
  readonly hash: VersionHash;
  readonly settings: ComponentSettings;
  readonly state: 'starting' | 'updating';
}

/** Instances of a version, which take no calls yet. */
export async function deploy(
  parts: HostParts,
  { id, hash, settings, state }: Deploying,
  signal: AbortSignal,
): Promise<Deployment> {
  const timeoutMs = parts.timeouts[state];
  return await withDeadline({ component: id, state, timeoutMs, signal }, async (signal) => {
    const loaded = await loadVersion(parts, id, hash);
    const deployment: Deployment = await Deployment.start(
      {
        component: id,
        instances: settings.instances,
        make: async () => await loaded.instantiate(instanceOptions(parts, id, settings)),
        onFailed: (error) => void deploymentFailed(parts, id, deployment, error),
      },
      signal,
    );
    return deployment;
  });
}

/** It has ended by itself, and is not started again. */
async function deploymentFailed(parts: HostParts, id: string, deployment: Deployment, error: unknown): Promise<void> {
  const { lifecycle, deployments } = parts;
  await lifecycle.lane(id).internal(async () => {
    // A command may have come first.
    if (deployments.get(id) !== deployment || lifecycle.stateOf(id) !== 'running') return;
    deployments.delete(id);
    lifecycle.transition(id, 'failed', { reason: reasonOf('crash', error) });
  });
}

/** A start that was given up. Where the host is being closed, the component is started again with the next. */
function stopped({ lifecycle }: HostParts, id: string, error: unknown): void {
  const reason = reasonOf('stop', error);
  const desired = isAirssysError(error, 'AIRSSYS_LIFECYCLE_CLOSED') ? 'running' : 'stopped';
  lifecycle.transition(id, 'stopping', { reason, change: { desired } });
  lifecycle.transition(id, 'stopped', { reason });
}
