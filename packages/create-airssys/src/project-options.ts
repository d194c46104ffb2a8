/** The options of `npm create airssys` and of `airssys new`, which are the same. */
import { type Command, Option } from 'commander';
import { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from './templates.ts';

export interface ProjectFlags {
  readonly template?: TemplateName;
  readonly name?: string;
  readonly id?: string;
  readonly merge?: boolean;
  readonly install?: boolean;
  readonly git?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Adds the argument and the options to a command. */
export function addProjectOptions(command: Command): Command {
  const width = Math.max(...TEMPLATE_NAMES.map((name) => name.length)) + 2;
  const list = TEMPLATE_NAMES.map((name) => `  ${name.padEnd(width)}${TEMPLATES[name]}`).join('\n');
  return command
    .argument('[dir]', 'the directory to make; asked for in a terminal, needed elsewhere')
    .addOption(
      new Option('-t, --template <name>', 'what to begin with (default: minimal)').choices([...TEMPLATE_NAMES]),
    )
    .option('--name <package>', 'name of the npm package (default: as the directory)')
    .option('--id <namespace:name>', 'id of the component (default: demo: and the name, or as the npm scope and name)')
    .option('--merge', 'add to a directory that has files; none is written over')
    .option('--install', 'install the dependencies')
    .option('--no-install', 'and do not ask whether to')
    .option('--git', 'make a git repository of it')
    .option('--no-git', 'and do not ask whether to')
    .option('-y, --yes', 'ask nothing: what is not said is the default')
    .option('--json', 'ask nothing, and print one JSON document')
    .addHelpText('after', `\nTemplates:\n${list}`);
}
