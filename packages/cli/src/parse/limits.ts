/** The limits of a call, as the options of all commands that make calls have them. */
import type { Limits } from '@airssys/host';
import { parseBytes, parseCount, parseDurationMs } from './quantities.ts';

/** Those that a command has. */
export interface LimitFlags {
  readonly maxFuel?: string;
  readonly maxMemory?: string;
  readonly timeout?: string;
  readonly startupTimeout?: string;
  readonly maxBytesIn?: string;
  readonly maxBytesOut?: string;
  readonly maxHostCalls?: string;
  readonly maxLog?: string;
}

/** Which limit an option sets, and how it is read. */
const LIMITS = {
  maxFuel: ['--max-fuel', 'maxFuel', parseCount],
  maxMemory: ['--max-memory', 'maxMemoryBytes', parseBytes],
  timeout: ['--timeout', 'timeoutMs', parseDurationMs],
  startupTimeout: ['--startup-timeout', 'startupTimeoutMs', parseDurationMs],
  maxBytesIn: ['--max-bytes-in', 'maxBytesIn', parseBytes],
  maxBytesOut: ['--max-bytes-out', 'maxBytesOut', parseBytes],
  maxHostCalls: ['--max-host-calls', 'maxHostCalls', parseCount],
  maxLog: ['--max-log', 'maxLogBytes', parseBytes],
} as const satisfies Record<
  keyof LimitFlags,
  readonly [option: string, limit: keyof Limits, parse: (option: string, text: string) => number]
>;

/** The limits that are named; of the others the default holds. @throws AirssysError `AIRSSYS_CLI_USAGE` */
export function parseLimits(flags: LimitFlags): Partial<Limits> {
  const limits: { -readonly [Name in keyof Limits]?: number } = {};
  for (const [key, [option, limit, parse]] of Object.entries(LIMITS)) {
    const text = flags[key as keyof LimitFlags]; // LIMITS has these keys
    if (text !== undefined) limits[limit] = parse(option, text);
  }
  return limits;
}
