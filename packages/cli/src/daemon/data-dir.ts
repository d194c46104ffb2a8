/** Where a host keeps its data, and where it is spoken to. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { AirssysError } from '@airssys/model';
import type { CommandIo } from '../io.ts';

/** `sockaddr_un` has 108 bytes on Linux and 104 on macOS, the NUL included. */
const MAX_SOCKET_BYTES = 103;

/**
 * `--data`, else `AIRSSYS_DATA_DIR`, else the user's own directory for data (`XDG_DATA_HOME`, by default `~/.local/share`). All
 * commands of one user speak to the same host without options.
 */
export function dataDirOf(io: CommandIo, data: string | undefined): string {
  const { AIRSSYS_DATA_DIR, XDG_DATA_HOME } = io.env;
  const chosen = data ?? (AIRSSYS_DATA_DIR || undefined);
  return resolve(chosen ?? join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'airssys'));
}

/** The socket of the host with that directory. Who may open the directory, may operate the host. */
export function socketOf(dataDir: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\airssys\\${dataDir.replaceAll(/[\\/:]/g, '-')}`;
  const path = join(dataDir, 'control.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_BYTES) return path;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `No socket can have a path as long as ${path}`, {
    hint: `Choose a data directory with a shorter path: the system allows ${MAX_SOCKET_BYTES} bytes for the socket in it.`,
  });
}
