/** The file that is to be run: found by its real path, held open, and run by the handle where that can be. */
import { constants, readlinkSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { Descriptor } from '../files/descriptor.ts';
import { faultCode } from '../files/file-fault.ts';
import { processError } from './process-fault.ts';

/** Linux's `O_PATH`. */
const O_PATH = 0x20_0000;
const IS_LINUX = process.platform === 'linux';

/** Bits of a mode: runs as its owner or group. */
const SET_ID = 0o6000n;
const ANYBODY_RUNS = 0o111n;

export class Executable implements AsyncDisposable {
  /** Absolute, links followed. */
  readonly path: string;
  readonly #handle: Descriptor;
  readonly #isScript: boolean;

  private constructor(path: string, handle: Descriptor, isScript: boolean) {
    this.path = path;
    this.#handle = handle;
    this.#isScript = isScript;
  }

  /** @throws WitError `not-found`, `denied` */
  static async open(asked: string): Promise<Executable> {
    const path = await realpath(asked).catch((error: unknown) => {
      throw asProcessError(error, asked);
    });
    const handle = await Descriptor.open(path, constants.O_NOFOLLOW | (IS_LINUX ? O_PATH : constants.O_RDONLY)).catch(
      (error: unknown) => {
        throw asProcessError(error, asked);
      },
    );
    try {
      // INVARIANT: what is open is what lies at the path that is asked for at the gate.
      if (IS_LINUX && readlinkSync(`/proc/self/fd/${handle.fd}`) !== path) throw processError('denied', asked);
      const found = await handle.stat();
      if (!found.isFile() || (found.mode & ANYBODY_RUNS) === 0n) throw processError('denied', `${asked} is no program`);
      // INVARIANT: nothing is run with other rights than the host's own.
      if ((found.mode & SET_ID) !== 0n) throw processError('denied', `${asked} runs with the rights of its owner`);
      return new Executable(path, handle, await isScript(handle, path));
    } catch (error) {
      await handle[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * What to give the system: the open file itself. A script is run by its path, which its interpreter opens again; so is everything
   * where there are no paths of open files, or where another program (`viaPath`) starts it.
   */
  target(viaPath: boolean): string {
    return IS_LINUX && !this.#isScript && !viaPath ? `/proc/self/fd/${this.#handle.fd}` : this.path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle[Symbol.asyncDispose]();
  }
}

async function isScript(handle: Descriptor, path: string): Promise<boolean> {
  try {
    await using readable = await Descriptor.open(IS_LINUX ? `/proc/self/fd/${handle.fd}` : path, constants.O_RDONLY);
    const start = Buffer.alloc(2);
    await readable.read(start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } catch {
    return false; // what cannot be read cannot be interpreted
  }
}

function asProcessError(error: unknown, asked: string): Error {
  const code = faultCode(error) ?? 'EIO';
  if (code === 'ENOENT' || code === 'ENOTDIR') return processError('not-found', asked);
  return code === 'EACCES' || code === 'EPERM' || code === 'ELOOP'
    ? processError('denied', asked)
    : processError('io-error', `${asked}: ${code}`);
}
