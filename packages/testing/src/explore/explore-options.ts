import { AirssysError } from '@airssys/model';
import { demandCount } from '../faults/selection.ts';
import { type Duration, toMilliseconds } from '../time/duration.ts';
import { type ExploredCall, EXPLORED_KINDS, type ExploredKind, type FaultPoint, readPoint } from './fault-point.ts';

/** Which faults are tried, where, and for how long. */
export interface ExploreOptions {
  /** What goes wrong. Default `fail`, `kill` and `trap` at each call of the host; `hang` takes the time of a deadline. */
  readonly kinds?: readonly ExploredKind[] | undefined;
  /** Which calls of the host are points, and which positions of fuel and growths of memory. Default: all but the log's. */
  readonly where?: ((call: ExploredCall) => boolean) | undefined;
  /** Only this point, or these, as a report names them: `'kill shop:orders place storage.set 1'`. One that is not reached is an error. */
  readonly only?: string | readonly string[] | undefined;
  /** Runs that are too many: then nothing is run but the first. 1 or more, default 1,000. */
  readonly maxRuns?: number | undefined;
  /** Positions of fuel in one call of an operation: 1 or more, default 8. */
  readonly maxFuelPoints?: number | undefined;
  /** Findings after which no more are looked for: 1 or more, default 10. */
  readonly maxFindings?: number | undefined;
  /** How long one run may take, by the wall clock. Default 1 min. */
  readonly timeout?: Duration | undefined;
}

export interface ExploreSettings {
  readonly kinds: readonly ExploredKind[];
  readonly where: (call: ExploredCall) => boolean;
  readonly only: readonly FaultPoint[] | undefined;
  readonly maxRuns: number;
  readonly maxFuelPoints: number;
  readonly maxFindings: number;
  readonly timeoutMs: number;
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
export function resolveExploreOptions(options: ExploreOptions): ExploreSettings {
  const { kinds = ['fail', 'kill', 'trap'], where = () => true, only, timeout = '1m' } = options;
  const unknown = kinds.find((kind) => !EXPLORED_KINDS.includes(kind));
  if (unknown !== undefined || kinds.length === 0) {
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `kinds cannot be ${JSON.stringify(kinds)}`, {
      hint: `They are some of ${EXPLORED_KINDS.join(', ')}.`,
    });
  }
  return {
    kinds,
    where,
    only: only === undefined ? undefined : [only].flat().map(readPoint),
    maxRuns: counted('maxRuns', options.maxRuns ?? 1_000),
    maxFuelPoints: counted('maxFuelPoints', options.maxFuelPoints ?? 8),
    maxFindings: counted('maxFindings', options.maxFindings ?? 10),
    timeoutMs: toMilliseconds(timeout),
  };
}

function counted(name: string, value: number): number {
  demandCount(name, value);
  return value;
}
