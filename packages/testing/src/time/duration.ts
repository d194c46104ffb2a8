import { AirssysError } from '@airssys/model';

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds, or a number with its unit: `'250ms'`, `'10s'`, `'5m'`, `'1h'`, `'2d'`. */
export type Duration = number | `${number}${keyof typeof UNITS_MS}`;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for what is no duration, or goes back in time. */
export function toMilliseconds(duration: Duration): number {
  const groups = /^(?<amount>\d+(?:\.\d+)?)(?<unit>ms|[smhd])$/.exec(String(duration))?.groups;
  // The pattern has the units of the table.
  const ms = groups ? Number(groups['amount']) * UNITS_MS[groups['unit'] as keyof typeof UNITS_MS] : duration;
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) {
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `'${duration}' is not a duration`, {
      hint: `Give milliseconds, or a number with a unit (${Object.keys(UNITS_MS).join(', ')}), such as '10s'.`,
    });
  }
  return ms;
}
