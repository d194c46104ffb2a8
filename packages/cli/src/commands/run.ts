/** `airssys run`: one call in a sandbox of its own. */
import { basename, resolve } from 'node:path';
import {
  type AuditEvent,
  ComponentHost,
  DEFAULT_LIMITS,
  fileSink,
  type LogEntry,
  readComponent,
  SqliteBackend,
} from '@airssys/host';
import { type EngineName, formatPermission, type PermissionRequest } from '@airssys/model';
import { isSource, readNamedFile } from '../component-file.ts';
import { EXIT } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { type ArgumentText, readArgumentFiles } from '../parse/argument-files.ts';
import type { LimitFlags } from '../parse/limits.ts';
import { columns } from '../report/columns.ts';
import { reportFailure } from '../report/failure.ts';
import { printJson } from '../report/json.ts';
import { formatCount, formatMs, formatUsage } from '../report/numbers.ts';
import { printable, widthOf, wrap } from '../report/text.ts';
import { AccessFacts } from '../run/access-facts.ts';
import { preparedCacheDir } from '../run/cache-dir.ts';
import { type Answer, planCall } from '../run/call.ts';
import { hintFor, type RunFacts } from '../run/hints.ts';
import { KeptEvents } from '../run/kept-events.ts';
import { logPrinter } from '../run/log-printer.ts';
import { demandProgramFlags, isProgram, runProgram } from '../run/program.ts';
import { readSettings, type RunSettings } from '../run/settings.ts';
import { untilAborted } from '../run/until-aborted.ts';

export interface RunTarget {
  readonly component: string;
  readonly operation: string | undefined;
  readonly args: readonly string[];
}

export interface RunFlags extends LimitFlags {
  readonly engine: EngineName;
  readonly allow?: readonly string[];
  readonly allowRequested?: boolean;
  readonly mount?: readonly string[];
  readonly storage?: string;
  readonly env?: readonly string[];
  readonly config?: string;
  readonly metering: 'fast' | 'exact';
  readonly audit?: boolean;
  readonly auditLog?: string;
  readonly usage?: boolean;
  readonly json?: boolean;
  readonly raw?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly record?: string;
}

/** Log entries, and decisions, that are kept to be printed in the end. */
const KEPT_EVENTS = 10_000;

/** What became known of a run, also of one that failed. */
interface RunRecord extends RunFacts {
  readonly logs: KeptEvents<LogEntry>;
  readonly audit: KeptEvents<AuditEvent>;
  requested: RunFacts['requested'];
  mounts: RunFacts['mounts'];
  /** Present as soon as the call has come back: what fails after it does not take it away. */
  answer?: Answer;
}

export async function run(io: CommandIo, target: RunTarget, flags: RunFlags): Promise<number> {
  const signal = io.catchInterrupt();
  const record: RunRecord = {
    logs: new KeptEvents(flags.json ? KEPT_EVENTS : 0),
    audit: new KeptEvents(flags.audit ? KEPT_EVENTS : 0),
    access: new AccessFacts(),
    requested: [],
    mounts: {},
  };
  try {
    const answer = await untilAborted(signal, call(io, target, flags, { record, signal }));
    if (flags.json) printJson(io, documentOf(record, flags));
    else if (flags.audit) printAudit(io, record.audit);
    return answer.exitCode ?? (answer.failed ? EXIT.failed : EXIT.ok);
  } catch (error) {
    if (flags.audit && !flags.json) printAudit(io, record.audit);
    return await reportFailure(error, io, {
      json: flags.json === true,
      hint: hintFor(error, record),
      facts: documentOf(record, flags),
    });
  }
}

interface Run {
  readonly record: RunRecord;
  readonly signal: AbortSignal;
}

