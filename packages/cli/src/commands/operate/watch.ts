/** `airssys events` and `airssys logs`: what has happened in a host, and what happens. */
import type { LifecycleEvent, LogEntry } from '@airssys/host';
import type { ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import { operate, type OperateFlags } from '../../daemon/operate.ts';
import { parseCount } from '../../parse/quantities.ts';
import { printJson } from '../../report/json.ts';
import { eventLine, logLine } from './lines.ts';

export interface WatchFlags extends OperateFlags {
  readonly follow?: boolean;
  readonly last: string;
}

/** The last events, or log entries, of a component or of all; with `--follow` those that come, until Ctrl-C. */
export async function watch(
  io: CommandIo,
  what: 'events' | 'logs',
  component: string | undefined,
  flags: WatchFlags,
): Promise<ExitCode> {
  return await operate(io, flags, async ({ client, signal }) => {
    const query = new URLSearchParams([
      ['last', String(parseCount('--last', flags.last))],
      ...(component === undefined ? [] : [['component', component]]),
      ...(flags.follow === true ? [['follow', '1']] : []),
    ]);
    try {
      for await (const value of client.values({ method: 'GET', path: `/${what}?${query.toString()}`, signal })) {
        // The host's own documents.
        if (flags.json === true) printJson(io, value);
        else if (what === 'events') io.stdout.write(`${eventLine(io, value as LifecycleEvent)}\n`);
        else io.stdout.write(`${logLine(io, value as LogEntry)}\n`);
      }
    } catch (error) {
      // Ctrl-C is how following ends.
      if (!signal.aborted || flags.follow !== true) throw error;
    }
  });
}
