/** `airssys fuzz` with its options. What it does is loaded when it runs. */
import { type Command, Option } from 'commander';
import type { FuzzFlags } from './commands/fuzz.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { collect, engineOption } from './program-options.ts';

type Done = (code: ExitCode) => void;

export function addFuzz(program: Command, io: CommandIo, done: Done): void {
  program
    .command('fuzz')
    .description('Call the operations of a component with generated inputs, and tell which of them end in a trap.')
    .argument('<component>', 'a component (.wasm), or the .ts file of one, which is built first')
    .option('--operation <name>', 'call this one only (repeatable); INTERFACE#FUNCTION of another toolchain', collect)
    .option('--seconds <number>', 'how long to look for inputs (default: 10, without --runs)')
    .option('--runs <count>', 'how many inputs to try, those not counted that make a finding smaller')
    .option('--seed <number>', 'draw the same inputs again (default: another one each time, which is printed)')
    .option('--calls <count>', 'calls in a row on one instance, so that what one leaves behind meets the next', '1')
    .option('--out <file>', 'write a test for each finding into this new file, such as test/parser.fuzz.test.ts')
    .optionsGroup('May do:')
    .option('--allow <permission>', 'grant a permission, such as storage.read:* (repeatable)', collect)
    .option('--allow-requested', 'grant all that the component requests')
    .addOption(
      new Option('--imports <how>', 'calls of interfaces of others are answered with values of their types, or denied')
        .choices(['generated', 'denied'])
        .default('generated'),
    )
    .optionsGroup('Limits:')
    .option('--max-fuel <units>', 'fuel per call: one that takes more is a finding', '500_000_000')
    .option('--max-memory <bytes>', 'linear memory, such as 512KiB or 64MiB (default: what the component requests)')
    .option('--timeout <duration>', 'time per call: one that takes longer is a finding', '10s')
    .optionsGroup('Output:')
    .option('--json', 'print one JSON document')
    .optionsGroup('Options:')
    .addOption(engineOption().default('quickjs'))
    .addHelpText('after', '\nCtrl-C ends the search; what was found by then is told and written.')
    .addHelpText('after', '\nExample:\n  $ airssys fuzz src/parser.ts --seconds 60 --out test/parser.fuzz.test.ts')
    .action(async (component: string, flags: FuzzFlags) => {
      const { fuzzCommand } = await import('./commands/fuzz.ts');
      done(await fuzzCommand(io, component, flags));
    });
}
