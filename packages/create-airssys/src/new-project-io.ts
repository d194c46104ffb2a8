/** What {@link newProject} knows of its surroundings: the command's, or a test's. */
import type { Readable, Writable } from 'node:stream';

export interface TextOutput {
  readonly isTerminal: boolean;
  write(text: string): void;
}

export interface NewProjectIo {
  /** Results only: what a script reads. */
  readonly stdout: TextOutput;
  /** All that is said besides. */
  readonly stderr: TextOutput;
  /** What questions are asked on, where both are terminals. */
  readonly streams: { readonly stdin: Readable; readonly stdout: Writable };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From this call on Ctrl-C aborts the signal. */
  catchInterrupt(): AbortSignal;
}
