/** `airssys audit` with its commands. What they do is loaded when one of them runs. */
import type { Command } from 'commander';
import type { AuditVerifyFlags } from './commands/audit.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';

type Done = (code: ExitCode) => void;

export function addAudit(program: Command, io: CommandIo, done: Done): void {
  const audit = program
    .command('audit')
    .description('Look after the log of what components were allowed and denied.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  $ airssys audit verify audit.log')
    .configureHelp({ subcommandTerm: (command) => command.name() });
  audit
    .command('verify')
    .description('Prove that nothing in an audit log was changed, removed, added or moved.')
    .argument('<file>', 'the log, as JSON (with its older files, FILE.1 and so on) or of SQLite')
    .option('--key-file <file>', 'the key that the log is written with')
    .option('--head <hash>', 'a hash that an earlier run has printed; it must still be there')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nEnds with 1 where the log was tampered with.')
    .addHelpText('after', '\nExample:\n  $ airssys audit verify audit.log --key-file audit.key')
    .action(async (file: string, flags: AuditVerifyFlags) => {
      const { auditVerify } = await import('./commands/audit.ts');
      done(await auditVerify(io, file, flags));
    });
}
