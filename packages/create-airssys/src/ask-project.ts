/** Asks for what the flags have not said, in a terminal. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { confirm, intro, isCancel, select, text } from '@clack/prompts';
import { componentIdFault, componentIdFor, packageNameFault, packageNameFor } from './names.ts';
import type { ProjectFlags } from './project-options.ts';
import { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from './templates.ts';

export interface AskedStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/** What has been asked and said. */
export interface Answers extends ProjectFlags {
  readonly directory: string;
  readonly template: TemplateName;
}

const DEFAULT_DIRECTORY = 'my-component';

/** Undefined where whoever was asked has given up (Ctrl-C, Escape). `manager` is named in a question. */
export async function askProject(
  directory: string | undefined,
  flags: ProjectFlags,
  { stdin, stdout }: AskedStreams,
  manager: string,
): Promise<Answers | undefined> {
  const streams = { input: stdin, output: stdout };
  intro('A new project for WebAssembly components', streams);
  try {
    const chosen =
      directory ??
      given(
        await text({
          ...streams,
          message: 'Which directory?',
          placeholder: DEFAULT_DIRECTORY,
          defaultValue: DEFAULT_DIRECTORY,
          validate: (value = '') => faultOfDirectory(value.trim() || DEFAULT_DIRECTORY, flags.name),
        }),
      );
    const options = TEMPLATE_NAMES.map((name) => ({ value: name, label: name, hint: TEMPLATES[name] }));
    const template =
      flags.template ?? given(await select<TemplateName>({ ...streams, message: 'What to begin with?', options }));
    const preset = componentIdFor(flags.name ?? packageNameFor(resolve(chosen)));
    const id =
      flags.id ??
      given(
        await text({
          ...streams,
          message: 'Which id for the component?',
          initialValue: preset,
          validate: (value = '') => componentIdFault(value),
        }),
      );
    const install = flags.install ?? given(await confirm({ ...streams, message: `Install with ${manager} now?` }));
    const git =
      flags.git ??
      (!isInRepository(resolve(chosen)) &&
        given(await confirm({ ...streams, message: 'Make a git repository of it?' })));
    return { ...flags, directory: chosen, template, id, install, git };
  } catch (error) {
    if (error instanceof GivenUp) return undefined;
    throw error;
  }
}

function faultOfDirectory(directory: string, name: string | undefined): string | undefined {
  const fault = packageNameFault(name ?? packageNameFor(resolve(directory)));
  return fault === undefined ? undefined : `That makes no name for a package: ${fault}.`;
}

const isInRepository = (directory: string): boolean =>
  existsSync(join(directory, '.git')) || (dirname(directory) !== directory && isInRepository(dirname(directory)));

class GivenUp extends Error {}

/** What was answered. @throws GivenUp where nothing was. */
function given<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new GivenUp();
  return answer as Exclude<T, symbol>; // the only symbol is the one of isCancel
}
