import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteBackend } from '../../../src/index.ts';
import type { CrashSuite } from '../crash-suite.ts';
import { ACCOUNTS, type Fact, START_AMOUNT, valueOf } from './facts.ts';

export const storage: CrashSuite = {
  name: 'storage',
  program: join(import.meta.dirname, 'program.ts'),
  async verify(dir, told) {
    const path = join(dir, 'storage.db');
    const facts = told as readonly Fact[]; // what the program tells
    const backend = SqliteBackend.open(path);
    try {
      return [
        ...(await checkValues(backend, facts)),
        ...(await checkMoves(backend, facts)),
        ...(await checkUsage(backend)),
        ...checkFile(path),
      ];
    } finally {
      await backend[Symbol.asyncDispose]();
    }
  },
};

async function checkValues(backend: SqliteBackend, facts: readonly Fact[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const keysOf = (kind: Fact['kind']): ReadonlySet<string> =>
    new Set(facts.flatMap((fact) => (fact.kind === kind && 'key' in fact ? [fact.key] : [])));
  const [set, deleting, deleted] = [keysOf('set'), keysOf('deleting'), keysOf('deleted')];
  const there = new Set(await backend.list('values', ''));
  for (const key of set) if (!there.has(key) && !deleting.has(key)) wrong.push(`${key} is lost`);
  for (const key of deleted) if (there.has(key)) wrong.push(`${key} is there again`);
  for (const key of there) {
    const value = await backend.get('values', key);
    if (value === undefined || Buffer.compare(value, valueOf(key)) !== 0) wrong.push(`${key} has another value`);
  }
  return wrong;
}

async function checkMoves(backend: SqliteBackend, facts: readonly Fact[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const text = new TextDecoder();
  const moves = new Map<string, number>();
  for (const key of await backend.list('moves', '')) {
    moves.set(key, Number(text.decode(await backend.get('moves', key))));
  }
  for (const fact of facts) if (fact.kind === 'moved' && !moves.has(fact.id)) wrong.push(`${fact.id} is lost`);
  const sums = { left: 0, right: 0 };
  for (const side of ['left', 'right'] as const) {
    for (let at = 0; at < ACCOUNTS; at += 1) {
      const value = await backend.get(side, `account-${at}`);
      sums[side] += value === undefined ? START_AMOUNT : Number(text.decode(value));
    }
  }
  const moved = [...moves.values()].reduce((sum, amount) => sum + amount, 0);
  if (sums.left !== ACCOUNTS * START_AMOUNT - moved || sums.right !== ACCOUNTS * START_AMOUNT + moved) {
    wrong.push(`a move was done by half: ${sums.left} and ${sums.right} after ${moved}`);
  }
  return wrong;
}

async function checkUsage(backend: SqliteBackend): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const namespace of ['values', 'moves', 'left', 'right']) {
    let [usedBytes, keyCount] = [0, 0];
    for (const key of await backend.list(namespace, '')) {
      usedBytes += Buffer.byteLength(key) + ((await backend.get(namespace, key))?.length ?? 0);
      keyCount += 1;
    }
    const usage = await backend.usage(namespace);
    if (usage.usedBytes !== usedBytes || usage.keyCount !== keyCount) {
      wrong.push(`${namespace} counts ${usage.usedBytes} bytes and has ${usedBytes}`);
    }
  }
  return wrong;
}

/** As SQLite itself sees it. */
function checkFile(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const answer = String(database.prepare('PRAGMA integrity_check').get()?.['integrity_check']);
  database.close();
  return answer === 'ok' ? [] : [`the file is damaged: ${answer}`];
}
