/** `airssys dev`: a component that runs while its sources are written. */
import type { AuditEvent, LogEntry } from '@airssys/host';
import type { EngineName } from '@airssys/model';
import { ComponentBuilder } from '@airssys/sdk/build';
import { FileWatcher } from '../check/file-watcher.ts';
import { DevSession } from '../dev/dev-session.ts';
import type { DevReport } from '../dev/dev-report.ts';
import { jsonReport } from '../dev/json-report.ts';
import { Prompt } from '../dev/prompt.ts';
import { textReport } from '../dev/text-report.ts';
import { DevLoop } from '../dev/dev-loop.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import type { CommandIo, Output } from '../io.ts';
import type { LimitFlags } from '../parse/limits.ts';
import { parsePort } from '../parse/quantities.ts';
import { reportFailure } from '../report/failure.ts';
import { preparedCacheDir } from '../run/cache-dir.ts';
import { KeptEvents } from '../run/kept-events.ts';
import { readSettings } from '../run/settings.ts';

export interface DevFlags extends LimitFlags {
  readonly engine: EngineName;
  readonly dataDir?: string;
  readonly port?: string;
  readonly address: string;
  readonly allow?: readonly string[];
  readonly allowRequested?: boolean;
  readonly mount?: readonly string[];
  readonly env?: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

/** Log entries and decisions that the prompt can show. */
const KEPT = 200;

/** Files are at rest sooner than for a check: an editor's write takes a few milliseconds. */
const SETTLE_MS = 10;

export async function dev(io: CommandIo, entry: string | undefined, flags: DevFlags): Promise<ExitCode> {
  const interrupt = io.catchInterrupt(['SIGINT', 'SIGTERM']);
  const ending = new AbortController();
  interrupt.addEventListener('abort', () => ending.abort(), { once: true });
  try {
    await work(io, entry ?? findEntry(process.cwd()), flags, ending);
    return EXIT.ok;
  } catch (error) {
    return await reportFailure(error, io, { json: flags.json === true });
  }
}

async function work(io: CommandIo, entry: string, flags: DevFlags, ending: AbortController): Promise<void> {
  const { engine, dataDir, port, address, allowRequested, json } = flags;
  const { signal } = ending;
  const settings = await readSettings(flags);
  await using builder = new ComponentBuilder({ entry, engine });
  const logs = new KeptEvents<LogEntry>(KEPT);
  const audit = new KeptEvents<AuditEvent>(KEPT);
  let prompt: Prompt | undefined;
  const above = (output: Output): Output => ({
    ...output,
    write: (text) => (prompt?.above(output) ?? output).write(text),
  });
  const shown = { ...io, stdout: above(io.stdout), stderr: above(io.stderr) };
  const report: DevReport = json === true ? jsonReport(io) : textReport(shown);
  await using session = await DevSession.open({
    dataDir,
    cacheDir: preparedCacheDir(io),
    settings,
    allowRequested: allowRequested === true,
    address,
    port: port === undefined ? undefined : parsePort(port),
    onLog: (one) => {
      logs.add(one);
      report.log(one);
    },
    onAudit: (event) => audit.add(event),
    onRequest: (request) => report.request(request),
  });
  using watcher = new FileWatcher({ settleMs: SETTLE_MS });
  const loop = new DevLoop({ builder, session, watcher, report, signal });
  await loop.first();
  using _prompt = (prompt = new Prompt(io, { session, report, logs, audit, signal, end: () => ending.abort() }));
  await loop.run();
  report.ended();
}
