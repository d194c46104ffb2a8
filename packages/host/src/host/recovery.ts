/** What a host finds of the one before it, and makes of it: everything is as it was acknowledged, and nothing half done. */
import { AirssysError } from '@airssys/model';
import type { ComponentRecord, TransitionReason } from '../registry/component-record.ts';
import type { HostParts } from './host-parts.ts';
import { endUninstalled, undoInstallation } from './install.ts';
import { removeUnused } from './unused-files.ts';

const RECOVERY: TransitionReason = { what: 'recovery' };

/**
 * Brings every component to a state that rests, or to `starting`, and answers which are to be started. Each step is one transition:
 * a host that ends during its recovery is recovered by the next.
 */
export async function recover(parts: HostParts): Promise<readonly string[]> {
  const starting: string[] = [];
  for (const record of parts.registry.list()) {
    if (await recoverComponent(parts, record)) starting.push(record.id);
    if (parts.registry.get(record.id) !== undefined) parts.mailboxes.open(record.id, record.settings.mailbox);
  }
  await parts.mailboxes.recovered();
  return starting;
}

/** Whether it is to be started. */
async function recoverComponent(
  parts: HostParts,
  { id, state, desired, update, active }: ComponentRecord,
): Promise<boolean> {
  const { lifecycle } = parts;
  switch (state) {
    case 'uninstalled':
      await endUninstalled(parts, id);
      return false;
    case 'installing':
      await undoInstallation(parts, id, interrupted(id, 'install'));
      return false;
    case 'updating': {
      const { from = 'running', candidate = '', isNew = false } = update ?? {};
      // Either the registry was told that the new version is the active one, or it never was.
      const isDone = active === candidate;
      if (!isDone) {
        if (isNew) lifecycle.amend(id, {}, { removeVersions: [candidate] });
        await removeUnused(parts, [candidate], id);
      }
      const isToRun = from === 'running' || (isDone && from === 'failed' && desired === 'running');
      const rests = isDone && from === 'failed' ? 'stopped' : from;
      lifecycle.transition(id, isToRun ? 'starting' : rests, { reason: RECOVERY, change: { update: undefined } });
      return isToRun;
    }
    case 'running':
      lifecycle.transition(id, 'starting', { reason: RECOVERY });
      return true;
    case 'starting':
      return true;
    case 'stopping':
      lifecycle.transition(id, 'stopped', { reason: RECOVERY });
      return desired === 'running';
    case 'stopped':
      return desired === 'running';
    case 'installed':
    case 'failed':
      return false;
  }
}

function interrupted(id: string, command: string): AirssysError {
  return new AirssysError('AIRSSYS_LIFECYCLE_CLOSED', `The host ended during ${command} of ${id}`, {
    hint: `Give the command again.`,
    data: { component: id, command },
  });
}
