/** Writers at the same time: single values, deletions, and batches over two namespaces that belong together. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SqliteBackend } from '../../../src/services/storage/sqlite-backend.ts';
import { randomFrom, tell } from '../crash-suite.ts';
import { ACCOUNTS, type Fact, START_AMOUNT, valueOf } from './facts.ts';

const [dir = '', seed = ''] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const backend = SqliteBackend.open(join(dir, 'storage.db'));
const fact = async (one: Fact): Promise<void> => await tell(one);

async function writeValues(writer: number): Promise<void> {
  for (let n = 0; ; n += 1) {
    const key = `value-${seed}-${writer}-${n}`;
    await backend.set('values', key, valueOf(key), { quotaBytes: 1e9 });
    await fact({ kind: 'set', key });
    if (n % 5 === 4) {
      await fact({ kind: 'deleting', key });
      await backend.delete('values', key);
      await fact({ kind: 'deleted', key });
    }
    // Those that came in between share a transaction: sometimes more of them, sometimes fewer.
    if (random() < 0.3) await wait(random() * 4);
  }
}

/** Moves amounts between accounts of two namespaces; what all of them have stays the same. */
async function moveAmounts(writer: number): Promise<void> {
  for (let n = 0; ; n += 1) {
    const accounts = (namespace: string) => ({ namespace, key: `account-${Math.floor(random() * ACCOUNTS)}` });
    const [from, to] = [accounts('left'), accounts('right')];
    const [fromEntry, toEntry] = [
      await backend.entry(from.namespace, from.key),
      await backend.entry(to.namespace, to.key),
    ];
    const amount = (entry: typeof fromEntry): number =>
      entry === undefined ? START_AMOUNT : Number(new TextDecoder().decode(entry.value));
    const moved = Math.floor(random() * 20) - 10;
    const bytes = (value: number): Uint8Array => new TextEncoder().encode(String(value));
    const id = `move-${seed}-${writer}-${n}`;
    const outcome = await backend.batch([
      { kind: 'set', ...from, value: bytes(amount(fromEntry) - moved), expected: fromEntry?.version ?? 'absent' },
      { kind: 'set', ...to, value: bytes(amount(toEntry) + moved), expected: toEntry?.version ?? 'absent' },
      { kind: 'set', namespace: 'moves', key: id, value: bytes(moved) },
    ]);
    if (outcome.ok) await fact({ kind: 'moved', id });
  }
}

await Promise.all([0, 1, 2, 3].flatMap((writer) => [writeValues(writer), moveAmounts(writer)]));
