/** What {@link newProject} knows of its surroundings: the command's, or a test's. */
import type { Readable, Writable } from 'node:stream';

export interface TextOutput {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** What the command has of the process that it runs in. */
export interface NewProjectIo {
  /** Results only: what a script reads. */
  readonly stdout: TextOutput;
  /** All that is said besides. */
  readonly stderr: TextOutput;
  /** What questions are asked on, where both are terminals. They are `stdin` and `stdout`. */
  readonly streams: { readonly stdin: Readable; readonly stdout: Writable };
  /** The variables of the environment, by name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From this call on Ctrl-C aborts the signal. */
  catchInterrupt(): AbortSignal;
}
