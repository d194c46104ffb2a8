/** The entry of `npm create airssys`: from arguments to an exit code. */
import { isatty } from 'node:tty';
import { styleText } from 'node:util';
import { isAirssysError } from '@airssys/model';
import { Command, CommanderError } from 'commander';
import { newProject } from './new-project.ts';
import type { NewProjectIo } from './new-project-io.ts';
import { addProjectOptions, type ProjectFlags } from './project-options.ts';
import { ownVersion } from './template-files.ts';
import { usageError } from './usage-error.ts';

/** As those of the `airssys` command. */
const EXIT = { ok: 0, usage: 2, defect: 70, interrupted: 130 } as const;

/** Runs the command. Answers how the process is to end. */
export async function main(args: readonly string[], io: NewProjectIo): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = addProjectOptions(new Command('create-airssys'))
    .description('Start a project for WebAssembly components in TypeScript.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), outputError: () => {} })
    .addHelpText('after', '\nExample:\n  $ npm create airssys@latest my-component -- --template stateful --install')
    .action(async (directory: string | undefined, flags: ProjectFlags) => {
      exitCode = await newProject(io, directory, flags);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok; // --help and --version
    return report(error instanceof CommanderError ? commanderFailure(error) : error, io, args.includes('--json'));
  }
}

/** As {@link main} for this process, which it ends with the command's exit code. */
export async function runProcess(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processIo());
}

function commanderFailure({ message }: CommanderError): Error {
  const [line = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const hint = [...rest, 'npm create airssys@latest -- --help says more.'].join(' ');
  return usageError(line.charAt(0).toUpperCase() + line.slice(1), hint);
}

function report(error: unknown, { stdout, stderr }: NewProjectIo, isJson: boolean): number {
  const isOurs = isAirssysError(error);
  const message = error instanceof Error ? error.message : String(error);
  const code = isOurs ? error.code : 'INTERNAL';
  const hint = isOurs
    ? error.hint
    : 'This is a defect of airssys. Please report it, with the command and the lines above.';
  if (isJson) {
    const data = isOurs ? error.data : {};
    stdout.write(`${JSON.stringify({ error: { code, message, hint, data } })}\n`);
  } else {
    stderr.write(`${styleText('red', 'error')} ${code}: ${message}\n`);
    if (!isOurs && error instanceof Error) stderr.write(`${error.stack}\n`);
    if (hint !== undefined) stderr.write(`${styleText('green', 'hint:')} ${hint}\n`);
  }
  return isOurs ? EXIT.usage : EXIT.defect;
}

function processIo(): NewProjectIo {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    streams: {
      get stdin() {
        return process.stdin;
      },
      stdout: process.stdout,
    },
    env: process.env,
    catchInterrupt() {
      const controller = new AbortController();
      process.once('SIGINT', () => controller.abort());
      return controller.signal;
    },
  };
}

const outputOf = (stream: NodeJS.WriteStream & { readonly fd: number }) => ({
  isTerminal: isatty(stream.fd),
  write: (text: string) => void stream.write(text),
});
