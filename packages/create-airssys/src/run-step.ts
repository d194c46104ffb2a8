/** Runs a program that prepares the new project, such as `npm install`. */
import { spawn } from 'node:child_process';
import { usageError } from './usage-error.ts';

/**
 * Its output goes to stderr. Ends it with the signal.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` where it is not there, or fails.
 */
export async function runStep(command: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  const [program = '', ...args] = command;
  const shown = command.join(' ');
  const isWindows = process.platform === 'win32'; // where npm is a script that a shell runs
  const ended = await new Promise<number | string>((resolve) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 2, 2], signal, shell: isWindows });
    child.once('error', (error: NodeJS.ErrnoException) => {
      // One that was told to end writes until it has ended.
      if (error.name !== 'AbortError') resolve(error.code ?? error.message);
    });
    child.once('close', (code, by) => resolve(code ?? by ?? 'unknown'));
  });
  if (ended === 0 || signal.aborted) return;
  const why = ended === 'ENOENT' ? `there is no ${program}` : `it ended with ${ended}`;
  throw usageError(`${shown} failed: ${why}`, `The project is there: run ${shown} in ${cwd} again.`, {
    directory: cwd,
  });
}
