/** `airssys wit` with its commands, one function for each. What they do is loaded when one of them runs. */
import type { Command } from 'commander';
import type { WitAddFlags } from './commands/wit/add.ts';
import type { WitDiffFlags } from './commands/wit/diff.ts';
import type { WitPrintFlags } from './commands/wit/print.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';

type Done = (code: ExitCode) => void;

const SOURCES = 'a .wit file, a folder of them, a component (.wasm), or the .ts file of one';

export function addWit(program: Command, io: CommandIo, done: Done): void {
  const wit = program
    .command('wit')
    .description('Use the WIT packages of others; print and compare WIT.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  $ airssys wit print dist/weather-report.wasm')
    .configureHelp({ subcommandTerm: (command) => command.name() });
  addAdd(wit, io, done);
  addDiff(wit, io, done);
  addPrint(wit, io, done);
}

function addAdd(wit: Command, io: CommandIo, done: Done): void {
  wit
    .command('add')
    .description('Put a WIT package into the project, and make TypeScript modules of its interfaces.')
    .argument('<source>', 'a .wit file, a folder of them, or a component (.wasm) whose exports are wanted')
    .option('--out <dir>', 'where the modules are written (default: wit/generated of the project)')
    .option('--replace', 'take it in place of another version, or another content, that is there')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ airssys wit add rates.wit')
    .action(async (source: string, flags: WitAddFlags) => {
      const { witAdd } = await import('./commands/wit/add.ts');
      done(await witAdd(io, source, flags));
    });
}

function addDiff(wit: Command, io: CommandIo, done: Done): void {
  wit
    .command('diff')
    .description('Say what has changed between two, whom it breaks, and what it asks of the version.')
    .argument('<old>', SOURCES)
    .argument('<new>', SOURCES)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nEnds with 1 for a breaking change without the version that it asks for.')
    .addHelpText('after', '\nExample:\n  $ airssys wit diff wit/weather-report.wit src/weather-report.ts')
    .action(async (old: string, now: string, flags: WitDiffFlags) => {
      const { witDiff } = await import('./commands/wit/diff.ts');
      done(await witDiff(io, old, now, flags));
    });
}

function addPrint(wit: Command, io: CommandIo, done: Done): void {
  wit
    .command('print')
    .description('Print WIT in its normal form, with the packages that it needs.')
    .argument('<source>', SOURCES)
    .option('--no-deps', 'print the package alone')
    .option('--json', 'print one JSON document: packages, interfaces, types')
    .addHelpText('after', '\nExample:\n  $ airssys wit print dist/weather-report.wasm')
    .action(async (source: string, flags: WitPrintFlags) => {
      const { witPrint } = await import('./commands/wit/print.ts');
      done(await witPrint(io, source, flags));
    });
}
