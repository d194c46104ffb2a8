/** A process that writes until it is killed, and tells its parent of each write that was acknowledged. */
import { SqliteBackend } from '../../../src/services/storage/sqlite-backend.ts';

const [path = '', prefix = ''] = process.argv.slice(2);
const backend = SqliteBackend.open(path);
for (let n = 0; ; n += 1) {
  const key = `${prefix}${n}`;
  await backend.set('n', key, Buffer.from(key.repeat(50)), { quotaBytes: 1e9 });
  await new Promise<void>((sent) => process.send?.(key, () => sent()));
}
