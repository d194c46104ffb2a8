/** Quantities on the command line. */
import { usageError } from '../report/usage-error.ts';

const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

const DURATIONS: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1_000, m: 60_000 };

/** Bytes: `65536`, `512KiB`, `64MiB`, `1.5GiB`; `kB` and `MB` are decimal. */
export function parseBytes(option: string, text: string): number {
  return parseQuantity(option, text, SIZES, 'Write bytes, such as 65536, 512KiB or 64MiB.');
}

/** Milliseconds: `500`, `500ms`, `2s`, `1m`. */
export function parseDurationMs(option: string, text: string): number {
  return parseQuantity(option, text, DURATIONS, 'Write a duration, such as 500ms, 2s or 1m.');
}

/** A whole number: `1000000` or `1_000_000`. */
export function parseCount(option: string, text: string): number {
  return parseQuantity(option, text, { '': 1 }, 'Write a whole number, such as 1000000 or 1_000_000.');
}

function parseQuantity(option: string, text: string, units: Readonly<Record<string, number>>, hint: string): number {
  const [, digits = '', unit = ''] = /^(\d[\d_]*(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = digits !== '' && Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  const value = Math.round(Number(digits.replaceAll('_', '')) * (factor ?? Number.NaN));
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw usageError(`${option} cannot be '${text}'`, hint);
}

/** A port of this machine. @throws AirssysError `AIRSSYS_CLI_USAGE`. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usageError(`--port cannot be '${text}'`, 'Write a number from 0 to 65535; 0 is a free port.');
}
