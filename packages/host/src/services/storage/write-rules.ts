/** What every backend demands of a write, and how it judges what a write expects. */
import { AirssysError } from '@airssys/model';
import type { ExpectedEntry, Write, WriteOutcome } from './key-value-backend.ts';

/** @throws AirssysError `AIRSSYS_STORAGE_INVALID` where a key, a time to live or a version cannot be. */
export function demandWrites(writes: readonly Write[]): void {
  for (const write of writes) {
    demandKey(write.key);
    if (write.kind === 'set') demandTtl(write.key, write.ttlMs);
    if (typeof write.expected === 'number' && !(Number.isSafeInteger(write.expected) && write.expected > 0)) {
      throw invalid(`${write.expected} is no version`, 'Give the one of an entry that was read.');
    }
  }
}

/** @throws AirssysError `AIRSSYS_STORAGE_INVALID` where it cannot be a key. */
export function demandKey(key: string): void {
  if (isKey(key)) return;
  throw invalid(
    `${JSON.stringify(key)} cannot be a key`,
    'A key is not empty, without NUL and without half of a surrogate pair.',
  );
}

/** @throws AirssysError `AIRSSYS_STORAGE_INVALID` where the entry would be gone at once, or never is said by a number. */
export function demandTtl(key: string, ttlMs: number | undefined): void {
  if (ttlMs === undefined || (Number.isFinite(ttlMs) && ttlMs > 0)) return;
  throw invalid(`${key} cannot have ${ttlMs} ms to live`, 'Give a number above 0, or none.');
}

const isKey = (key: string): boolean => key !== '' && !key.includes('\0') && key.isWellFormed();

/** Whether the entry that is there, by its version, is what is expected. */
export function isExpected(expected: ExpectedEntry | undefined, version: number | undefined): boolean {
  if (expected === undefined) return true;
  if (expected === 'absent') return version === undefined;
  return expected === 'present' ? version !== undefined : version === expected;
}

/**
 * The version that the writes have given. For who has no other way to go on where they were refused.
 *
 * @throws AirssysError `AIRSSYS_STORAGE_CONFLICT`, `AIRSSYS_STORAGE_QUOTA` where they were refused.
 */
export function demandWritten(outcome: WriteOutcome): number {
  if (outcome.ok) return outcome.version;
  throw outcome.reason === 'conflict'
    ? new AirssysError('AIRSSYS_STORAGE_CONFLICT', `Write ${outcome.at} of the batch expected another entry`, {
        hint: 'Read it again, and write by what is there now.',
        data: { at: outcome.at },
      })
    : new AirssysError('AIRSSYS_STORAGE_QUOTA', `The quota of ${outcome.namespace} is used up`, {
        hint: 'Delete what is not needed, or raise the quota.',
        data: { namespace: outcome.namespace },
      });
}

/** @throws AirssysError `AIRSSYS_STORAGE_INVALID` where a page would have no entry. */
export function demandPage(name: string, value: number): void {
  if (value >= 1) return;
  throw invalid(`The ${name} of a page cannot be ${value}`, 'It is at least 1.');
}

export const closedError = (): AirssysError =>
  new AirssysError('AIRSSYS_STORAGE_CLOSED', 'The storage has been closed', {
    hint: 'Whoever disposed it, a host among them, does so after the last use.',
  });

const invalid = (message: string, hint: string): AirssysError =>
  new AirssysError('AIRSSYS_STORAGE_INVALID', message, { hint });
