/** `airssys sign` and `airssys verify`. What they do is loaded when one of them runs. */
import type { Command } from 'commander';
import type { SignFlags, VerifyFlags } from './commands/sign.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { collect } from './program-options.ts';

type Done = (code: ExitCode) => void;

export function addSign(program: Command, io: CommandIo, done: Done): void {
  program
    .command('sign')
    .description('Sign a component, so that hosts which trust the key can tell that it is yours; or make a key.')
    .argument('[component]', 'a component (.wasm)')
    .option('--key <file>', 'the private key')
    .option('-o, --output <file>', 'where the signed component goes (default: in the place of the component)')
    .option('--new-key <file>', 'make a key, in this file, and its public key in FILE.pub')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  $ airssys sign --new-key release.key\n  $ airssys sign dist/shop.wasm --key release.key',
    )
    .action(async (component: string | undefined, flags: SignFlags) => {
      const { signCommand } = await import('./commands/sign.ts');
      done(await signCommand(io, component, flags));
    });
  program
    .command('verify')
    .description('Say whether one of the keys has signed a component, and that it was not changed since.')
    .argument('<component>', 'a component (.wasm)')
    .option('--key <file>', 'a public key (repeatable)', collect)
    .option('--rebuild <entry>', 'build it again of these sources (the .ts file with the class), and compare the bytes')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nEnds with 1 where none of them has, or the bytes are others.')
    .addHelpText('after', '\nExample:\n  $ airssys verify dist/shop.wasm --key release.key.pub')
    .action(async (component: string, flags: VerifyFlags) => {
      const { verifyCommand } = await import('./commands/sign.ts');
      done(await verifyCommand(io, component, flags));
    });
}
