/** `airssys compose`. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { ComposeFlags } from './commands/compose.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { collect } from './program-options.ts';

type Done = (code: ExitCode) => void;

export function addCompose(program: Command, io: CommandIo, done: Done): void {
  program
    .command('compose')
    .description('Make one component of several: imports of the one are answered by exports of the others.')
    .argument('<component>', 'the main component (.wasm), whose exports the whole has')
    .option('--with <component>', 'a component (.wasm) that answers imports (repeatable)', collect)
    .option('--wire <wire>', '[COMPONENT/]IMPORT=COMPONENT[/EXPORT], where names do not say it (repeatable)', collect)
    .option('--export <export>', 'COMPONENT/EXPORT, which the whole has besides (repeatable)', collect)
    .requiredOption('-o, --output <file>', 'where the whole goes')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nComponents are called by the names of their files, without .wasm.')
    .addHelpText(
      'after',
      '\nExample:\n  $ airssys compose dist/shop.wasm --with dist/prices.wasm -o dist/whole.wasm\n' +
        '  $ airssys compose dist/shop.wasm --with eu.wasm --with us.wasm \\\n' +
        '      --wire acme:rates/exchange=eu -o whole.wasm',
    )
    .action(async (component: string, flags: ComposeFlags) => {
      const { compose } = await import('./commands/compose.ts');
      done(await compose(io, component, flags));
    });
}
