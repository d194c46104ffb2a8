/** `airssys host`: a host that keeps components running, and is operated by the other commands. */
import { mkdirSync, readFileSync } from 'node:fs';
import { Host, type LogEntry, fileSink } from '@airssys/host';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import { ControlServer } from '../../daemon/control-server.ts';
import { dataDirOf, socketOf } from '../../daemon/data-dir.ts';
import { LogBook } from '../../daemon/log-book.ts';
import { hostRoutes } from '../../daemon/host-routes.ts';
import { reportFailure } from '../../report/failure.ts';
import { printJson } from '../../report/json.ts';
import { printable } from '../../report/text.ts';
import { usageError } from '../../report/usage-error.ts';
import { preparedCacheDir } from '../../run/cache-dir.ts';
import { untilAborted } from '../../run/until-aborted.ts';
import { eventLine, logLine } from './lines.ts';
import { readPipelines, runPipelines } from './pipelines.ts';

export interface HostFlags {
  readonly data?: string;
  readonly trustedKey?: readonly string[];
  readonly autostart: boolean;
  readonly auditLog?: string;
  readonly pipeline?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function host(io: CommandIo, flags: HostFlags): Promise<ExitCode> {
  const signal = io.catchInterrupt(['SIGINT', 'SIGTERM']);
  try {
    await operateUntil(signal, io, flags);
    return EXIT.ok;
  } catch (error) {
    return await reportFailure(error, io, { json: flags.json === true });
  }
}

async function operateUntil(signal: AbortSignal, io: CommandIo, flags: HostFlags): Promise<void> {
  const { trustedKey, autostart, auditLog, json, quiet } = flags;
  const dataDir = dataDirOf(io, flags.data);
  const socket = socketOf(dataDir);
  const trustedKeys = trustedKey?.map(readKey);
  const pipelines = await readPipelines(flags.pipeline ?? []);
  // What components store is for nobody else, and whoever opens the directory may operate the host.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const book = new LogBook();
  const log = (entry: LogEntry): void => book.add(entry);
  const opening = Host.open({
    dataDir,
    cacheDir: preparedCacheDir(io),
    autostart,
    surroundings: () => ({ log }),
    ...(trustedKeys && { signatures: { trustedKeys } }),
    audit: { ...(auditLog !== undefined && { sinks: [fileSink({ path: auditLog })] }) },
  });
  await using opened = await untilAborted(signal, opening);
  await using control = await ControlServer.listen(socket, hostRoutes({ host: opened, book, dataDir }));
  await using _running = runPipelines(io, opened, pipelines);
  if (quiet !== true) tell(io, opened, book, json === true);
  const count = opened.query().list().length;
  if (json === true) printJson(io, { dataDir, socket, pid: process.pid, components: count });
  else {
    io.stderr.write(
      `host of ${printable(dataDir)} with ${count} component${count === 1 ? '' : 's'} (Ctrl-C ends it)\n`,
    );
  }
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  if (json !== true && quiet !== true) io.stderr.write('ending: calls under way are answered first\n');
  await control[Symbol.asyncDispose]();
}

/** What happens, as it happens. It ends with the host. */
function tell(io: CommandIo, opened: Host, book: LogBook, json: boolean): void {
  const print = (line: string, document: unknown): void => {
    if (json) printJson(io, document);
    else io.stdout.write(`${line}\n`);
  };
  book.follow((entry) => print(logLine(io, entry), { log: entry }));
  void (async () => {
    for await (const event of opened.events()) print(eventLine(io, event), { event });
  })();
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw usageError(
      `The key ${path} cannot be read`,
      'Name the file of a public key: `airssys sign --new-key` makes one.',
    );
  }
}
