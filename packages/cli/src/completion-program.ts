/** `airssys completion`. What it does is loaded when it runs. */
import { Argument, type Command } from 'commander';
import type { CompletionFlags, Shell } from './commands/completion.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';

export function addCompletion(program: Command, io: CommandIo, done: (code: ExitCode) => void): void {
  program
    .command('completion')
    .description('Print a script that completes commands, options and their values in a shell.')
    .addArgument(new Argument('<shell>', 'the shell that it is for').choices(['bash', 'zsh', 'fish']))
    .option('--json', 'print one JSON document: the script, and what installs it')
    .addHelpText('after', '\nFor this shell alone, in bash and zsh:\n  $ source <(airssys completion bash)')
    .addHelpText('after', '\nExample, for every new shell:\n  $ airssys completion bash >> ~/.bash_completion')
    .action(async (shell: Shell, flags: CompletionFlags) => {
      const { completion } = await import('./commands/completion.ts');
      done(completion(io, program, shell, flags));
    });
}
