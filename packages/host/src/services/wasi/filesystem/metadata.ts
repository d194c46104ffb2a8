/** What WASI tells of a file, from what Node does. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { NewTime } from '../../files/file-times.ts';
import { type Datetime, toDatetime } from '../clocks/wasi-clocks.ts';
import { codeError } from './error-codes.ts';

export type DescriptorType =
  | 'unknown'
  | 'block-device'
  | 'character-device'
  | 'directory'
  | 'fifo'
  | 'symbolic-link'
  | 'regular-file'
  | 'socket';

type Kinds = Record<
  'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket' | 'isBlockDevice' | 'isCharacterDevice',
  () => boolean
>;

export function typeOf(entry: Kinds): DescriptorType {
  if (entry.isFile()) return 'regular-file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'symbolic-link';
  if (entry.isFIFO()) return 'fifo';
  if (entry.isSocket()) return 'socket';
  if (entry.isBlockDevice()) return 'block-device';
  return entry.isCharacterDevice() ? 'character-device' : 'unknown';
}

interface DescriptorStat {
  readonly type: DescriptorType;
  readonly linkCount: bigint;
  readonly size: bigint;
  readonly dataAccessTimestamp: Datetime;
  readonly dataModificationTimestamp: Datetime;
  readonly statusChangeTimestamp: Datetime;
}

export function toStat(found: BigIntStats): DescriptorStat {
  return {
    type: typeOf(found),
    linkCount: found.nlink,
    size: found.size,
    dataAccessTimestamp: toDatetime(found.atimeNs),
    dataModificationTimestamp: toDatetime(found.mtimeNs),
    statusChangeTimestamp: toDatetime(found.ctimeNs),
  };
}

/**
 * 128 bits that are the same for the same file, and tell nothing of its number on the host: `secret` is the instance's own. What the
 * file holds does not change it, for programs take it for the file's number.
 */
export function metadataHash({ dev, ino }: BigIntStats, secret: Uint8Array): { lower: bigint; upper: bigint } {
  const digest = createHash('sha256').update(secret).update(`${dev}:${ino}`).digest();
  return { lower: digest.readBigUInt64LE(0), upper: digest.readBigUInt64LE(8) };
}

export type NewTimestamp =
  | { readonly tag: 'no-change' }
  | { readonly tag: 'now' }
  | { readonly tag: 'timestamp'; readonly val: Datetime };

/** The last moment that a file of Linux can have, in seconds. */
const LAST_SECOND = 1n << 33n;

export function toNewTime(given: NewTimestamp): NewTime {
  if (given.tag === 'now') return 'now';
  if (given.tag === 'no-change') return undefined;
  const { seconds, nanoseconds } = given.val;
  if (seconds > LAST_SECOND || nanoseconds >= 1e9) throw codeError('invalid');
  return Number(seconds) * 1000 + nanoseconds / 1e6;
}
