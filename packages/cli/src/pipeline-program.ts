/** `airssys pipeline`. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { PipelineFlags } from './commands/pipeline.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';

type Done = (code: ExitCode) => void;

export function addPipeline(program: Command, io: CommandIo, done: Done): void {
  program
    .command('pipeline')
    .description('Check a pipeline and print its stages, or draw it. `airssys host --pipeline` runs it.')
    .argument('<file>', 'the pipeline (.toml)')
    .option('--svg <file>', 'draw it into this file')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ airssys pipeline telemetry.toml --svg telemetry.svg')
    .action(async (file: string, flags: PipelineFlags) => {
      const { pipelineCommand } = await import('./commands/pipeline.ts');
      done(await pipelineCommand(io, file, flags));
    });
}
