/** The commands that operate a host, with their options. What they do is loaded when one of them runs. */
import { type Command, Option } from 'commander';
import type { CallFlags } from './commands/operate/call.ts';
import type { HostFlags } from './commands/operate/host.ts';
import type { InstallFlags, UpdateFlags } from './commands/operate/install.ts';
import type { PsFlags } from './commands/operate/ps.ts';
import type { WatchFlags } from './commands/operate/watch.ts';
import type { OperateFlags } from './daemon/operate.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { STRATEGIES } from './parse/strategy.ts';
import { collect } from './program-options.ts';
import { addSource, COMPONENT_OR_SOURCE } from './publish-program.ts';

type Done = (code: ExitCode) => void;

export function addOperate(program: Command, io: CommandIo, done: Done): void {
  addHost(program, io, done);
  addPs(program, io, done);
  addInstall(program, io, done);
  addUpdate(program, io, done);
  addChanges(program, io, done);
  addCall(program, io, done);
  addWatch(program, io, done);
}

function addHost(program: Command, io: CommandIo, done: Done): void {
  program
    .command('host')
    .description('Keep components running, and be operated by install, update, ps, call and so on, until told to end.')
    .addOption(dataOption())
    .option('--no-autostart', 'leave components stopped that ran when the host ended')
    .option('--trusted-key <file>', 'refuse components without a signature by this public key (repeatable)', collect)
    .option('--audit-log <file>', 'add every decision on a permission to this log')
    .option('--pipeline <file>', 'run this pipeline (.toml) over the components (repeatable)', collect)
    .option('--json', 'print a JSON document for each event and log entry')
    .option('-q, --quiet', 'print neither events nor logs')
    .addHelpText('after', '\nEnds by Ctrl-C or SIGTERM: calls under way are answered first.')
    .addHelpText('after', '\nExample:\n  $ airssys host --data ./data')
    .action(async (flags: HostFlags) => {
      const { host } = await import('./commands/operate/host.ts');
      done(await host(io, flags));
    });
}

function addPs(program: Command, io: CommandIo, done: Done): void {
  program
    .command('ps')
    .description('List the components of the host.')
    .argument('[name]', 'those with this id; * stands for any text: shop*')
    .addOption(dataOption())
    .option('--state <state>', 'those in this state, such as running or failed')
    .option('--label <name=value>', 'those with this label (repeatable)', collect)
    .option('--may <permission>', 'those that were granted this, such as network.outbound')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ airssys ps --state running')
    .action(async (name: string | undefined, flags: PsFlags) => {
      const { ps } = await import('./commands/operate/ps.ts');
      done(await ps(io, name, flags));
    });
}

function addInstall(program: Command, io: CommandIo, done: Done): void {
  const command = program
    .command('install')
    .description('Hand a component to the host, and start it.')
    .argument('<component>', COMPONENT_OR_SOURCE)
    .addOption(dataOption())
    .option('--id <namespace:name>', 'what it is to be called (default: as it says)')
    .option('--no-start', 'leave it installed')
    .option('--json', 'print one JSON document');
  addSource(addSettings(command))
    .addHelpText('after', '\nExample:\n  $ airssys install dist/shop.wasm --allow storage --instances 2')
    .action(async (component: string, flags: InstallFlags) => {
      const { install } = await import('./commands/operate/install.ts');
      done(await install(io, component, flags));
    });
}

function addUpdate(program: Command, io: CommandIo, done: Done): void {
  const command = program
    .command('update')
    .description('Bring in another version of a component while it runs. What goes wrong is taken back.')
    .argument('<id>', 'the component, as namespace:name')
    .argument('<component>', `its new version: ${COMPONENT_OR_SOURCE}`)
    .addOption(dataOption())
    .option('--approve <permission>', 'approve what it asks for beyond the version that runs (repeatable)', collect)
    .option('--allow-breaking', 'take it though it lacks operations of the version that runs')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print one JSON document')
    .optionsGroup('How:')
    .addOption(new Option('--strategy <name>', 'how the versions follow each other').choices([...STRATEGIES]))
    .option('--migrate', 'refuse it where the new version cannot take over what the running one remembers')
    .option('--no-migrate', 'let the new version begin with nothing')
    .option('--steps <steps>', 'canary: shares of the calls, such as 5%:30s,50%:100calls,100%')
    .option('--batch <count>', 'rolling: instances that are replaced at once')
    .option('--pause <duration>', 'rolling: how long each batch is watched, such as 10s')
    .option('--max-error-rate <share>', 'canary, rolling: the most of its calls that may fail, such as 1%')
    .option('--max-traps <count>', 'canary, rolling: the most of its calls that may end in a trap')
    .option('--max-latency <duration>', 'canary, rolling: how long 95% of its calls may take at most')
    .option('--min-calls <count>', 'canary, rolling: calls before these count');
  addSource(addSettings(command))
    .addHelpText('after', '\nExample:\n  $ airssys update acme:shop dist/shop-2.wasm --strategy canary --max-traps 0')
    .action(async (id: string, component: string, flags: UpdateFlags) => {
      const { update } = await import('./commands/operate/install.ts');
      done(await update(io, id, component, flags));
    });
}

