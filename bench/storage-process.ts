/** Writes values, one way or the other, and prints the resident memory of the process that still has them open. */
import { join } from 'node:path';
import { SqliteBackend } from '@airssys/host';
import { RawStore } from './raw-store.ts';

const [how = '', dir = ''] = process.argv.slice(2);
const keys = Array.from({ length: 20_000 }, (_, at) => `key-${at}`);
const value = new Uint8Array(95);
const path = join(dir, `memory-${how}.db`);
// Both have the module loaded, so that the difference is that of the storage.
const backend = how === 'ours' ? SqliteBackend.open(path) : undefined;
const raw = how === 'raw' ? new RawStore(path) : undefined;
for (let from = 0; from < keys.length; from += 100) {
  const some = keys.slice(from, from + 100);
  raw?.put('n', some, value);
  if (backend !== undefined) await Promise.all(some.map(async (key) => await backend.set('n', key, value)));
}
globalThis.gc?.();
process.stdout.write(String(process.memoryUsage.rss()));
raw?.close();
await backend?.[Symbol.asyncDispose]();
