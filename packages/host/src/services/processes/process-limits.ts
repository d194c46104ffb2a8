import { existsSync } from 'node:fs';
import { AirssysError } from '@airssys/model';
import { processError } from './process-fault.ts';

/** What the processes of one instance may use. A component can ask for less. */
export interface ProcessLimits {
  /** Processes that it has started and that have not ended: 1 to 1,000. Default 8. */
  readonly maxProcesses?: number | undefined;
  /** Milliseconds after which one is killed: 1 to 86,400,000. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Bytes of stdout and stderr together, after which one is killed. Default 64 MiB. */
  readonly maxOutputBytes?: number | undefined;
  /** Bytes of address space of each, on Linux with `prlimit`. Default: no limit. */
  readonly maxMemoryBytes?: number | undefined;
}

export interface ResolvedProcessLimits {
  readonly maxProcesses: number;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly maxMemoryBytes: number | undefined;
}

const DEFAULTS = { maxProcesses: 8, timeoutMs: 60_000, maxOutputBytes: 64 * 1024 * 1024 };
const MAXIMA = { maxProcesses: 1_000, timeoutMs: 86_400_000, maxOutputBytes: 2 ** 40, maxMemoryBytes: 2 ** 50 };

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` */
export function resolveProcessLimits(given: ProcessLimits = {}): ResolvedProcessLimits {
  for (const [name, maximum] of Object.entries(MAXIMA)) {
    const value = given[name as keyof typeof MAXIMA];
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= maximum)) continue;
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} of processes cannot be ${value}`, {
      hint: `It is a whole number from 1 to ${maximum}.`,
    });
  }
  return {
    maxProcesses: given.maxProcesses ?? DEFAULTS.maxProcesses,
    timeoutMs: given.timeoutMs ?? DEFAULTS.timeoutMs,
    maxOutputBytes: given.maxOutputBytes ?? DEFAULTS.maxOutputBytes,
    maxMemoryBytes: given.maxMemoryBytes,
  };
}

/** WIT's `process-limits`. */
export interface AskedLimits {
  readonly timeoutMs?: bigint | undefined;
  readonly maxOutputBytes?: bigint | undefined;
  readonly maxMemoryBytes?: bigint | undefined;
}

/** What a component asked for, where it is less than the host allows. */
export function narrowLimits(host: ResolvedProcessLimits, asked: AskedLimits): ResolvedProcessLimits {
  const least = (allowed: number, wanted: bigint | undefined): number =>
    wanted === undefined || wanted > BigInt(Number.MAX_SAFE_INTEGER) ? allowed : Math.min(allowed, Number(wanted));
  const { maxMemoryBytes } = host;
  const isMemoryLimited = maxMemoryBytes !== undefined || asked.maxMemoryBytes !== undefined;
  return {
    maxProcesses: host.maxProcesses,
    timeoutMs: least(host.timeoutMs, asked.timeoutMs),
    maxOutputBytes: least(host.maxOutputBytes, asked.maxOutputBytes),
    maxMemoryBytes: isMemoryLimited ? least(maxMemoryBytes ?? 2 ** 50, asked.maxMemoryBytes) : undefined,
  };
}

const PRLIMIT = '/usr/bin/prlimit';

/**
 * The program and the arguments that start another one with so much address space, and without core dumps.
 *
 * @throws WitError `unsupported` where this host has no `prlimit`.
 */
export function withMemoryLimit(maxMemoryBytes: number, path: string, args: readonly string[]): readonly string[] {
  if (process.platform !== 'linux' || !existsSync(PRLIMIT)) {
    throw processError('unsupported', 'this host cannot limit the memory of a process');
  }
  return [PRLIMIT, `--as=${maxMemoryBytes}:${maxMemoryBytes}`, '--core=0:0', '--', path, ...args];
}
