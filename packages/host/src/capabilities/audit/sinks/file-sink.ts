import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AirssysError } from '@airssys/model';
import type { AuditEntry, AuditSink } from '../audit-event.ts';
import { type AuditFormat, formatAudit } from '../audit-format.ts';
import { GENESIS, HashChain, linksOf } from '../hash-chain.ts';

/** Where audit events are written, and how much of them is kept. */
export interface FileSinkOptions {
  /** The file. What is there is written on. */
  readonly path: string;
  /** Default `json`: the lines of a hash chain, which `airssys audit verify` reads. The others are text for people, without hashes. */
  readonly format?: AuditFormat;
  /** With a key only its holders can write entries that {@link verifyChain} accepts. */
  readonly key?: Uint8Array;
  /** Bytes after which a new file is begun, and the old one becomes `PATH.1`. Default 64 MiB. */
  readonly maxBytes?: number;
  /** How many old files are kept: `PATH.1` is the youngest. Default 9. */
  readonly maxFiles?: number;
  /** Whether each batch is on the disk before the next: it survives a power cut. Default false: it survives a killed process. */
  readonly sync?: boolean;
}

/**
 * Writes events to a file, and begins a new one when it is full; a chain goes on from file to file, and over restarts. One
 * host writes to a file.
 *
 * Errors are told to `AuditOptions.onSinkError`: AirssysError `AIRSSYS_AUDIT_IO`.
 */
export function fileSink(options: FileSinkOptions): AuditSink {
  return new FileSink(options);
}

/** Bytes at the end of a file that hold its last line: entries are bounded by what the gate keeps of a resource. */
const TAIL_BYTES = 1 << 17;

class FileSink implements AuditSink {
  readonly #options: Required<Omit<FileSinkOptions, 'key'>> & Pick<FileSinkOptions, 'key'>;
  #file: FileHandle | undefined;
  #chain: HashChain | undefined;
  #size = 0;
  #isTorn = false;

  constructor(options: FileSinkOptions) {
    this.#options = { format: 'json', maxBytes: 64 << 20, maxFiles: 9, sync: false, ...options };
  }

  async write(entries: readonly AuditEntry[]): Promise<void> {
    const { path, sync, maxBytes } = this.#options;
    try {
      let file = this.#file ?? (await this.#open());
      if (this.#size >= maxBytes) file = await this.#rotate();
      // INVARIANT: what another process has written in between is not continued as if it were ours.
      if ((await file.stat()).size !== this.#size) throw new Error('another process has written to it');
      const text = this.#afterTear(entries)
        .map((entry) => `${this.#lineOf(entry)}\n`)
        .join('');
      await file.appendFile(text);
      this.#size += Buffer.byteLength(text);
      if (sync) await file.datasync();
    } catch (cause) {
      // Read anew with the next batch: what of this one has arrived is seen then.
      await this.#close().catch(() => {});
      throw new AirssysError('AIRSSYS_AUDIT_IO', `The audit log ${path} cannot be written`, {
        hint: 'See to its directory, to the room on the disk, and that one host alone writes to it.',
        data: { path },
        cause,
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  /** A process was killed while it wrote: the entries that were on their way then are missing. */
  #afterTear(entries: readonly AuditEntry[]): readonly AuditEntry[] {
    if (!this.#isTorn) return entries;
    this.#isTorn = false;
    const reason = 'the host ended while it wrote';
    return [{ dropped: 1, firstSequence: 0, lastSequence: 0, timeMs: Date.now(), reason }, ...entries];
  }

  #lineOf(entry: AuditEntry): string {
    const { format, key } = this.#options;
    if (format !== 'json') return formatAudit(entry, format);
    this.#chain ??= new HashChain(GENESIS, key);
    return this.#chain.link(entry);
  }

  /** Opens the file, and goes on with the chain of what is there. */
  async #open(): Promise<FileHandle> {
    const { path, format, key } = this.#options;
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
    this.#file = file;
    this.#size = (await file.stat()).size;
    if (format !== 'json') return file;
    const { line, torn } = await lastLine(file, this.#size);
    if (torn > 0) {
      // What is there of the entry proves nothing.
      this.#isTorn = true;
      await file.truncate(this.#size - torn);
      this.#size -= torn;
    }
    // A rotation may have been the last thing that was done.
    const before = line ?? (await lastLineOf(`${path}.1`));
    this.#chain = new HashChain(before === undefined ? GENESIS : headOf(before), key);
    return file;
  }

  async #rotate(): Promise<FileHandle> {
    const { path, maxFiles } = this.#options;
    await this.#file?.close();
    this.#file = undefined;
    await rm(`${path}.${maxFiles}`, { force: true });
    for (let number = maxFiles - 1; number >= 1; number -= 1) {
      await rename(`${path}.${number}`, `${path}.${number + 1}`).catch(ignoreMissing);
    }
    if (maxFiles > 0) await rename(path, `${path}.1`);
    else await rm(path);
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_EXCL, 0o600);
    this.#file = file;
    this.#size = 0;
    return file;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#chain = undefined;
    await file?.close();
  }
}

function headOf(line: string): string {
  const links = linksOf(line);
  if (links === undefined) throw new Error('its last line is no entry of an audit log');
  return links.hash;
}

/** The last whole line of a file, and how many bytes without a line break follow it. */
async function lastLine(
  file: FileHandle,
  size: number,
): Promise<{ readonly line: string | undefined; readonly torn: number }> {
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  const end = buffer.lastIndexOf('\n');
  if (end < 0) return { line: undefined, torn: length };
  const begin = end === 0 ? 0 : buffer.lastIndexOf('\n', end - 1) + 1;
  return { line: buffer.toString('utf8', begin, end), torn: length - end - 1 };
}

async function lastLineOf(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    return (await lastLine(file, (await file.stat()).size)).line;
  } catch (error) {
    ignoreMissing(error);
    return undefined;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
