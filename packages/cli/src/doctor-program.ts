/** `airssys doctor`. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { DoctorFlags } from './commands/doctor.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';

export function addDoctor(program: Command, io: CommandIo, done: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .description('Say what on this machine and in this project keeps airssys from working, and how to mend it.')
    .option('--json', 'print one JSON document: ok, and the state of each check')
    .addHelpText('after', '\nEnds with 1 where something must be mended.')
    .addHelpText('after', '\nExample:\n  $ airssys doctor')
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('./commands/doctor.ts');
      done(await doctor(io, flags));
    });
}
