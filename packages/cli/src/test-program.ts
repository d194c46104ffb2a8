/** `airssys test`. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { TestFlags } from './commands/test.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { example } from './program-options.ts';

export function addTest(program: Command, io: CommandIo, done: (code: ExitCode) => void): void {
  program
    .command('test')
    .description("Run the project's tests with its own Vitest; components are built and run in the sandbox.")
    .argument('[files...]', 'parts of the paths of test files (default: all)')
    .option('-w, --watch', 'run again what a change concerns, until q or Ctrl-C')
    .option('--coverage', 'measure what of the sources has run, those of components too')
    .option('-t, --name <pattern>', 'only tests whose name matches')
    .option('--json', "print one JSON document: that of Vitest's reporter")
    .addHelpText('after', '\nWithout a vitest.config.ts the plugin of @airssys/testing is all that is set.')
    .addHelpText('after', example('airssys test counter --watch'))
    .action(async (files: readonly string[], flags: TestFlags) => {
      const { test } = await import('./commands/test.ts');
      done(await test(io, files, flags));
    });
}
