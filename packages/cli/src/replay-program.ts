/** `airssys replay` with its options. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { ReplayFlags } from './commands/replay.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { engineOption } from './program-options.ts';

export function addReplay(program: Command, io: CommandIo, done: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('Run a recording again: the host answers as it did then, and the first difference is told.')
    .argument('<recording>', 'a file that `airssys run --record` or a host has written')
    .option('--component <file>', 'another component (.wasm, or .ts), instead of the one that was recorded')
    .option('--fixed', 'the trap at its end is to be gone')
    .option('--test <file>', 'write a test of it, which fails as long as the recorded trap is there')
    .addOption(engineOption())
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExit code 0: as it was recorded. 1: not so.')
    .addHelpText(
      'after',
      '\nExample:\n  $ airssys replay trap.jsonl --component src/limiter.ts \\\n      --test test/limiter-trap.test.ts',
    )
    .action(async (recording: string, flags: ReplayFlags) => {
      const { replay } = await import('./commands/replay.ts');
      done(await replay(io, recording, flags));
    });
}
