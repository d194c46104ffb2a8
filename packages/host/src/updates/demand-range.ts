import { AirssysError } from '@airssys/model';

/** As many milliseconds as a timer can wait; one that is asked for more does not wait at all. */
export const MAX_MS: number = 2 ** 31 - 1;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for what is no number in the range. */
export function demandRange(name: string, value: number, least: number, most: number = MAX_MS): number {
  if (value >= least && value <= most) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be ${value}`, {
    hint: `It is a number from ${least} to ${most}.`,
  });
}
