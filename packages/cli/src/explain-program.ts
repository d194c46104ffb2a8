/** `airssys explain`. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { ExplainFlags } from './commands/explain.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';

export function addExplain(program: Command, io: CommandIo, done: (code: ExitCode) => void): void {
  program
    .command('explain')
    .description('Say what the code of an error means, and what to do.')
    .argument('[code]', 'the code, with or without AIRSSYS_ (default: list all codes)')
    .option('--json', 'print one JSON document: the code and its page, or all codes')
    .addHelpText('after', '\nExample:\n  $ airssys explain AIRSSYS_WIT_TYPE_ANY')
    .action(async (code: string | undefined, flags: ExplainFlags) => {
      const { explain } = await import('./commands/explain.ts');
      done(explain(io, code, flags));
    });
}
