/** The commands with their options and help. What they do is loaded when one of them runs. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import type { BuildFlags } from './commands/build.ts';
import type { CheckFlags } from './commands/check.ts';
import type { InspectFlags } from './commands/inspect.ts';
import type { RunFlags } from './commands/run.ts';
import type { CommandIo } from './io.ts';
import { addAudit } from './audit-program.ts';
import { addCompletion } from './completion-program.ts';
import { addDoctor } from './doctor-program.ts';
import { addExplain } from './explain-program.ts';
import { addFuzz } from './fuzz-program.ts';
import { addNew } from './new-program.ts';
import { addOperate } from './operate-program.ts';
import { collect, engineOption, example } from './program-options.ts';
import { addCompose } from './compose-program.ts';
import { addDev } from './dev-program.ts';
import { addPipeline } from './pipeline-program.ts';
import { addPublish } from './publish-program.ts';
import { addReplay } from './replay-program.ts';
import { addServe } from './serve-program.ts';
import { addTest } from './test-program.ts';
import { addSign } from './sign-program.ts';
import { addWit } from './wit-program.ts';

type Done = (code: number) => void;

/**
 * The program. It throws CommanderError for wrong usage, prints nothing of it, and never ends the process. What a command ends
 * with is told to `done`.
 */
export function createProgram(io: CommandIo, done: Done): Command {
  const program = new Command('airssys')
    .description('Build, check, run and inspect WebAssembly components written in TypeScript.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text), // the help where no command was named
      outputError: () => {}, // main prints it
      getOutHelpWidth: () => Math.min(io.stdout.columns, 100),
      getErrHelpWidth: () => Math.min(io.stdout.columns, 100),
    })
    .addHelpText('after', `\n${EXIT_CODES_HELP}\n`)
    .addHelpText(
      'after',
      'Example:\n  $ airssys build src/hello.ts --engine quickjs\n  $ airssys run dist/hello.wasm greet Ada',
    );
  addNew(program, io, done);
  addBuild(program, io, done);
  addCheck(program, io, done);
  addTest(program, io, done);
  addRun(program, io, done);
  addReplay(program, io, done);
  addFuzz(program, io, done);
  addServe(program, io, done);
  addOperate(program, io, done);
  addInspect(program, io, done);
  addSign(program, io, done);
  addPublish(program, io, done);
  addAudit(program, io, done);
  addWit(program, io, done);
  addCompose(program, io, done);
  addPipeline(program, io, done);
  addDev(program, io, done);
  addDoctor(program, io, done);
  addExplain(program, io, done);
  addCompletion(program, io, done);
  return program;
}

function addBuild(program: Command, io: CommandIo, done: Done): void {
  program
    .command('build')
    .description('Build a component from the TypeScript class with @component.')
    .argument('[entry]', 'the .ts file with the class (default: airssys.entry in package.json, else the one in src/)')
    .addOption(engineOption('the JavaScript engine inside').default('starlingmonkey'))
    .option('--out-dir <dir>', 'where the results are written (default: dist of the project)')
    .option('--no-cache', 'build again, whether or not anything has changed')
    .option('--no-lock', 'leave wit/NAME.wit of the project alone: neither compare with it nor write it')
    .option('--allow-breaking', 'lock the new interface though it breaks callers and the version stays')
    .option('--json', 'print one JSON document')
    .addHelpText('after', example('airssys build src/weather-report.ts --engine quickjs'))
    .action(async (entry: string | undefined, flags: BuildFlags) => {
      const { build } = await import('./commands/build.ts');
      done(await build(io, entry, flags));
    });
}

function addCheck(program: Command, io: CommandIo, done: Done): void {
  program
    .command('check')
    .description('Say what a build would say of the sources, without making a component.')
    .argument(
      '[entries...]',
      'the .ts files with the classes (default: airssys.entry in package.json, else all in src/)',
    )
    .option('-w, --watch', 'check again whenever something has changed, until Ctrl-C')
    .option('--json', 'print one JSON document; with --watch one per line: begin, diagnostics, end')
    .addHelpText('after', example('airssys check --watch'))
    .action(async (entries: readonly string[], flags: CheckFlags) => {
      const { check } = await import('./commands/check.ts');
      done(await check(io, entries, flags));
    });
}

