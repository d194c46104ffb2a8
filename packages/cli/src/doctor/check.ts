/** What `airssys doctor` looks at: one entry for each, and what an entry can find. */
import type { CommandIo } from '../io.ts';
import type { ProjectFacts } from './project.ts';

/**
 * - `ok`: as it is to be.
 * - `note`: works, and is worth knowing.
 * - `mend`: something will not work before the hint is followed.
 * - `skipped`: there is nothing to look at.
 */
export type FindingState = 'ok' | 'note' | 'mend' | 'skipped';

export interface Finding {
  readonly state: FindingState;
  /** A sentence without its full stop, with the values that were found. */
  readonly message: string;
  /** What to do. Always there for `mend`. */
  readonly hint?: string;
}

export interface DoctorContext {
  readonly io: CommandIo;
  /** Undefined outside of any project. */
  readonly project: ProjectFacts | undefined;
}

export interface Check {
  /** For people and for scripts: it stays as it is. */
  readonly name: string;
  readonly run: (context: DoctorContext) => Finding | Promise<Finding>;
}

export const ok = (message: string): Finding => ({ state: 'ok', message });
export const note = (message: string, hint: string): Finding => ({ state: 'note', message, hint });
export const mend = (message: string, hint: string): Finding => ({ state: 'mend', message, hint });
export const skipped = (message: string): Finding => ({ state: 'skipped', message });
