/** Runs `create-airssys` in this process, as its program does. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { NewProjectIo } from '../../src/index.ts';
import { main } from '../../src/main.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Given, stdin and stdout are a terminal: keys that are pressed are written to it. */
  readonly keys?: Readable;
  /** Aborted by Ctrl-C. */
  readonly interrupt?: AbortSignal;
}

export async function create(
  args: readonly string[],
  { env = {}, keys, interrupt }: Surroundings = {},
): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const outputOf = (name: keyof typeof said) => ({
    isTerminal: keys !== undefined,
    write: (text: string) => void (said[name] += text),
  });
  const screen = new PassThrough();
  screen.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  const io: NewProjectIo = {
    stdout: outputOf('stdout'),
    stderr: outputOf('stderr'),
    streams: { stdin: keys ?? Readable.from([]), stdout: screen },
    env,
    catchInterrupt: () => interrupt ?? new AbortController().signal,
  };
  const code = await main(args, io);
  return { code, ...said };
}

/** An empty directory, removed after the test. */
export function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'create-airssys-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** All files and empty directories below, in order. */
export const entriesOf = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted();
