/** A process that writes once and closes nothing. */
import { SqliteBackend } from '../../../src/services/storage/sqlite-backend.ts';

const [path = ''] = process.argv.slice(2);
const { ok } = await SqliteBackend.open(path).set('n', 'key', new Uint8Array(3));
process.disconnect?.();
if (!ok) process.exitCode = 1;
