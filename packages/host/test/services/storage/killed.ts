/** A process that writes until it takes itself to be alone, deletes what it has written last, and is killed. */
import { SqliteBackend } from '../../../src/services/storage/sqlite-backend.ts';

const [path = ''] = process.argv.slice(2);
const backend = SqliteBackend.open(path);
for (let at = 0; at < 200; at += 1) await backend.set('n', `key${at % 90}`, new Uint8Array(at % 7));
const last = await backend.set('n', 'last', new Uint8Array(3));
await backend.delete('n', 'last');
process.send?.(last.ok ? last.version : 0, () => process.kill(process.pid, 'SIGKILL'));
