/** What the commands of a host work on. */
import { AirssysError } from '@airssys/model';
import type { ComponentHost } from '../component-host.ts';
import type { InstanceOptions } from '../instance-options.ts';
import type { LifecycleEngine } from '../lifecycle/lifecycle-engine.ts';
import type { TransitionalState } from '../lifecycle/lifecycle-state.ts';
import type { LoadedComponent } from '../loaded-component.ts';
import type { ComponentFiles } from '../registry/component-files.ts';
import type { ComponentRecord, ComponentSettings, VersionHash, VersionRecord } from '../registry/component-record.ts';
import type { Registry } from '../registry/registry.ts';
import type { KeyValueBackend } from '../services/storage/key-value-backend.ts';
import type { OpenOptions, Progress, ProgressOptions } from './host-options.ts';
import type { RestingMailboxes } from './resting-mailboxes.ts';
import type { RunningComponent } from './running-component.ts';

export interface HostParts {
  readonly options: OpenOptions;
  readonly engine: ComponentHost;
  readonly registry: Registry;
  readonly files: ComponentFiles;
  readonly lifecycle: LifecycleEngine;
  readonly storage: KeyValueBackend;
  readonly timeouts: Readonly<Record<TransitionalState, number>>;
  readonly now: () => number;
  /** What runs, by component. */
  readonly running: Map<string, RunningComponent>;
  /** Of what does not run. */
  readonly mailboxes: RestingMailboxes;
}

/** @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` where it is not installed. */
export function recordOf({ registry }: Pick<HostParts, 'registry'>, id: string): ComponentRecord {
  const record = registry.get(id);
  if (record !== undefined && record.state !== 'uninstalled') return record;
  throw new AirssysError('AIRSSYS_LIFECYCLE_STATE', `${id} is not installed`, {
    hint: 'Install it first; host.query() lists what is installed.',
    data: { component: id, state: 'uninstalled' },
  });
}

/** @throws AirssysError `AIRSSYS_LIFECYCLE_STATE`: it does not run. */
export function refuseCall(parts: HostParts, id: string, operation: string): never {
  const { state } = recordOf(parts, id);
  throw new AirssysError('AIRSSYS_LIFECYCLE_STATE', `${id} is ${state}: it takes no calls`, {
    hint: 'Start it, or wait until it runs.',
    data: { component: id, state, operation },
  });
}

/** @throws AirssysError `AIRSSYS_LIFECYCLE_STATE`: it is not to be seen among what is installed. */
export function refuseToShow(parts: HostParts, id: string): never {
  const { state } = recordOf(parts, id);
  throw new AirssysError('AIRSSYS_LIFECYCLE_STATE', `${id} is ${state}`, {
    hint: 'Wait until it is installed.',
    data: { component: id, state },
  });
}

/** The version that runs, or would. @throws AirssysError `AIRSSYS_REGISTRY_DAMAGED` where there is none. */
export function activeVersion({ registry }: HostParts, { id, active }: ComponentRecord): VersionRecord {
  const version = active === undefined ? undefined : registry.version(id, active);
  if (version) return version;
  throw new AirssysError('AIRSSYS_REGISTRY_DAMAGED', `${id} has no active version in the registry`, {
    hint: 'Uninstall it, and install it again.',
    data: { component: id },
  });
}

/** Loads a version from the file that is kept of it. */
export async function loadVersion(
  { engine, files }: HostParts,
  id: string,
  hash: VersionHash,
): Promise<LoadedComponent> {
  return await engine.load(await files.read(hash), id);
}

/** How every instance of a component is set up: what is kept of it goes before what surrounds it. */
export function instanceOptions({ options }: HostParts, id: string, settings: ComponentSettings): InstanceOptions {
  const { grants, trust, limits, config, env, mounts } = settings;
  const surroundings = options.surroundings?.(id);
  return { ...surroundings, id, grants, trust, limits, config, env, mounts: { ...surroundings?.mounts, ...mounts } };
}

/** What an operation of a closed host throws. */
export function closed(): AirssysError {
  return new AirssysError('AIRSSYS_LIFECYCLE_CLOSED', 'The host is closed', { hint: 'Open it again: Host.open().' });
}

/** INVARIANT: what an embedder's listener throws harms no work: it becomes a warning of the process. */
export function progressOf(
  { onProgress }: ProgressOptions,
  component: string,
): (step: Progress['step'], of?: Pick<Progress, 'done' | 'total'>) => void {
  return (step, of) => {
    try {
      onProgress?.(Object.freeze({ component, step, ...of }));
    } catch (error) {
      process.emitWarning(`A listener of progress failed: ${error instanceof Error ? error.message : String(error)}`, {
        type: 'AirssysWarning',
      });
    }
  };
}
