/** Where a replay is first not as it was recorded, and how that reads. */
import type { Encoded } from './value-coding.ts';

/** Where a replay is not as its recording. */
export interface Difference {
  /** The call, counted from 1; 0 for the start. */
  readonly call: number;
  /** Its operation; `start-up` for the start. */
  readonly operation: string;
  /** The call of the host within it, counted from 1; undefined where the end of the call differs. */
  readonly hostCall?: number | undefined;
  /** What differs. `trap`: it ends in a trap still, which was to be gone. */
  readonly what: 'call' | 'host-call' | 'arguments' | 'outcome' | 'fuel' | 'log' | 'trap';
  /** As text. */
  readonly recorded: string;
  /** What it is in the replay, as text. */
  readonly now: string;
}

/** Longest text of one side, in characters. */
const MAX_SIDE = 600;

/** `call 3 (take), host call 2: …`, and both sides. */
export function describeDifference({ call, operation, hostCall, what, recorded, now }: Difference): string {
  const place = `${call === 0 ? 'start-up' : `call ${call} (${operation})`}${hostCall === undefined ? '' : `, host call ${hostCall}`}`;
  return `${place}: ${NAMES[what]}\n  recorded: ${bounded(recorded)}\n  now:      ${bounded(now)}`;
}

const NAMES: Readonly<Record<Difference['what'], string>> = {
  call: 'another call',
  'host-call': 'another call of the host',
  arguments: 'other arguments',
  outcome: 'another outcome',
  fuel: 'another amount of fuel',
  log: 'another log entry',
  trap: 'it still ends in a trap',
};

const bounded = (text: string): string => (text.length <= MAX_SIDE ? text : `${text.slice(0, MAX_SIDE)}…`);

/** A recorded value as people read it: numbers, texts and lists as JSON has them. */
export function showValue(value: Encoded): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Encoded[]).map(showValue).join(', ')}]`;
  const fields = value as Readonly<Record<string, Encoded>>; // it is no list
  const { $int, $number, $none, $bytes, $text, $list, $handle, bytes, length, of } = fields;
  if (typeof $int === 'string') return `${$int}n`;
  if (typeof $number === 'string') return $number;
  if ($none === true) return 'undefined';
  if (typeof $text === 'string') return `text of ${show(length)} characters, SHA-256 ${$text.slice(0, 12)}`;
  if (typeof $bytes === 'string') return showBytes($bytes, length);
  if (typeof $list === 'string') return `${$list} ${show(bytes)}`;
  if (typeof $handle === 'number') return `handle ${$handle}${of === undefined ? '' : ` of ${show(of)}`}`;
  return `{ ${Object.entries(fields)
    .map(([key, item]) => `${key}: ${showValue(item)}`)
    .join(', ')} }`;
}

const show = (value: Encoded | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** Bytes as text where they are one. */
function showBytes(base64: string, length: Encoded | undefined): string {
  if (length !== undefined) return `${show(length)} bytes, SHA-256 ${base64.slice(0, 12)}`;
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? `bytes of ${JSON.stringify(text)}` : `bytes ${base64}`;
}

/** `airssys:core/storage#get("key")`. */
export const showCall = (name: string, args: Encoded): string =>
  `${name}(${(Array.isArray(args) ? (args as readonly Encoded[]) : []).map(showValue).join(', ')})`;
