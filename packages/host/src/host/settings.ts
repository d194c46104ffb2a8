/** How a component is to be run: checked when it is given, and not when it is too late. */
import { resolve } from 'node:path';
import { AirssysError } from '@airssys/model';
import { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CustomCapabilities } from '../capabilities/pattern.ts';
import { demandKnown } from '../demand-options.ts';
import type { ComponentSettings } from '../registry/component-record.ts';
import { resolveMailboxOptions } from '../messaging/mailbox-options.ts';
import { type Mounts, toMounts } from '../services/files/mounts.ts';
import { resolveLimits } from '../sandbox/limits.ts';
import { resolveSpec, resolveSupervisorOptions } from '../supervision/supervisor-options.ts';

const MAX_INSTANCES = 1_000;
const LABEL = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/;

export const DEFAULT_SETTINGS: ComponentSettings = Object.freeze({
  instances: 1,
  restart: 'permanent',
  labels: Object.freeze({}),
});

/**
 * What is given, over what was there before.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`, `AIRSSYS_CAPABILITY_INVALID`.
 */
export function resolveSettings(
  given: Partial<ComponentSettings>,
  before: ComponentSettings,
  custom: CustomCapabilities = {},
): ComponentSettings {
  const settings: ComponentSettings = {
    grants: given.grants ?? before.grants,
    trust: given.trust ?? before.trust,
    limits: given.limits ?? before.limits,
    config: given.config ?? before.config,
    env: given.env ?? before.env,
    mounts: given.mounts === undefined ? before.mounts : absolute(given.mounts),
    instances: given.instances ?? before.instances,
    restart: given.restart ?? before.restart,
    supervision: given.supervision ?? before.supervision,
    labels: given.labels ?? before.labels,
    mailbox: given.mailbox ?? before.mailbox,
    wires: given.wires ?? before.wires,
  };
  const { grants, trust, limits, instances, restart, supervision, labels, env = {} } = settings;
  if (grants) CapabilitySet.from(grants, { custom });
  resolveLimits(limits);
  demandKnown('restart', ['permanent', 'transient', 'temporary'], restart);
  demandKnown('trust', ['trusted', 'unknown', 'development'], trust);
  resolveMailboxOptions(settings.mailbox ?? {});
  resolveSupervisorOptions(supervision ?? {});
  if (supervision?.healthCheck) {
    resolveSpec({ id: 'instance', start: neverStarted, healthCheck: supervision.healthCheck }, 'never');
  }
  if (!Number.isInteger(instances) || instances < 1 || instances > MAX_INSTANCES) {
    throw invalid(`instances cannot be ${instances}`, `It is a whole number from 1 to ${MAX_INSTANCES}.`);
  }
  for (const [name, value] of Object.entries(labels)) {
    if (LABEL.test(name) && typeof value === 'string') continue;
    throw invalid(
      `A label cannot be ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
      'A name has up to 63 letters, digits, dots, dashes, underscores and slashes; its value is text.',
    );
  }
  for (const provider of Object.values(settings.wires ?? {})) demandId(provider);
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== 'string') throw invalid(`The variable ${name} is not text`, 'Variables are strings.');
  }
  // A copy: what was checked is what is kept.
  return structuredClone(settings);
}

/** The host may be opened from another directory the next time. @throws AirssysError `AIRSSYS_CONFIG_INVALID` */
function absolute(mounts: Mounts): Mounts {
  toMounts(mounts);
  const made = Object.entries(mounts).map(([guestPath, given]): [string, Mounts[string]] => [
    guestPath,
    typeof given === 'string' ? resolve(given) : { ...given, path: resolve(given.path) },
  ]);
  return Object.fromEntries(made);
}

/** Who messages of the embedder are from. */
export const EMBEDDER_ID = 'airssys:host';

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` where it is not `namespace:name`. */
export function demandId(id: string): string {
  // INVARIANT: nobody has the address of the embedder.
  if (/^[a-z][a-z0-9-]{0,62}:[a-z][a-z0-9-]{0,62}$/.test(id) && id !== EMBEDDER_ID) return id;
  throw invalid(
    `A component cannot be ${JSON.stringify(id)}`,
    `Its id is namespace:name, each of lower-case letters, digits and dashes; ${EMBEDDER_ID} is the embedder's.`,
  );
}

/** What is checked is not started. */
const neverStarted = async (): Promise<never> => await Promise.reject(new Error('it was only to be checked'));

function invalid(message: string, hint: string): AirssysError {
  return new AirssysError('AIRSSYS_CONFIG_INVALID', message, { hint });
}
