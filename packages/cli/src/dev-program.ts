/** `airssys dev` with its options. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { DevFlags } from './commands/dev.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { collect, engineOption } from './program-options.ts';

type Done = (code: ExitCode) => void;

export function addDev(program: Command, io: CommandIo, done: Done): void {
  program
    .command('dev')
    .description(
      'Run a component while its sources are written: each save takes the place of what runs, state is kept.',
    )
    .argument('[entry]', 'the .ts file with the class (default: airssys.entry in package.json, else the one in src/)')
    .addOption(engineOption('the JavaScript engine inside').default('quickjs'))
    .option('--data-dir <dir>', 'keep what the component stores there (default: a temporary directory)')
    .optionsGroup('Where the class answers HTTP:')
    .option('--port <number>', 'where to listen; 0 for a free port (default: 3000, else the next that is free)')
    .option('--address <address>', 'at which address of this machine', '127.0.0.1')
    .optionsGroup('May do:')
    .option('--allow <permission>', 'grant a permission, such as storage (repeatable)', collect)
    .option('--allow-requested', 'grant all that the component requests, also what it requests later')
    .option('--mount <guest=dir>', 'let it see a directory, such as /data=./data (repeatable)', collect)
    .option('--env <name=value>', 'an environment value for it (repeatable)', collect)
    .option('--config <file>', 'the configuration that it is started with')
    .optionsGroup('Limits:')
    .option('--max-fuel <units>', 'fuel per call; about one unit per instruction')
    .option('--max-memory <bytes>', 'linear memory, such as 65536, 512KiB or 64MiB')
    .option('--timeout <duration>', 'time per call, such as 500ms or 2s; a plain number is milliseconds')
    .option('--startup-timeout <duration>', 'time for its start (default: 10s)')
    .optionsGroup('Output:')
    .option('--json', 'print one JSON document per line')
    .addHelpText(
      'after',
      '\nCalls are typed: add(2), or add 2. `.help` lists what else can be.\nEnds by Ctrl-C, or `.exit`.',
    )
    .addHelpText('after', '\nExample:\n  $ airssys dev src/points.ts --allow storage')
    .action(async (entry: string | undefined, flags: DevFlags) => {
      const { dev } = await import('./commands/dev.ts');
      done(await dev(io, entry, flags));
    });
}
