import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageError } from '../report/usage-error.ts';

/**
 * Writes the whole file or nothing: who is interrupted leaves the old content, or none.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` where it cannot be written.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`${path} cannot be written: ${why}`, 'See that its folder can be written, and is a folder.');
  }
}
