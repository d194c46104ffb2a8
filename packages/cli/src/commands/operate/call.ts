/** `airssys call`: an operation of a component that a host runs. */
import type { Usage } from '@airssys/host';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import { operate, type OperateFlags } from '../../daemon/operate.ts';
import { parseDurationMs } from '../../parse/quantities.ts';
import { printJson } from '../../report/json.ts';
import { formatUsage } from '../../report/numbers.ts';

export interface CallFlags extends OperateFlags {
  readonly key?: string;
  readonly timeout?: string;
  readonly usage?: boolean;
}

export interface CallTarget {
  readonly id: string;
  readonly operation: string | undefined;
  readonly args: readonly string[];
}

export async function call(io: CommandIo, { id, operation, args }: CallTarget, flags: CallFlags): Promise<ExitCode> {
  return await operate(io, flags, async ({ client, signal }) => {
    const { key, timeout, usage, json } = flags;
    const timeoutMs = timeout === undefined ? undefined : parseDurationMs('--timeout', timeout);
    const body = { operation, args, key, timeoutMs };
    const path = `/components/${encodeURIComponent(id)}/call`;
    const answer = (await client.ask({ method: 'POST', path, body, signal })) as Answer; // the host's own
    if (json === true) printJson(io, { value: answer.value, usage: answer.usage });
    else {
      if (usage === true) io.stderr.write(`used: ${formatUsage(answer.usage)}\n`);
      printJson(io, answer.value);
    }
    return answer.failed ? EXIT.failed : EXIT.ok;
  });
}

interface Answer {
  readonly value: unknown;
  readonly usage: Usage;
  readonly failed: boolean;
}
