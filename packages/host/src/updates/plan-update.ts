/** A strategy as the steps that an update takes, one after the other. Each can be undone as long as the update has not ended. */
import { AirssysError } from '@airssys/model';
import { MAX_MS } from './demand-range.ts';
import type { UpdateGuard } from './update-guard.ts';
import type { UpdateStrategy } from './update-strategy.ts';

/**
 * One of the steps that every update consists of, whatever its strategy. `count` is how many slots, `next` and `old` are the
 * weights of the versions.
 */
export type UpdateStep =
  /** Makes slots of the new version, without calls for them, and asks for their health. */
  | { readonly do: 'start'; readonly count: number }
  /** Lets calls wait. */
  | { readonly do: 'hold' }
  /** Takes slots of the old version out of service, once what they do is done. */
  | { readonly do: 'take'; readonly count: number }
  /** The state of the slots that were taken (or of all, where none were), and where it goes. */
  | { readonly do: 'export' }
  | { readonly do: 'import' }
  /** Ends the slots that were taken. */
  | { readonly do: 'stop' }
  /** Shares out the calls: weights of the new and the old version. */
  | { readonly do: 'route'; readonly next: number; readonly old: number }
  /** Lets both versions work, and ends it where the guard is not content. */
  | {
      readonly do: 'watch';
      /** For how many milliseconds. */
      readonly durationMs: number;
      /** How many calls the new version must have answered besides. */
      readonly calls: number;
      /** What ends it early; undefined where nothing does. */
      readonly guard: UpdateGuard | undefined;
    };

export interface PlanInput {
  /** Slots of the old version, which the new one will have too. */
  readonly slots: number;
  /** Whether state is handed over. */
  readonly migrates: boolean;
}

/** Of a canary's percents, hundredths count. */
const WHOLE = 10_000;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a strategy with values out of range. */
export function planUpdate(strategy: UpdateStrategy, input: PlanInput): readonly UpdateStep[] {
  const { slots, migrates } = input;
  const start: UpdateStep = { do: 'start', count: slots };
  const handOver: readonly UpdateStep[] = migrates ? [{ do: 'hold' }, { do: 'export' }, { do: 'import' }] : [];
  const all: UpdateStep = { do: 'route', next: 1, old: 0 };
  switch (strategy.kind) {
    case 'stop-start':
      return [
        { do: 'hold' },
        { do: 'take', count: slots },
        ...(migrates ? [{ do: 'export' } as const] : []),
        { do: 'stop' },
        start,
        ...(migrates ? [{ do: 'import' } as const] : []),
        all,
      ];
    case 'blue-green':
      return [start, ...handOver, all];
    case 'canary': {
      const { steps, guard } = strategy;
      if (steps.length === 0)
        throw invalid('a canary without steps', 'Give it one, such as { weight: 10, calls: 100 }.');
      return [
        start,
        ...handOver,
        ...steps.flatMap(({ weight, durationMs = 0, calls = 0 }): UpdateStep[] => {
          const next = Math.round(demand('weight', weight, 100) * (WHOLE / 100));
          if (next < 1) throw invalid(`a weight of ${weight}`, 'It is a percentage above 0, up to 100.');
          return [
            { do: 'route', next, old: WHOLE - next },
            { do: 'watch', durationMs: demand('durationMs', durationMs, MAX_MS), calls: demand('calls', calls), guard },
          ];
        }),
        all,
      ];
    }
    case 'rolling': {
      const { batch = 1, pauseMs = 0, guard } = strategy;
      if (!Number.isInteger(batch) || batch < 1)
        throw invalid(`a batch of ${batch}`, 'It is a whole number from 1 on.');
      demand('pauseMs', pauseMs, MAX_MS);
      const steps: UpdateStep[] = [];
      for (let done = 0; done < slots; done += batch) {
        const count = Math.min(batch, slots - done);
        const left = slots - done - count;
        const take: UpdateStep = { do: 'take', count };
        const route: UpdateStep = { do: 'route', next: done + count, old: left };
        steps.push({ do: 'start', count });
        // The last old slots serve until nothing is routed to them.
        if (migrates) {
          steps.push(...(left === 0 ? [{ do: 'hold' } as const] : []), take, { do: 'export' }, { do: 'import' }, route);
        } else steps.push(route, take);
        steps.push({ do: 'watch', durationMs: pauseMs, calls: 0, guard }, { do: 'stop' });
      }
      return steps;
    }
  }
}

function demand(name: string, value: number, most: number = Number.MAX_SAFE_INTEGER): number {
  if (value >= 0 && value <= most) return value;
  throw invalid(`${name} ${value}`, `It is a number from 0 to ${most}.`);
}

function invalid(what: string, hint: string): AirssysError {
  return new AirssysError('AIRSSYS_CONFIG_INVALID', `An update cannot have ${what}`, { hint });
}
