/**
 * A namespace as a file: lines of JSON. The first names the format; then comes a line for each entry, by their keys' order; the last one
 * has how many they are and the SHA-256 of all bytes before it, so that a file that was cut or changed is known for one. Each other line
 * has a CRC-32 of its own, by which the place of a change is found.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AirssysError } from '@airssys/model';
import type { KeyValueBackend, StoredEntry, Write } from './key-value-backend.ts';
import { compareUtf8 } from './utf8-order.ts';
import { demandWritten } from './write-rules.ts';

const FORMAT = 'airssys-storage';
const FORMAT_VERSION = 1;
const NEWLINE = 0x0a;

/** How an export is taken into a namespace. */
export interface ImportOptions {
  /** Whether what the namespace has goes away, in the same step. Default false: it must be empty. */
  readonly replace?: boolean | undefined;
  /** Bytes that the namespace may have. Default: no bounds. */
  readonly quotaBytes?: number | undefined;
  /** By which entries that have expired are left out. Default: the system's. */
  readonly nowMs?: number | undefined;
}

/**
 * The entries of a namespace, for `writeFile(path, exportNamespace(…))`. Read a page at a time: of what is written meanwhile, some may
 * be in it. Versions are not: an import gives new ones.
 */
export async function* exportNamespace(
  backend: KeyValueBackend,
  namespace: string,
): AsyncGenerator<Uint8Array, void, void> {
  const hash = createHash('sha256');
  const line = (content: object): Uint8Array => {
    const bytes = new TextEncoder().encode(`${JSON.stringify({ ...content, crc: crcOf(content) })}\n`);
    hash.update(bytes);
    return bytes;
  };
  yield line({ format: FORMAT, version: FORMAT_VERSION, namespace });
  let entries = 0;
  for (let after: string | undefined; ;) {
    const page = await backend.scan(namespace, '', { after });
    for (const { key, value, expiresAtMs } of page.entries) {
      yield line({ key, value: Buffer.from(value).toString('base64'), expiresAtMs });
      entries += 1;
    }
    if (page.next === undefined) break;
    after = page.next;
  }
  yield new TextEncoder().encode(`${JSON.stringify({ entries, sha256: hash.digest('hex') })}\n`);
}

const crcOf = (content: object): number => crc32(JSON.stringify(content));

/**
 * Writes what was exported into a namespace, of the same name or of another: all of it in one batch, which is held in memory, or
 * nothing. Answers how many entries they were.
 *
 * @param source The file's bytes, such as `createReadStream(path)`.
 * @throws AirssysError `AIRSSYS_STORAGE_IMPORT` where it is no whole export, with the line and the offset of its first byte in `data`;
 *   `AIRSSYS_STORAGE_CONFLICT` where the namespace is not empty; `AIRSSYS_STORAGE_QUOTA`.
 */
export async function importNamespace(
  backend: KeyValueBackend,
  namespace: string,
  source: AsyncIterable<Uint8Array>,
  { replace = false, quotaBytes, nowMs = Date.now() }: ImportOptions = {},
): Promise<number> {
  const entries = await readExport(source);
  const present = await backend.list(namespace, '');
  if (!replace && present.length > 0) {
    throw new AirssysError('AIRSSYS_STORAGE_CONFLICT', `${namespace} has ${present.length} entries already`, {
      hint: 'Import into an empty namespace, or with `replace`.',
      data: { namespace },
    });
  }
  const removals = present.map((key): Write => ({ kind: 'delete', namespace, key }));
  const alive = entries.filter(({ expiresAtMs = Infinity }) => expiresAtMs > nowMs);
  const writes = alive.map(({ key, value, expiresAtMs }): Write => {
    const ttlMs = expiresAtMs === undefined ? undefined : expiresAtMs - nowMs;
    return { kind: 'set', namespace, key, value, ttlMs, expected: replace ? undefined : 'absent' };
  });
  const quotas = quotaBytes === undefined ? undefined : new Map([[namespace, quotaBytes]]);
  demandWritten(await backend.batch([...removals, ...writes], { quotas }));
  return alive.length;
}

type ExportedEntry = Omit<StoredEntry, 'version'>;

/** What a file has, once all of it was found whole. */
async function readExport(source: AsyncIterable<Uint8Array>): Promise<readonly ExportedEntry[]> {
  const hash = createHash('sha256');
  const entries: ExportedEntry[] = [];
  let place: Place = { line: 0, offset: 0 };
  let isWhole = false;
  for await (const bytes of linesOf(source)) {
    place = { line: place.line + 1, offset: place.offset };
    if (isWhole) throw broken('there is more behind its end', place);
    const content = parse(bytes, place);
    if (place.line === 1) demandFormat(content, place);
    if ('sha256' in content) {
      demandWhole(content, entries.length, hash.copy().digest('hex'), place);
      isWhole = true;
    } else {
      const { crc, ...rest } = content;
      if (crc !== crcOf(rest)) throw broken('a line has changed', place);
      if (place.line > 1) entries.push(entryOf(rest, entries.at(-1)?.key, place));
    }
    hash.update(bytes);
    place = { line: place.line, offset: place.offset + bytes.length };
  }
  if (!isWhole) throw broken('it ends too early', place);
  return entries;
}

interface Place {
  /** 1-based. */
  readonly line: number;
  /** Of the line's first byte, in the file. */
  readonly offset: number;
}

/** With their newlines; the last one without, where the file has none there. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end + 1)]);
      parts = [];
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

function parse(bytes: Uint8Array, place: Place): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof content === 'object' && content !== null) return { ...content };
  } catch {
    // Said below.
  }
  throw broken('a line is no JSON object', place);
}

function demandFormat({ format, version }: Readonly<Record<string, unknown>>, place: Place): void {
  if (format !== FORMAT) throw broken('it is no export of a namespace', place);
  if (version !== FORMAT_VERSION) throw broken(`it has the version ${String(version)}, not ${FORMAT_VERSION}`, place);
}

function demandWhole(content: Readonly<Record<string, unknown>>, entries: number, sha256: string, place: Place): void {
  if (content['entries'] !== entries)
    throw broken(`it has ${entries} entries, not ${String(content['entries'])}`, place);
  if (content['sha256'] !== sha256) throw broken('its checksum is another one: something before has changed', place);
}

function entryOf(content: Readonly<Record<string, unknown>>, last: string | undefined, place: Place): ExportedEntry {
  const { key, value, expiresAtMs } = content;
  if (typeof key !== 'string' || typeof value !== 'string') throw broken('a line is no entry', place);
  if (last !== undefined && compareUtf8(last, key) >= 0) throw broken('its keys are not in order', place);
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw broken('a value is not in base64', place);
  if (expiresAtMs === undefined) return { key, value: bytes };
  if (typeof expiresAtMs !== 'number') throw broken('a line is no entry', place);
  return { key, value: bytes, expiresAtMs };
}

const broken = (what: string, { line, offset }: Place): AirssysError =>
  new AirssysError(
    'AIRSSYS_STORAGE_IMPORT',
    `The export cannot be imported: ${what}, at line ${line}, byte ${offset}`,
    { hint: 'Nothing was imported. Export the namespace again, or copy the file again.', data: { line, offset } },
  );
