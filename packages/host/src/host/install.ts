/** `install` and `uninstall`. */
import { AirssysError } from '@airssys/model';
import { withDeadline } from '../lifecycle/deadline.ts';
import { reasonOf } from '../lifecycle/lifecycle-engine.ts';
import type { ComponentSettings } from '../registry/component-record.ts';
import { purgeMessages } from '../messaging/message-store.ts';
import { purgeNamespace } from '../services/storage/purge-namespace.ts';
import { type HostParts, progressOf } from './host-parts.ts';
import type { InstallOptions } from './host-options.ts';
import type { Intake } from './intake.ts';
import { addressOf } from './resting-mailboxes.ts';
import { removeUnused } from './unused-files.ts';

export interface Installing {
  readonly id: string;
  readonly intake: Intake;
  readonly settings: ComponentSettings;
  readonly options: InstallOptions;
}

/** From `uninstalled` to `installed`; back, with the file, where that cannot be. */
export async function installComponent(
  parts: HostParts,
  { id, intake, settings, options }: Installing,
  signal: AbortSignal,
): Promise<void> {
  const { lifecycle, files, engine, timeouts, now } = parts;
  const { bytes, version } = intake;
  const { hash } = version;
  const progress = progressOf(options, id);
  const startedAtMs = now();
  lifecycle.begin(
    {
      id,
      desired: 'stopped',
      update: { candidate: hash, strategy: 'install', startedAtMs, from: 'uninstalled', isNew: true },
      settings,
      installedAtMs: startedAtMs,
    },
    { what: 'install' },
  );
  try {
    await withDeadline({ component: id, state: 'installing', timeoutMs: timeouts.installing, signal }, async () => {
      progress('keep');
      await files.put(bytes);
      progress('prepare');
      await engine.load(bytes, id);
    });
    lifecycle.transition(id, 'installed', {
      reason: { what: 'install' },
      change: { active: hash, update: undefined },
      addVersion: version,
    });
    parts.mailboxes.open(id, settings.mailbox);
  } catch (error) {
    await undoInstallation(parts, id, error);
    throw error;
  }
}

/** Leaves nothing of an installation that has not come to its end. */
export async function undoInstallation(parts: HostParts, id: string, error: unknown): Promise<void> {
  parts.lifecycle.transition(id, 'uninstalled', { reason: reasonOf('install', error), change: { purge: false } });
  await endUninstalled(parts, id);
}

/** From a state without instances to `uninstalled`, and then to nothing. */
export async function uninstallComponent(parts: HostParts, id: string, keepData: boolean): Promise<void> {
  parts.lifecycle.transition(id, 'uninstalled', {
    reason: { what: 'uninstall' },
    change: { purge: !keepData, desired: 'stopped' },
  });
  await endUninstalled(parts, id);
}

/** Does what is still to be done of an uninstallation. Its files stay until `collectGarbage`, but for one that never was installed. */
export async function endUninstalled(parts: HostParts, id: string): Promise<void> {
  const { registry, lifecycle, storage } = parts;
  const { purge = false, update } = registry.get(id) ?? {};
  await parts.mailboxes.end(id);
  if (purge) {
    await purgeNamespace(storage, id);
    await purgeMessages(storage, addressOf(id));
  }
  if (update?.strategy === 'install') await removeUnused(parts, [update.candidate], id);
  // Last: until then the next host takes this up again.
  lifecycle.forget(id);
}

export function demandIdOf(given: string | undefined, { version }: Intake): string {
  const id = given ?? version.name;
  if (id !== '') return id;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', 'The component does not say who it is', {
    hint: 'Give it an id: install(…, { id: "namespace:name" }).',
  });
}
