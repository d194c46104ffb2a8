/** The options of `npm create airssys` and of `airssys new`, which are the same. */
import { type Command, Option } from 'commander';
import { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from './templates.ts';

/** What the command line has said already; what is absent is asked for, or has its default. */
export interface ProjectFlags {
  /** What the project begins with. */
  readonly template?: TemplateName;
  /** The project's name, in its `package.json`. */
  readonly name?: string;
  /** `namespace:name` of its component. */
  readonly id?: string;
  /** Whether it is added to a directory that has files, none of which is written over. */
  readonly merge?: boolean;
  /** Whether its packages are installed. */
  readonly install?: boolean;
  /** Whether it becomes a repository of git. */
  readonly git?: boolean;
  /** Whether nothing is asked: what is not said is the default. */
  readonly yes?: boolean;
  /** Whether nothing is asked, and the result is told as one JSON document. */
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