function addRun(program: Command, io: CommandIo, done: Done): void {
  program
    .command('run')
    .description('Call an operation of a component in the sandbox, and print its result as JSON; or run a program.')
    .argument('<component>', 'a component (.wasm), or the .ts file of one, which is built first')
    .argument('[operation]', 'the operation to call; a program has none, but arguments')
    .argument(
      '[arguments...]',
      'its arguments, each in JSON; text for a string needs no quotes; @FILE is what is in a file, - what is on stdin',
    )
    .optionsGroup('May do:')
    .option('--allow <permission>', 'grant a permission, such as filesystem.read:/data/* (repeatable)', collect)
    .option('--allow-requested', 'grant all that the component requests, and print it')
    .option('--mount <guest=dir>', 'let it see a directory, such as /data=./data (repeatable)', collect)
    .option('--storage <file>', 'keep its storage in this file (default: in memory)')
    .option('--env <name=value>', 'an environment value for it (repeatable)', collect)
    .option('--config <file>', 'the configuration that it is started with')
    .optionsGroup('Limits:')
    .option('--max-fuel <units>', 'fuel per call; about one unit per instruction')
    .option('--max-memory <bytes>', 'linear memory, such as 65536, 512KiB or 64MiB')
    .option('--timeout <duration>', 'time per call, such as 500ms or 2s; a plain number is milliseconds')
    .option('--startup-timeout <duration>', 'time for its start, before the call (default: 10s)')
    .option('--max-bytes-in <bytes>', 'what is handed to it per call, such as 1MiB')
    .option('--max-bytes-out <bytes>', 'what it hands out per call')
    .option('--max-host-calls <count>', 'calls of the host, such as reads of a file')
    .option('--max-log <bytes>', 'what it logs per call; the rest is dropped')
    .addOption(new Option('--metering <mode>', 'how fuel is counted').choices(['fast', 'exact']).default('fast'))
    .optionsGroup('Output:')
    .option('--audit', 'print every decision on a permission')
    .option('--audit-log <file>', 'add every decision to this log (`airssys audit verify` reads it)')
    .option('--usage', 'print what the call has used')
    .option('--record <file>', 'write what crosses the boundary to this file, for `airssys replay`')
    .option('--json', 'print one JSON document: value, usage, logs, and audit with --audit')
    .addOption(new Option('--raw', 'print text and bytes as they are, without quotes').conflicts('json'))
    .option('-q, --quiet', 'print the result and errors only')
    .option('--verbose', 'print how a .ts file was built')
    .optionsGroup('Options:')
    .addOption(engineOption().default('starlingmonkey'))
    .addHelpText(
      'after',
      example(
        'airssys run dist/weather-report.wasm monthlyReport /data/seattle.csv \\',
        '      --allow-requested --mount /data=./data',
        'airssys run program.wasm --mount /=. --allow filesystem.read:/* -- a.txt',
      ),
    )
    .action(async (component: string, operation: string | undefined, args: readonly string[], flags: RunFlags) => {
      const { run } = await import('./commands/run.ts');
      done(await run(io, { component, operation, args }, flags));
    });
}

function addInspect(program: Command, io: CommandIo, done: Done): void {
  program
    .command('inspect')
    .description('Print what a component is, offers and asks for, without running it.')
    .argument('<component>', 'a component (.wasm)')
    .option('--wit', 'print its whole WIT')
    .option('--json', 'print one JSON document')
    .addHelpText('after', example('airssys inspect dist/weather-report.wasm'))
    .action(async (component: string, flags: InspectFlags) => {
      const { inspect } = await import('./commands/inspect.ts');
      done(await inspect(io, component, flags));
    });
}

function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version; // the package's own file
}
