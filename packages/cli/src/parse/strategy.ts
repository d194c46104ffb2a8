/** `--strategy` and what goes with it. */
import type { CanaryStep, UpdateGuard, UpdateStrategy } from '@airssys/host';
import { usageError } from '../report/usage-error.ts';
import { parseCount, parseDurationMs } from './quantities.ts';

export const STRATEGIES = ['stop-start', 'blue-green', 'canary', 'rolling'] as const;

export interface StrategyFlags {
  readonly strategy?: (typeof STRATEGIES)[number];
  readonly steps?: string;
  readonly batch?: string;
  readonly pause?: string;
  readonly maxErrorRate?: string;
  readonly maxTraps?: string;
  readonly maxLatency?: string;
  readonly minCalls?: string;
}

/** Which options belong to which strategy. Of the others they would be ignored: that is said instead. */
const OPTIONS: Readonly<Record<string, readonly (keyof StrategyFlags)[]>> = {
  'stop-start': [],
  'blue-green': [],
  canary: ['steps', 'maxErrorRate', 'maxTraps', 'maxLatency', 'minCalls'],
  rolling: ['batch', 'pause', 'maxErrorRate', 'maxTraps', 'maxLatency', 'minCalls'],
};

const NAMES: Readonly<Record<string, string>> = {
  steps: '--steps',
  batch: '--batch',
  pause: '--pause',
  maxErrorRate: '--max-error-rate',
  maxTraps: '--max-traps',
  maxLatency: '--max-latency',
  minCalls: '--min-calls',
};

const DEFAULT_STEPS = '5%:30s,25%:30s,50%:30s';

/** Undefined where none is named: the host's default then. @throws AirssysError `AIRSSYS_CLI_USAGE` */
export function parseStrategy(flags: StrategyFlags): UpdateStrategy | undefined {
  const { strategy } = flags;
  for (const key of Object.keys(NAMES) as (keyof StrategyFlags)[]) {
    if (flags[key] === undefined || OPTIONS[strategy ?? '']?.includes(key) === true) continue;
    const fitting = STRATEGIES.filter((one) => OPTIONS[one]?.includes(key));
    throw usageError(
      `${NAMES[key]} does not go with ${strategy === undefined ? 'no --strategy' : `--strategy ${strategy}`}`,
      `It is for --strategy ${fitting.join(' and ')}.`,
    );
  }
  const guard = parseGuard(flags);
  switch (strategy) {
    case undefined:
      return undefined;
    case 'canary':
      return { kind: 'canary', steps: parseSteps(flags.steps ?? DEFAULT_STEPS), ...(guard && { guard }) };
    case 'rolling':
      return {
        kind: 'rolling',
        ...(flags.batch !== undefined && { batch: parseCount('--batch', flags.batch) }),
        ...(flags.pause !== undefined && { pauseMs: parseDurationMs('--pause', flags.pause) }),
        ...(guard && { guard }),
      };
    default:
      return { kind: strategy };
  }
}

/** `5%:30s,50%:100calls,100%`. */
function parseSteps(text: string): readonly CanaryStep[] {
  return text.split(',').map((step) => {
    const [, percent = '', rest] = /^\s*(\d+(?:\.\d{1,2})?)%(?::(.+))?\s*$/.exec(step) ?? [];
    const weight = Number(percent);
    if (percent === '' || weight <= 0 || weight > 100) {
      throw usageError(`--steps cannot have '${step}'`, 'Write shares of the calls, such as 5%:30s,50%:100calls,100%.');
    }
    if (rest === undefined) return { weight };
    const [, calls] = /^(\d+)\s*calls$/.exec(rest) ?? [];
    if (calls !== undefined) return { weight, calls: parseCount('--steps', calls) };
    return { weight, durationMs: parseDurationMs('--steps', rest) };
  });
}

function parseGuard({ maxErrorRate, maxTraps, maxLatency, minCalls }: StrategyFlags): UpdateGuard | undefined {
  if ([maxErrorRate, maxTraps, maxLatency, minCalls].every((one) => one === undefined)) return undefined;
  return {
    ...(maxErrorRate !== undefined && { maxErrorRate: parsePercent('--max-error-rate', maxErrorRate) }),
    ...(maxTraps !== undefined && { maxTraps: parseWhole('--max-traps', maxTraps) }),
    ...(maxLatency !== undefined && { latency: { maxMs: parseDurationMs('--max-latency', maxLatency) } }),
    ...(minCalls !== undefined && { minCalls: parseCount('--min-calls', minCalls) }),
  };
}

function parsePercent(option: string, text: string): number {
  const [, digits = ''] = /^(\d+(?:\.\d+)?)%$/.exec(text.trim()) ?? [];
  if (digits !== '' && Number(digits) <= 100) return Number(digits) / 100;
  throw usageError(`${option} cannot be '${text}'`, 'Write a share, such as 0%, 1% or 2.5%.');
}

function parseWhole(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(`${option} cannot be '${text}'`, 'Write a whole number, such as 0 or 3.');
}
