/**
 * The WIT that a component was last built with lies in its project, as `wit/NAME.wit`, and is committed. A build whose WIT
 * breaks those who were made for the locked one is refused, unless its version says so.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AirssysError, type Manifest } from '@airssys/model';
import type { WitChange, WitComparison, WitDocument } from '@airssys/wit-gen';
import { writeAtomic } from './build-cache.ts';
import type { ResolvedOptions } from './options.ts';

/** The component's locked interface, and how this build compares to it. */
export interface AbiLock {
  /** Absolute path of `wit/NAME.wit` of the project; NAME is the component's. */
  readonly path: string;
  /** `unchanged`: the file says what was built. Otherwise it has been written. */
  readonly status: 'created' | 'updated' | 'unchanged';
  /** What has changed since. */
  readonly changes: readonly WitChange[];
}

/** A lock that was checked. Nothing is written before {@link writeLock}. */
export interface CheckedLock extends AbiLock {
  readonly wit: string;
}

/**
 * Compares what was built with the locked WIT. Loads the comparison only where the text differs.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ABI` for a breaking change without the version that it asks for, `AIRSSYS_WIT_INVALID` where the
 *   locked file cannot be read.
 */
export async function checkLock(
  wit: string,
  { component }: Manifest,
  { projectDir, allowBreaking }: Pick<ResolvedOptions, 'projectDir' | 'allowBreaking'>,
): Promise<CheckedLock> {
  const path = join(projectDir, 'wit', `${component.name}.wit`);
  const locked = existsSync(path) ? await readFile(path, 'utf8') : undefined;
  if (locked === undefined) return { path, status: 'created', changes: [], wit };
  // Line ends may have been changed by what checked the file out.
  if (locked.replaceAll('\r\n', '\n') === wit) return { path, status: 'unchanged', changes: [], wit };

  const { compareDocuments } = await import('@airssys/wit-gen');
  const comparison = compareDocuments(await read(path, locked), await read('the built WIT', wit));
  if (comparison.isBreaking && !comparison.isBumped && !allowBreaking) throw await refusal(path, comparison);
  return { path, status: 'updated', changes: comparison.changes, wit };
}

/** Writes the locked file, whole or not at all. @throws AirssysError `AIRSSYS_BUILD_WRITE` where that fails. */
export async function writeLock({ path, status, changes, wit }: CheckedLock): Promise<AbiLock> {
  if (status !== 'unchanged') {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeAtomic(path, wit);
    } catch (cause) {
      throw new AirssysError('AIRSSYS_BUILD_WRITE', `The WIT could not be locked in ${path}`, {
        hint: 'See that the folder can be written, or build without a lock.',
        cause,
      });
    }
  }
  return { path, status, changes };
}

async function read(path: string, text: string): Promise<WitDocument> {
  const { readWit } = await import('@airssys/wit-gen');
  const { document, diagnostics } = readWit({ files: [{ path, text }], missing: 'accept' });
  if (document !== undefined) return document;
  throw new AirssysError(
    'AIRSSYS_WIT_INVALID',
    `${path} cannot be read: ${diagnostics[0]?.message ?? 'nothing in it'}`,
    {
      hint: 'It is written by the build: take it from the last commit, or remove it to lock what is built now.',
      data: { path, diagnostics },
    },
  );
}

async function refusal(path: string, comparison: WitComparison): Promise<AirssysError> {
  const { bumped } = await import('@airssys/wit-gen');
  const { changes, before, asksFor } = comparison;
  const breaking = changes.filter(({ effect }) => effect === 'breaking');
  const list = breaking.map(({ place, what, before: old, after }) =>
    old === undefined && after === undefined
      ? `${place}: ${what}`
      : `${place}: ${what} (${old ?? ''} → ${after ?? ''})`,
  );
  const version = before === undefined ? 'a version' : `version ${bumped(before, asksFor)}`;
  return new AirssysError(
    'AIRSSYS_BUILD_ABI',
    `The component no longer fits those that were made for version ${before ?? 'that is locked'}:\n${list.map((line) => `  ${line}`).join('\n')}`,
    {
      hint: `Give it ${version} in @component, or take the changes back. To break its users all the same: airssys build --allow-breaking.`,
      data: { path, changes, before: comparison.before, after: comparison.after, asksFor },
    },
  );
}