async function call(
  io: CommandIo,
  { component, operation, args }: RunTarget,
  flags: RunFlags,
  { record, signal }: Run,
): Promise<Answer> {
  const settings = await readSettings(flags);
  const bytes = isSource(component)
    ? await buildSource(io, component, flags)
    : await readNamedFile(component, 'a component; `airssys build` makes one');
  const asProgram = isProgram(bytes);
  if (asProgram) demandProgramFlags(flags);
  const binary = asProgram ? undefined : readComponent(bytes, component);
  record.mounts = settings.mounts;
  record.requested = binary?.manifest?.component.permissions ?? [];
  const planned = binary && planCall(binary, operation, await argumentsOf(io, args, settings));
  const grants = [...settings.grants, ...(flags.allowRequested ? grantRequested(io, flags, record.requested) : [])];

  const printLog = flags.json || flags.quiet ? undefined : logPrinter(io);
  const log = (entry: LogEntry): void => {
    record.logs.add(entry);
    printLog?.(entry);
  };
  const failures: unknown[] = [];
  await using host = new ComponentHost({
    cacheDir: preparedCacheDir(io),
    metering: flags.metering,
    storage: flags.storage === undefined ? undefined : SqliteBackend.open(flags.storage),
    audit: {
      capacity: 1, // of the host's own list, which nobody reads
      ...(flags.auditLog !== undefined && { sinks: [fileSink({ path: flags.auditLog })] }),
      onSinkError: (error) => failures.push(error),
      onEvent: (event) => {
        record.audit.add(event);
        record.access.add(event);
      },
    },
  });
  const loaded = await host.load(bytes, component, { file: resolve(component) });
  // What was built for this run is nowhere else.
  const recording = flags.record === undefined ? undefined : { file: flags.record, keepComponent: isSource(component) };
  if (planned === undefined) {
    const given = operation === undefined ? [] : [operation, ...args];
    const answer = await runProgram(io, loaded, [basename(component), ...given], {
      ...settings,
      grants,
      log,
      signal,
      record: recording,
    });
    if (flags.usage) io.stderr.write(`used: ${formatUsage(answer.usage)}\n`);
    return answer;
  }
  await using instance = await loaded.instantiate({ ...settings, grants, log, record: recording });
  const answer = await planned.make(instance, { signal });
  record.answer = answer;
  // Before the component is shut down, which may fail. (A document is printed as a whole, in the end.)
  if (!flags.json) printAnswer(io, answer, flags);
  await instance.shutdown();
  await host.audit.flush();
  if (failures.length > 0) throw failures[0];
  return answer;
}

/** Builds a source without writing anything but the cache. */
async function buildSource(io: CommandIo, entry: string, { engine, verbose, quiet }: RunFlags): Promise<Uint8Array> {
  const { buildComponent } = await import('@airssys/sdk/build');
  const startedAt = performance.now();
  const result = await buildComponent({ entry, engine, outDir: false });
  if (verbose && !quiet) {
    const { printWarnings } = await import('./build.ts');
    await printWarnings(io, result);
    const what = result.fromCache ? 'unchanged' : 'built';
    io.stderr.write(`${what} ${printable(entry)} with ${engine} in ${formatMs(performance.now() - startedAt)}\n`);
  }
  return result.component;
}

/** All that the component requests. Says what that is: it is the component's wish, not the user's. */
function grantRequested(
  io: CommandIo,
  { json, quiet }: RunFlags,
  requested: readonly PermissionRequest[],
): readonly string[] {
  const grants = requested.map(formatPermission);
  if (!json && !quiet) {
    const text = printable(`granted as requested: ${grants.join(', ') || 'nothing'}`);
    io.stderr.write(`${wrap(text, widthOf(io.stderr), 2)}\n`);
  }
  return grants;
}

function printAnswer(io: CommandIo, { value, raw, usage }: Answer, flags: RunFlags): void {
  if (flags.usage) io.stderr.write(`used: ${formatUsage(usage)}\n`);
  if (!flags.raw || raw === undefined) printJson(io, value);
  // INVARIANT: what a component answers drives no terminal.
  else if (io.stdout.isTerminal)
    io.stdout.write(printable(typeof raw === 'string' ? raw : Buffer.from(raw).toString()));
  else io.streams.stdout.write(raw);
}

async function argumentsOf(
  io: CommandIo,
  args: readonly string[],
  { limits }: RunSettings,
): Promise<readonly ArgumentText[]> {
  const maxBytes = limits.maxBytesIn ?? DEFAULT_LIMITS.maxBytesIn;
  return await readArgumentFiles(args, () => io.streams.stdin, maxBytes);
}

/** The members of the JSON document, but for an error. */
function documentOf({ answer, logs, audit }: RunRecord, flags: RunFlags): Readonly<Record<string, unknown>> {
  return {
    ...(answer && { value: answer.value, usage: answer.usage }),
    logs: logs.events,
    ...(flags.audit && { audit: audit.events }),
    ...(logs.dropped > 0 && { droppedLogs: logs.dropped }),
    ...(flags.audit && audit.dropped > 0 && { droppedAudit: audit.dropped }),
  };
}

function printAudit(io: CommandIo, { events, dropped }: KeptEvents<AuditEvent>): void {
  if (events.length === 0) io.stderr.write('audit: the component asked for nothing\n');
  if (dropped > 0) io.stderr.write(`audit: ${formatCount(dropped)} earlier decisions are not shown\n`);
  const rows = events.map(({ sequence, allowed, area, action, resource, rule, hostFunction }) => [
    `${sequence}`,
    allowed ? 'allowed' : 'DENIED',
    `${area}.${action}`,
    resource,
    `(${hostFunction}; ${rule})`,
  ]);
  for (const line of columns(rows, 0)) io.stderr.write(`audit: ${printable(line)}\n`);
}
