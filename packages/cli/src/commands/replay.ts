/** `airssys replay`: a recording in a sandbox that reaches nothing. */
import {
  demandSame,
  type LogEntry,
  type Recording,
  readRecording,
  type Replayed,
  type ReplayedCall,
  replayRecording,
  showOutcome,
} from '@airssys/host';
import type { EngineName } from '@airssys/model';
import { isSource, readNamedFile } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { writeReplayTest } from '../replay/write-test.ts';
import { columns } from '../report/columns.ts';
import { reportFailure } from '../report/failure.ts';
import { printJson } from '../report/json.ts';
import { formatCount } from '../report/numbers.ts';
import { printable } from '../report/text.ts';
import { preparedCacheDir } from '../run/cache-dir.ts';
import { logPrinter } from '../run/log-printer.ts';

export interface ReplayFlags {
  readonly component?: string;
  readonly fixed?: boolean;
  readonly test?: string;
  readonly engine?: EngineName;
  readonly json?: boolean;
}

/** Longest text of an outcome, in characters. */
const MAX_OUTCOME = 100;

export async function replay(io: CommandIo, file: string, flags: ReplayFlags): Promise<ExitCode> {
  let result: Replayed | undefined;
  try {
    const recording = await readRecording(file);
    const printLog = flags.json ? undefined : logPrinter(io);
    result = await replayRecording(recording, {
      component: await componentOf(recording, flags),
      fixed: flags.fixed,
      cacheDir: preparedCacheDir(io),
      ...(printLog && { log: (entry: LogEntry): void => printLog(entry) }),
    });
    if (!flags.json) printCalls(io, result);
    demandSame(result);
    if (flags.test !== undefined)
      await writeReplayTest(flags.test, { recording: file, component: flags.component, result });
    if (flags.json) printJson(io, documentOf(result));
    else printEnd(io, result, flags);
    return EXIT.ok;
  } catch (error) {
    return await reportFailure(error, io, { json: flags.json === true, ...(result && { facts: documentOf(result) }) });
  }
}

async function componentOf({ header }: Recording, { component, engine }: ReplayFlags): Promise<Uint8Array | undefined> {
  if (component === undefined) return undefined;
  if (!isSource(component)) return await readNamedFile(component, 'a component to replay with');
  const { buildComponent } = await import('@airssys/sdk/build');
  const recorded = header.component.engine === 'quickjs' ? 'quickjs' : 'starlingmonkey';
  return (await buildComponent({ entry: component, engine: engine ?? recorded, outDir: false })).component;
}

function printCalls(io: CommandIo, { recording, calls }: Replayed): void {
  const { component, time, host, node } = recording.header;
  const version = component.version === '' ? '' : `@${component.version}`;
  io.stdout.write(printable(`${component.id}${version}, recorded ${time} by host ${host} on Node ${node}\n`));
  const rows = calls.map((call) => [
    `${call.call}`,
    call.operation,
    outcomeOf(call),
    `${formatCount(call.fuel)} fuel`,
    `${formatCount(call.hostCalls)} host calls`,
  ]);
  for (const line of columns(rows, 0)) io.stdout.write(`${printable(line)}\n`);
}

function outcomeOf({ now, beyond }: ReplayedCall): string {
  if (beyond !== undefined) return 'went past the trap';
  const text = showOutcome(now).replaceAll(/\s+/g, ' ');
  return text.length <= MAX_OUTCOME ? text : `${text.slice(0, MAX_OUTCOME)}…`;
}

function printEnd(io: CommandIo, { recording, calls, isSameComponent }: Replayed, { test, fixed }: ReplayFlags): void {
  const stack = calls.at(-1)?.trap?.guestError?.stack;
  if (stack !== undefined && stack !== '' && !fixed) io.stdout.write(`${printable(stack)}\n`);
  if (!recording.isWhole) io.stdout.write(printable(`The recording is not whole: ${recording.ending}\n`));
  const which = isSameComponent ? 'fuel included' : 'by another component, so fuel was not compared';
  io.stdout.write(fixed ? 'The recorded trap is gone.\n' : `As recorded, ${which}.\n`);
  if (test !== undefined) io.stdout.write(printable(`Written: ${test}\n`));
}

const documentOf = ({
  recording,
  calls,
  difference,
  isSameComponent,
}: Replayed): Readonly<Record<string, unknown>> => ({
  component: recording.header.component,
  isSameComponent,
  isWhole: recording.isWhole,
  difference: difference ?? null,
  calls: calls.map((call) => ({ ...call, trap: undefined })),
});
