/** A component that is a program (`wasi:cli/run`), or a core module of WASI preview 1, run as programs are. */
import { Socket } from 'node:net';
import { isCoreModule, type LoadedComponent, type ProgramOptions } from '@airssys/host';
import { readLayout } from '../inspect/layout.ts';
import type { CommandIo } from '../io.ts';
import { usageError } from '../report/usage-error.ts';
import type { Answer } from './call.ts';

const RUN = /^wasi:cli\/run@0\.2\./;

/** Whether the bytes are those of a program. What is no WebAssembly at all is none. */
export function isProgram(bytes: Uint8Array): boolean {
  if (isCoreModule(bytes)) return true;
  return bytes[6] === 1 && readLayout(bytes)?.exports.some((name) => RUN.test(name)) === true;
}

/** @throws AirssysError `AIRSSYS_CLI_USAGE` for options that a program has no use for. */
export function demandProgramFlags(flags: { readonly json?: boolean }): void {
  if (flags.json) {
    throw usageError('--json does not go with a program', 'What a program writes is its own. Use --usage and --audit.');
  }
}

/** Runs it to its end. Its standard streams are the command's. */
export async function runProgram(
  io: CommandIo,
  loaded: LoadedComponent,
  args: readonly string[],
  options: ProgramOptions,
): Promise<Answer> {
  const { stdin, stdout, stderr } = io.streams;
  try {
    const { exitCode, usage } = await loaded.run({ ...options, args, stdin, stdout, stderr });
    return { value: undefined, usage, failed: exitCode !== 0, exitCode };
  } finally {
    // A terminal or a pipe that was read from, and goes on, would keep the process. Files have nothing to let go of.
    if (stdin instanceof Socket) stdin.unref();
  }
}
