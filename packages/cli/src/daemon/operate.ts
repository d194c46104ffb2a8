/** What all commands that speak to a host have in common. */
import { isAirssysError } from '@airssys/model';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { reportFailure } from '../report/failure.ts';
import { printable, widthOf } from '../report/text.ts';
import { untilAborted } from '../run/until-aborted.ts';
import { ControlClient } from './control-client.ts';
import { dataDirOf, socketOf } from './data-dir.ts';

export interface OperateFlags {
  readonly data?: string;
  readonly json?: boolean;
}

export interface Operation {
  readonly client: ControlClient;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Shows how far long work has come, on a terminal. */
  readonly onProgress: (progress: unknown) => void;
}

/** Runs a command's work, and tells how it ends. */
export async function operate(
  io: CommandIo,
  flags: OperateFlags,
  work: (operation: Operation) => Promise<ExitCode | void>,
): Promise<ExitCode> {
  const signal = io.catchInterrupt();
  const progress = progressLine(io);
  try {
    const client = new ControlClient(socketOf(dataDirOf(io, flags.data)));
    const onProgress = (told: unknown): void => {
      if (flags.json !== true) progress.show(told);
    };
    const working = work({ client, signal, onProgress }).finally(() => progress.clear());
    return (await untilAborted(signal, working)) ?? EXIT.ok;
  } catch (error) {
    progress.clear();
    return await reportFailure(error, io, { json: flags.json === true, hint: commandHint(error) });
  }
}

/** What to type, where the host's own words are for whoever embeds it. */
function commandHint(error: unknown): string | undefined {
  if (!isAirssysError(error, 'AIRSSYS_LIFECYCLE_STATE')) return undefined;
  const { component, state } = error.data;
  switch (state) {
    case 'uninstalled':
      return '`airssys ps` lists what is installed; `airssys install` adds to it.';
    case 'running':
      return `Stop it first: \`airssys stop ${String(component)}\`. For another version: \`airssys update\`.`;
    case 'installed':
    case 'stopped':
    case 'failed':
      return `Start it first: \`airssys start ${String(component)}\`. \`airssys events\` says what has happened.`;
    default:
      return 'Try again when that has ended: `airssys ps` shows the states.';
  }
}

/** One line that is written over. Nothing where it is no terminal. */
function progressLine({ stderr }: CommandIo): { show(progress: unknown): void; clear(): void } {
  let isShown = false;
  return {
    show(progress) {
      if (!stderr.isTerminal || typeof progress !== 'object' || progress === null) return;
      const { step, done, total } = progress as { step?: unknown; done?: unknown; total?: unknown };
      const count = typeof done === 'number' && typeof total === 'number' ? ` ${done} of ${total}` : '';
      stderr.write(`\r\u001B[2K${printable(`${String(step)}${count} …`).slice(0, widthOf(stderr) - 1)}`);
      isShown = true;
    },
    clear() {
      if (isShown) stderr.write('\r\u001B[2K');
      isShown = false;
    },
  };
}
