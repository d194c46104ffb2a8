/** Wrong usage, as an error of airssys. */
import { AirssysError } from '@airssys/model';
import { type Command, CommanderError } from 'commander';

export function usageError(message: string, hint?: string, data?: Readonly<Record<string, unknown>>): AirssysError {
  return new AirssysError('AIRSSYS_CLI_USAGE', message, { hint, data });
}

export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}

/** What commander complains of. Its suggestion, if it has one, becomes the hint. */
export function commanderFailure(error: CommanderError, program: Command, args: readonly string[]): AirssysError {
  const [line = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const message = line.replace(/\.$/, '');
  const suggestion = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  const help = `airssys ${helpPath(program, args)}--help says more.`;
  return usageError(message.charAt(0).toUpperCase() + message.slice(1), suggestion ? `${suggestion} ${help}` : help);
}

/** `run ` for a complaint about the run command, `wit add ` for one about a command of a command. */
function helpPath(program: Command, [name, ...rest]: readonly string[]): string {
  const command = program.commands.find((one) => one.name() === name);
  return command ? `${command.name()} ${helpPath(command, rest)}` : '';
}