const CHANGES = {
  start: 'Start a component.',
  stop: 'Stop a component: calls under way are answered first.',
  rollback: 'Go back to the version before; during an update, end it.',
  uninstall: 'Take a component off, with what it has stored.',
} as const;

function addChanges(program: Command, io: CommandIo, done: Done): void {
  for (const [name, description] of Object.entries(CHANGES) as [keyof typeof CHANGES, string][]) {
    const command = program
      .command(name)
      .description(description)
      .argument('<id>', 'the component, as namespace:name')
      .addOption(dataOption());
    if (name === 'uninstall') command.option('--keep-data', 'keep what it has stored');
    command
      .option('--json', 'print one JSON document')
      .addHelpText('after', `\nExample:\n  $ airssys ${name} acme:shop`)
      .action(async (id: string, flags: OperateFlags) => {
        const { changeState } = await import('./commands/operate/install.ts');
        done(await changeState(io, id, name, flags));
      });
  }
}

function addCall(program: Command, io: CommandIo, done: Done): void {
  program
    .command('call')
    .description('Call an operation of a component that the host runs, and print its result as JSON.')
    .argument('<id>', 'the component, as namespace:name')
    .argument('[operation]', 'the operation to call')
    .argument('[arguments...]', 'its arguments, each in JSON; text for a string needs no quotes')
    .addOption(dataOption())
    .option('--key <text>', 'calls with the same key go to the same version during an update')
    .option('--timeout <duration>', 'time for the call, such as 500ms or 2s')
    .option('--usage', 'print what the call has used')
    .option('--json', 'print one JSON document: value and usage')
    .addHelpText('after', '\nExample:\n  $ airssys call acme:shop total 3 19.9')
    .action(async (id: string, operation: string | undefined, args: readonly string[], flags: CallFlags) => {
      const { call } = await import('./commands/operate/call.ts');
      done(await call(io, { id, operation, args }, flags));
    });
}

function addWatch(program: Command, io: CommandIo, done: Done): void {
  const commands = [
    ['events', 'Print what has happened to the components of the host: changes of their states, and why.'],
    ['logs', 'Print what the components of the host have logged since it was started.'],
  ] as const;
  for (const [name, description] of commands) {
    program
      .command(name)
      .description(description)
      .argument('[id]', 'of this component only, as namespace:name')
      .addOption(dataOption())
      .option('-f, --follow', 'go on with what comes, until Ctrl-C')
      .option('-n, --last <count>', 'how many of those that were', '100')
      .option('--json', 'print one JSON document for each')
      .addHelpText('after', `\nExample:\n  $ airssys ${name} acme:shop --follow`)
      .action(async (id: string | undefined, flags: WatchFlags) => {
        const { watch } = await import('./commands/operate/watch.ts');
        done(await watch(io, name, id, flags));
      });
  }
}

/** What is kept of a component. */
function addSettings(command: Command): Command {
  return command
    .optionsGroup('May do:')
    .option('--allow <permission>', 'grant a permission, such as storage (repeatable)', collect)
    .option('--allow-requested', 'grant all that the component requests')
    .option('--mount <guest=dir>', 'let it see a directory, such as /data=./data (repeatable)', collect)
    .option('--env <name=value>', 'an environment value for it (repeatable)', collect)
    .option('--config <file>', 'the configuration that it is started with')
    .option('--wire <import=id>', 'which installed component answers an import of it (repeatable)', collect)
    .optionsGroup('Runs:')
    .option('--instances <count>', 'how many instances of it run')
    .addOption(
      new Option('--restart <type>', 'which ends are followed by a new start').choices([
        'permanent',
        'transient',
        'temporary',
      ]),
    )
    .option('--label <name=value>', 'a label to find it by (repeatable)', collect)
    .option('--max-fuel <units>', 'fuel per call; about one unit per instruction')
    .option('--max-memory <bytes>', 'linear memory, such as 512KiB or 64MiB')
    .option('--timeout <duration>', 'time per call, such as 500ms or 2s');
}

const dataOption = (): Option =>
  new Option('--data <dir>', 'the directory of the host (default: AIRSSYS_DATA_DIR, else ~/.local/share/airssys)');
