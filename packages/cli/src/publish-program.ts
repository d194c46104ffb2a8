/** `airssys publish` and `airssys pull`, and what other commands take of them. What they do is loaded when one of them runs. */
import { type Command, Option } from 'commander';
import type { PublishFlags } from './commands/publish.ts';
import type { PullFlags } from './commands/pull.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';

type Done = (code: ExitCode) => void;

/** What an argument may be. */
export const COMPONENT_OR_SOURCE = 'a component (.wasm), oci://HOST/NAME:TAG, npm:NAME@VERSION or https://…';

export function addPublish(program: Command, io: CommandIo, done: Done): void {
  const publish = program
    .command('publish')
    .description('Publish a component: to an OCI registry, or as a package of npm.')
    .usage('[options] <oci://HOST/NAME:TAG | --npm> <component>')
    .argument('<arguments...>', 'where to, unless it is a package of npm; and a component (.wasm)')
    .addOption(new Option('--npm', 'publish it as a package of npm, with its types, WIT and Component.toml'))
    .option('--name <name>', 'with --npm: what the package is called (default: @NAMESPACE/NAME)')
    .option('--tag <tag>', 'with --npm: the tag of npm', 'latest')
    .option('--dry-run', 'say what would be published, and publish nothing')
    .option('--json', 'print one JSON document');
  addServer(publish)
    .addHelpText(
      'after',
      '\nExample:\n  $ airssys publish oci://ghcr.io/acme/shop:1.2.0 dist/shop.wasm\n  $ airssys publish --npm dist/shop.wasm',
    )
    .action(async (args: readonly string[], flags: PublishFlags) => {
      const { publishCommand } = await import('./commands/publish.ts');
      done(await publishCommand(io, args, flags));
    });
  const pull = program
    .command('pull')
    .description('Fetch a component that was published, and print the source with the digest of what was found.')
    .argument('<source>', 'oci://HOST/NAME:TAG or …@sha256:DIGEST, npm:NAME@VERSION, or https://…')
    .option('-o, --output <file>', 'where it goes (default: NAME.wasm in this folder)')
    .option('--json', 'print one JSON document');
  addSource(pull)
    .addHelpText(
      'after',
      '\nExample:\n  $ airssys pull oci://ghcr.io/acme/shop:1.2.0\n  $ airssys pull npm:@acme/shop@^1.2 -o shop.wasm',
    )
    .action(async (source: string, flags: PullFlags) => {
      const { pullCommand } = await import('./commands/pull.ts');
      done(await pullCommand(io, source, flags));
    });
}

/** How a component is fetched that is not a file. */
export function addSource(command: Command): Command {
  return addServer(command).option('--pinned', 'refuse a source that does not name the digest of the component');
}

function addServer(command: Command): Command {
  return command
    .optionsGroup('From and to servers:')
    .option('--registry <url>', 'the registry of npm (default: as npm is configured)')
    .option('--insecure', 'allow http, without encryption, to another machine');
}
