/** The reference of the `airssys` command: the help of every command, as the command prints it. */
import { createProgram, type CommandIo, type Output } from '@airssys/cli';
import GithubSlugger from 'github-slugger';

type Command = ReturnType<typeof createProgram>;

export interface CommandHelp {
  /** With the names above it: `airssys audit verify`. */
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly help: string;
}

/** The command itself, and each command below it that does something. */
export function allCommands(): readonly CommandHelp[] {
  const slugger = new GithubSlugger();
  slugger.slug('The airssys command');
  return [
    ...commandsBelow(
      createProgram(silentIo(), () => {}),
      '',
    ),
  ].map(([name, command]) => ({
    name,
    slug: slugger.slug(name),
    description: command.description(),
    help: helpOf(command),
  }));
}

export function commandReference(commands: readonly CommandHelp[]): string {
  const sections = commands.map(({ name, help }) => `## ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\``);
  return `# The airssys command\n\nWhat \`--help\` prints, of every command.\n\n${sections.join('\n\n')}\n`;
}

/** Depth first, in the order of the help. */
function* commandsBelow(command: Command, above: string): Generator<readonly [string, Command]> {
  const name = `${above} ${command.name()}`.trim();
  yield [name, command];
  for (const one of command.commands) yield* commandsBelow(one, name);
}

/** The help with what is added to its end. */
function helpOf(command: Command): string {
  let printed = '';
  command.configureOutput({ writeOut: (text) => (printed += text), getOutHelpWidth: () => WIDTH });
  command.outputHelp();
  return printed;
}

const WIDTH = 88;

/** The commands are not run: nothing is written, nothing read. */
function silentIo(): CommandIo {
  const output: Output = { isTerminal: false, columns: WIDTH, write: () => {} };
  const { stdin, stdout, stderr } = process;
  return {
    stdout: output,
    stderr: output,
    streams: { stdin, stdout, stderr },
    env: {},
    catchInterrupt: () => new AbortController().signal,
  };
}
