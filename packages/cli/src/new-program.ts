/** The command `new`: what `npm create airssys` does, by the same code. */
import type { Command } from 'commander';
import { addProjectOptions, newProject, type ProjectFlags } from 'create-airssys';
import type { CommandIo } from './io.ts';

export function addNew(program: Command, io: CommandIo, done: (code: number) => void): void {
  addProjectOptions(program.command('new'))
    .description('Start a project: a component with tests, scripts and settings. As npm create airssys.')
    .addHelpText('after', '\nExample:\n  $ airssys new my-component --template stateful --install')
    .action(async (directory: string | undefined, flags: ProjectFlags) => {
      done(await newProject(io, directory, flags));
    });
}
