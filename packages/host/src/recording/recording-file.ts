/** The file of one recording: a line is in it before what it tells of goes on. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { AirssysError } from '@airssys/model';
import type { LastLine, RecordingLine } from './recording-lines.ts';

/** Bytes that are kept for the last line. */
const RESERVE = 1_024;

export class RecordingFile {
  readonly path: string;
  readonly #maxBytes: number;
  #fd: number | undefined;
  #bytes = 0;

  /**
   * Begins the file anew. It is for this user alone.
   *
   * @throws AirssysError `AIRSSYS_RECORDING_IO`
   */
  constructor(path: string, maxBytes: number) {
    this.path = path;
    this.#maxBytes = maxBytes;
    try {
      this.#fd = openSync(path, 'w', 0o600);
    } catch (cause) {
      throw new AirssysError('AIRSSYS_RECORDING_IO', `The recording ${path} cannot be written`, {
        hint: 'Name a file in a directory that is there, and writable.',
        cause,
      });
    }
  }

  get isOpen(): boolean {
    return this.#fd !== undefined;
  }

  /** Adds a line. What does not fit ends the recording; so does a disk that is full. Neither harms the call that it is about. */
  add(line: RecordingLine): void {
    const text = `${JSON.stringify(line)}\n`;
    const bytes = Buffer.byteLength(text);
    if (this.#bytes + bytes + RESERVE > this.#maxBytes) {
      this.end({ line: 'cut', why: `The recording would be larger than ${this.#maxBytes} bytes` });
      return;
    }
    this.#write(text);
    this.#bytes += bytes;
  }

  end(line: LastLine): void {
    this.#write(`${JSON.stringify(line)}\n`);
    this.#close();
  }

  /** Leaves nothing of it. */
  remove(): void {
    this.#close();
    rmSync(this.path, { force: true });
  }

  #write(text: string): void {
    if (this.#fd === undefined) return;
    try {
      writeSync(this.#fd, text);
    } catch (error) {
      this.#close();
      process.emitWarning(`The recording ${this.path} ends here: ${String(error)}`, {
        type: 'AirssysRecordingWarning',
      });
    }
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd === undefined) return;
    try {
      closeSync(fd);
    } catch {
      // What was written is there, or was told of.
    }
  }
}
