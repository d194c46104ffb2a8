/** `airssys install` and `airssys update`: a component's file goes to the host, with what it may do. */
import { CapabilitySet, type ComponentSettings, readComponent, type UpdatePlan } from '@airssys/host';
import { formatPermission } from '@airssys/model';
import { basename, resolve } from 'node:path';
import { readNamedComponent, readNamedFile, type SourceFlags } from '../../component-file.ts';
import type { ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import type { ComponentStatus } from '../../daemon/component-status.ts';
import { operate, type OperateFlags, type Operation } from '../../daemon/operate.ts';
import { type LimitFlags, parseLimits } from '../../parse/limits.ts';
import { parseEnv, parseMounts, parsePairs } from '../../parse/pairs.ts';
import { parseCount } from '../../parse/quantities.ts';
import { parseStrategy, type StrategyFlags } from '../../parse/strategy.ts';
import { printJson } from '../../report/json.ts';
import { printable } from '../../report/text.ts';

export interface SettingsFlags extends LimitFlags {
  readonly allow?: readonly string[];
  readonly allowRequested?: boolean;
  readonly env?: readonly string[];
  readonly mount?: readonly string[];
  readonly config?: string;
  readonly label?: readonly string[];
  readonly instances?: string;
  readonly wire?: readonly string[];
  readonly restart?: 'permanent' | 'transient' | 'temporary';
}

export interface InstallFlags extends OperateFlags, SettingsFlags, SourceFlags {
  readonly id?: string;
  readonly start: boolean;
}

export interface UpdateFlags extends OperateFlags, SettingsFlags, StrategyFlags, SourceFlags {
  readonly approve?: readonly string[];
  readonly allowBreaking?: boolean;
  readonly dryRun?: boolean;
  /** Undefined where neither `--migrate` nor `--no-migrate` was given. */
  readonly migrate?: boolean;
}

export async function install(io: CommandIo, file: string, flags: InstallFlags): Promise<ExitCode> {
  return await operate(io, flags, async (operation) => {
    const { bytes: component, from } = await readNamedComponent(io, file, flags, operation.signal);
    const settings = { ...(await readSettings(flags, component, file)), id: flags.id, from };
    const form = formOf(settings, component, file);
    const found = await change(operation, '/components', form);
    const status = flags.start ? await change(operation, `/components/${encodeURIComponent(found.id)}/start`) : found;
    printStatus(io, flags, status);
  });
}

export async function update(io: CommandIo, id: string, file: string, flags: UpdateFlags): Promise<ExitCode> {
  return await operate(io, flags, async (operation) => {
    const { bytes: component, from } = await readNamedComponent(io, file, flags, operation.signal);
    const { approve, allowBreaking, dryRun, migrate } = flags;
    const settings = {
      ...(await readSettings(flags, component, file)),
      strategy: parseStrategy(flags),
      approved: approve,
      allowBreaking,
      dryRun,
      migrate,
      from,
    };
    const form = formOf(settings, component, file);
    const { client, signal, onProgress } = operation;
    const path = `/components/${encodeURIComponent(id)}/update`;
    const answer = (await client.ask({ method: 'POST', path, body: form, signal, onProgress })) as Updated; // the host's own
    if (dryRun === true || flags.json === true) printJson(io, answer);
    else printStatus(io, flags, answer.component);
  });
}

interface Updated {
  /** What has changed, or would. */
  readonly plan: UpdatePlan;
  readonly component: ComponentStatus;
}

/** Starts, stops, rolls back or takes off. */
export async function changeState(
  io: CommandIo,
  id: string,
  command: 'start' | 'stop' | 'rollback' | 'uninstall',
  flags: OperateFlags & { readonly keepData?: boolean },
): Promise<ExitCode> {
  return await operate(io, flags, async (operation) => {
    const { keepData } = flags;
    const path = `/components/${encodeURIComponent(id)}/${command}`;
    printStatus(io, flags, await change(operation, path, { keepData }));
  });
}

/** What a command makes of a component, which is then as it is told. */
async function change(
  { client, signal, onProgress }: Operation,
  path: string,
  body: unknown = {},
): Promise<ComponentStatus> {
  return (await client.ask({ method: 'POST', path, body, signal, onProgress })) as ComponentStatus; // the host's own answer
}

function printStatus(io: CommandIo, flags: OperateFlags, status: ComponentStatus): void {
  if (flags.json === true) printJson(io, status);
  else io.stderr.write(`${printable([status.id, status.version, 'is', status.state].filter(Boolean).join(' '))}\n`);
}

function formOf(settings: unknown, component: Uint8Array, file: string): FormData {
  const form = new FormData();
  form.set('settings', JSON.stringify(settings));
  form.set('component', new Blob([new Uint8Array(component)]), basename(file));
  return form;
}

/** The settings that are named; of an update, the others stay. The configuration goes as base64. */
async function readSettings(
  flags: SettingsFlags,
  component: Uint8Array,
  file: string,
): Promise<Partial<Omit<ComponentSettings, 'config'>> & { readonly config?: string }> {
  const { allow, allowRequested, env, mount, config, label, instances, restart, wire } = flags;
  CapabilitySet.from(allow ?? []); // throws for one that is no permission
  const requested =
    allowRequested === true
      ? (readComponent(component, file).manifest?.component.permissions ?? []).map(formatPermission)
      : [];
  const limits = parseLimits(flags);
  return {
    ...((allow || allowRequested === true) && { grants: [...(allow ?? []), ...requested] }),
    ...(env && { env: parseEnv(env) }),
    ...(mount && { mounts: absoluteMounts(mount) }),
    ...(config !== undefined && {
      config: Buffer.from(await readNamedFile(config, 'the configuration file')).toString('base64'),
    }),
    ...(label && { labels: parsePairs('--label', label) }),
    ...(instances !== undefined && { instances: parseCount('--instances', instances) }),
    ...(restart !== undefined && { restart }),
    ...(wire && { wires: parsePairs('--wire', wire) }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

/** The host is in a directory of its own. */
const absoluteMounts = (texts: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(parseMounts(texts)).map(([guestPath, dir]) => [guestPath, resolve(dir)]));
