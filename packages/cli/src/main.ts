/** The entry of the `airssys` command: from arguments to an exit code. */
import { writeSync } from 'node:fs';
import { EXIT } from './exit-codes.ts';
import { type CommandIo, processIo } from './io.ts';
import { createProgram } from './program.ts';
import { reportFailure } from './report/failure.ts';
import { commanderFailure, isCommanderError } from './report/usage-error.ts';

/** Runs one command, and answers how the process is to end: an {@link EXIT}, or the exit code of the program that was run. `args` are those of the command line, without node and the script. */
export async function main(args: readonly string[], io: CommandIo): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (isCommanderError(error) && error.exitCode === 0) return EXIT.ok; // --help and --version
    if (isCommanderError(error) && error.code === 'commander.help') return EXIT.usage; // no command: the help was printed
    const failure = isCommanderError(error) ? commanderFailure(error, program, args) : error;
    return reportFailure(failure, io, { json: wantsJson(args) });
  }
}

/** As {@link main} for this process, which it ends with the command's exit code. */
export async function runProcess(): Promise<void> {
  // Whoever reads the output may go before its end (`airssys inspect x.wasm | head -1`).
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      writeSync(2, `error AIRSSYS_CLI_USAGE: The output cannot be written (${error.code ?? error.message})\n\n`);
      process.exit(EXIT.usage);
    });
  }
  process.exitCode = await main(process.argv.slice(2), processIo());
  // What an interrupted command has left behind (a build, an instance that starts) does not keep the process.
  if (process.exitCode === EXIT.interrupted) process.stderr.write('', () => process.exit());
}

/** Whether the answer is to be JSON, known before the options are read: a wrong option is an answer too. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}
