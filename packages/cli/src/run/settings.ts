/** The options of `airssys run`, checked before anything is read or run. */
import { CapabilitySet, type Limits } from '@airssys/host';
import type { RunFlags } from '../commands/run.ts';
import { readNamedFile } from '../component-file.ts';
import { type LimitFlags, parseLimits } from '../parse/limits.ts';
import { parseEnv, parseMounts } from '../parse/pairs.ts';

export interface RunSettings {
  /** In the text form of permissions. */
  readonly grants: readonly string[];
  readonly mounts: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly config: Uint8Array | undefined;
  readonly limits: Partial<Limits>;
}

/** What a component may do, and how much of it, as flags. */
export type SettingFlags = Pick<RunFlags, 'allow' | 'mount' | 'env' | 'config'> & LimitFlags;

/** @throws AirssysError `AIRSSYS_CLI_USAGE`, `AIRSSYS_CAPABILITY_INVALID` */
export async function readSettings(flags: SettingFlags): Promise<RunSettings> {
  const { allow = [], mount = [], env = [], config } = flags;
  CapabilitySet.from(allow); // throws for one that is no permission
  return {
    grants: allow,
    mounts: parseMounts(mount),
    env: parseEnv(env),
    config: config === undefined ? undefined : await readNamedFile(config, 'the configuration file'),
    limits: parseLimits(flags),
  };
}
