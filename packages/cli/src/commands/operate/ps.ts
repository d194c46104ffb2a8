/** `airssys ps`: the components of a host. */
import type { ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import type { ComponentStatus } from '../../daemon/component-status.ts';
import { operate, type OperateFlags } from '../../daemon/operate.ts';
import { columns } from '../../report/columns.ts';
import { printJson } from '../../report/json.ts';
import { painter } from '../../report/paint.ts';
import { printable, widthOf } from '../../report/text.ts';
import { formatAge } from '../../report/numbers.ts';

export interface PsFlags extends OperateFlags {
  readonly state?: string;
  readonly label?: readonly string[];
  readonly may?: string;
}

export async function ps(io: CommandIo, name: string | undefined, flags: PsFlags): Promise<ExitCode> {
  return await operate(io, flags, async ({ client, signal }) => {
    const query = new URLSearchParams([
      ...(name === undefined ? [] : [['name', name]]),
      ...(flags.state === undefined ? [] : [['state', flags.state]]),
      ...(flags.may === undefined ? [] : [['capability', flags.may]]),
      ...(flags.label ?? []).map((label) => ['label', label]),
    ]);
    const found = (await client.ask({
      method: 'GET',
      path: `/components?${query.toString()}`,
      signal,
    })) as ComponentStatus[]; // the host's
    if (flags.json === true) printJson(io, found);
    else printTable(io, found);
  });
}

function printTable(io: CommandIo, found: readonly ComponentStatus[]): void {
  if (found.length === 0) {
    io.stderr.write('no components\n');
    return;
  }
  const paint = painter(io, io.stdout);
  const rows = found.map(({ id, version, state, sinceMs, instances, reason }) => [
    printable(id),
    printable(version || '-'),
    state,
    String(instances),
    formatAge(Date.now() - sinceMs),
    state === 'failed' ? printable([reason.code, reason.message].filter(Boolean).join(': ')) : '',
  ]);
  const [head = '', ...lines] = columns([['COMPONENT', 'VERSION', 'STATE', 'INSTANCES', 'FOR', ''], ...rows], 0);
  io.stdout.write(`${paint.bold(head)}\n`);
  for (const line of lines) io.stdout.write(`${line.slice(0, Math.max(widthOf(io.stdout), 40))}\n`);
}
