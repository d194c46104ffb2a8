import pc from 'picocolors';
import type { CommandIo, Output } from '../io.ts';

/** Colours, or the text as it is. */
export type Paint = Readonly<Record<'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow', (text: string) => string>>;

/** The colours for an output: on for terminals, unless `NO_COLOR` or `FORCE_COLOR` say otherwise. */
export function painter(io: CommandIo, output: Output): Paint {
  return pc.createColors(hasColours(io, output));
}

export function hasColours({ env }: Pick<CommandIo, 'env'>, output: Output): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return output.isTerminal && env['TERM'] !== 'dumb';
}
