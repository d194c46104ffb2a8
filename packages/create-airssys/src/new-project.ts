/** A new project, from what was said on the command line to files that are there. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Answers } from './ask-project.ts';
import { componentIdFault, componentIdFor, packageNameFault, packageNameFor } from './names.ts';
import type { NewProjectIo } from './new-project-io.ts';
import { type PackageManager, packageManagerOf, runScript } from './package-manager.ts';
import type { ProjectFlags } from './project-options.ts';
import { runStep } from './run-step.ts';
import { type ProjectFile, templateFiles } from './template-files.ts';
import type { TemplateName } from './templates.ts';
import { usageError } from './usage-error.ts';
import { demandRoom, writeProject } from './write-project.ts';

const OK = 0;
const INTERRUPTED = 130;

/**
 * Makes a project, and says what comes next. In a terminal it asks for what the flags do not say. Answers the exit code: 0, or 130
 * where it was interrupted, and then nothing is left of it.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` for names that cannot be, a directory that is in use, a step that fails.
 */
export async function newProject(
  io: NewProjectIo,
  directory: string | undefined,
  flags: ProjectFlags,
): Promise<number> {
  const signal = io.catchInterrupt();
  const manager = packageManagerOf(io.env);
  const answers = isAsking(io, flags) ? await asked(io, directory, flags, manager) : unasked(directory, flags);
  if (answers === undefined || signal.aborted) return INTERRUPTED;
  const project = planned(answers);
  const undo = writeProject(project.directory, project.files, { merge: flags.merge === true });
  try {
    if (answers.git === true && !signal.aborted) await runStep(['git', 'init', '--quiet'], project.directory, signal);
    if (answers.install === true && !signal.aborted) await runStep([manager, 'install'], project.directory, signal);
  } finally {
    if (signal.aborted) undo(project.later);
  }
  if (signal.aborted) return INTERRUPTED;
  tell(io, project, answers, manager);
  return OK;
}

/** Questions need two terminals, and somebody who wants them. */
function isAsking({ stdout, streams }: NewProjectIo, { yes, json }: ProjectFlags): boolean {
  const isTerminal = 'isTTY' in streams.stdin && streams.stdin.isTTY === true;
  return stdout.isTerminal && isTerminal && yes !== true && json !== true;
}

/** The prompts are loaded by those who are asked. */
async function asked(
  { streams }: NewProjectIo,
  directory: string | undefined,
  flags: ProjectFlags,
  manager: PackageManager,
): Promise<Answers | undefined> {
  const { askProject } = await import('./ask-project.ts');
  return await askProject(directory, flags, streams, manager);
}

function unasked(directory: string | undefined, flags: ProjectFlags): Answers {
  if (directory === undefined) {
    throw usageError(
      'No directory is named',
      'Name it first: npm create airssys@latest my-component -- --template minimal. Questions are asked in a terminal, without --yes and --json.',
    );
  }
  return { ...flags, directory, template: flags.template ?? 'minimal' };
}

interface Project {
  /** Absolute. */
  readonly directory: string;
  readonly name: string;
  readonly id: string;
  readonly template: TemplateName;
  readonly files: readonly ProjectFile[];
  /** What the steps after writing add to the directory, and was not there before. */
  readonly later: readonly string[];
}

const ADDED_LATER = ['node_modules', '.git', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/** Checks all names before anything is written. */
function planned({ directory: named, name: wanted, id: wantedId, template, merge }: Answers): Project {
  const directory = resolve(named);
  const name = wanted ?? packageNameFor(directory);
  const fault = packageNameFault(name);
  if (fault !== undefined) {
    throw usageError(`'${name}' is no name for a package: ${fault}`, 'Give it another one: --name my-component.', {
      name,
    });
  }
  const id = wantedId ?? componentIdFor(name);
  const idFault = componentIdFault(id);
  if (idFault !== undefined) {
    throw usageError(`'${id}' is no id for a component: ${idFault}`, 'Give it another one: --id acme:my-component.', {
      id,
    });
  }
  const files = templateFiles(template, { name, id });
  demandRoom(directory, files, merge === true);
  const later = ADDED_LATER.filter((one) => !existsSync(join(directory, one)));
  return { directory, name, id, template, files, later };
}

function tell(
  { stdout }: NewProjectIo,
  { directory, name, id, template, files }: Project,
  { install = false, git = false, json = false }: Answers,
  manager: PackageManager,
): void {
  const shown = relative(process.cwd(), directory);
  const next = [
    ...(shown === '' ? [] : [`cd ${shown.startsWith('..') ? directory : shown}`]),
    ...(install ? [] : [`${manager} install`]),
    ...(['test', 'build', 'start'] as const).map((script) => runScript(manager, script)),
  ];
  if (json) {
    const document = {
      directory,
      name,
      id,
      template,
      files: files.map(({ path }) => path),
      installed: install,
      git,
      next,
    };
    stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  stdout.write(`made ${name} in ${shown || '.'}: ${files.length} files of the template ${template}\n\nnext:\n`);
  for (const line of next) stdout.write(`  ${line}\n`);
}
