/** `airssys serve`: a component as a server of HTTP, until it is told to end. */
import { CapabilitySet, ComponentHost, fileSink, type ServedRequest, SqliteBackend } from '@airssys/host';
import { isAirssysError } from '@airssys/model';
import { readNamedFile } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { type LimitFlags, parseLimits } from '../parse/limits.ts';
import { parseEnv, parseMounts } from '../parse/pairs.ts';
import { parseBytes, parseCount, parseDurationMs, parsePort } from '../parse/quantities.ts';
import { reportFailure } from '../report/failure.ts';
import { printJson } from '../report/json.ts';
import { formatBytes, formatMs } from '../report/numbers.ts';
import { type Paint, painter } from '../report/paint.ts';
import { printable, widthOf, wrap } from '../report/text.ts';
import { preparedCacheDir } from '../run/cache-dir.ts';
import { untilAborted } from '../run/until-aborted.ts';

export interface ServeFlags extends LimitFlags {
  readonly port: string;
  readonly address: string;
  readonly allow?: readonly string[];
  readonly mount?: readonly string[];
  readonly env?: readonly string[];
  readonly storage?: string;
  readonly maxRequests: string;
  readonly maxBody: string;
  readonly grace: string;
  readonly auditLog?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function serve(io: CommandIo, component: string, flags: ServeFlags): Promise<ExitCode> {
  const signal = io.catchInterrupt(['SIGINT', 'SIGTERM']);
  try {
    await serveUntil(signal, io, component, flags);
    return EXIT.ok;
  } catch (error) {
    return await reportFailure(error, io, { json: flags.json === true });
  }
}

async function serveUntil(signal: AbortSignal, io: CommandIo, component: string, flags: ServeFlags): Promise<void> {
  const { allow = [], mount = [], env = [], storage, auditLog, address, json, quiet } = flags;
  CapabilitySet.from(allow); // throws for one that is no permission
  const options = {
    address,
    port: parsePort(flags.port),
    grants: allow,
    mounts: parseMounts(mount),
    env: parseEnv(env),
    maxConcurrentRequests: parseCount('--max-requests', flags.maxRequests),
    maxBodyBytes: parseBytes('--max-body', flags.maxBody),
    graceMs: parseDurationMs('--grace', flags.grace),
    limits: parseLimits(flags),
  };
  const bytes = await readNamedFile(component, 'a component with wasi:http/incoming-handler');
  await using host = new ComponentHost({
    cacheDir: preparedCacheDir(io),
    storage: storage === undefined ? undefined : SqliteBackend.open(storage),
    audit: { capacity: 1, ...(auditLog !== undefined && { sinks: [fileSink({ path: auditLog })] }) },
  });
  const print = json === true ? jsonLine(io) : accessLine(io, quiet === true);
  const serving = host.load(bytes, component).then((loaded) => loaded.serve({ ...options, onRequest: print }));
  await using server = await untilAborted(signal, serving);
  if (json === true) printJson(io, { url: server.url });
  else io.stderr.write(`${printable(component)} answers at ${server.url} (Ctrl-C ends it)\n`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  if (quiet !== true && json !== true) io.stderr.write('ending: requests under way are answered first\n');
}

/** One line for each request, and what went wrong below it. */
function accessLine(io: CommandIo, isQuiet: boolean): (request: ServedRequest) => void {
  const paint = painter(io, io.stdout);
  return ({ method, path, status, durationMs, bytes, error }) => {
    if (isQuiet && error === undefined) return;
    const time = new Date().toTimeString().slice(0, 8);
    const facts = `${formatMs(durationMs).padStart(7)} ${formatBytes(bytes).padStart(8)}`;
    const line = printable(`${method} ${path}`);
    const room = widthOf(io.stdout) - time.length - facts.length - 6;
    const cut = line.length <= room ? line : `${line.slice(0, Math.max(0, room - 1))}…`;
    io.stdout.write(
      `${paint.dim(time)} ${paintOf(status, paint)(String(status ?? '---'))} ${paint.dim(facts)} ${cut}\n`,
    );
    if (error === undefined) return;
    const indent = time.length + 1;
    const reason = wrap(printable(textOf(error)), widthOf(io.stdout) - indent, indent);
    io.stdout.write(`${' '.repeat(indent)}${reason}\n`);
  };
}

function paintOf(status: number | undefined, paint: Paint): (text: string) => string {
  if (status === undefined || status >= 500) return paint.red;
  return status >= 400 ? paint.yellow : paint.green;
}

const textOf = (error: unknown): string => {
  const said = error instanceof Error ? error.message : String(error);
  return isAirssysError(error) ? `${error.code}: ${said}` : said;
};

function jsonLine(io: CommandIo): (request: ServedRequest) => void {
  return ({ error, ...request }) => {
    const failure = error !== undefined && {
      error: { ...(isAirssysError(error) && { code: error.code }), message: textOf(error) },
    };
    printJson(io, { time: new Date().toISOString(), ...request, ...failure });
  };
}
