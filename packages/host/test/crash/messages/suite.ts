import { join } from 'node:path';
import { MESSAGE_NAMESPACE } from '../../../src/messaging/message-store.ts';
import { readRecord } from '../../../src/messaging/message-record.ts';
import { type KeyValueBackend, SqliteBackend } from '../../../src/index.ts';
import type { CrashSuite } from '../crash-suite.ts';
import { type Fact, SINK } from './facts.ts';

export const messages: CrashSuite = {
  name: 'messages',
  program: join(import.meta.dirname, 'program.ts'),
  async verify(dir, told) {
    const storage = SqliteBackend.open(join(dir, 'storage.db'));
    try {
      return await check(storage, told as readonly Fact[]); // what the program tells
    } finally {
      await storage[Symbol.asyncDispose]();
    }
  },
};

/** Each message that was taken is counted once or waits; each count has reached the sink, or is on its way there. */
async function check(storage: KeyValueBackend, facts: readonly Fact[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const found = async (prefix: string): Promise<readonly string[]> => await storage.list(MESSAGE_NAMESPACE, prefix);
  const text = new TextDecoder();
  const count = Number(text.decode((await storage.get('test:counter', 'count')) ?? new Uint8Array([0x30])));
  const taken = new Set((await found('id/test%3Acounter/')).map((key) => key.split('/').at(-1) ?? ''));
  const waiting = (await found('message/test%3Acounter/')).length;
  const letters = (await found('letter/')).length;
  for (const fact of facts) if (fact.kind === 'sent' && !taken.has(fact.id)) wrong.push(`${fact.id} is lost`);
  if (count + waiting !== taken.size) {
    wrong.push(`${taken.size} messages were taken, of which ${count} were counted and ${waiting} wait`);
  }
  if (letters > 0) wrong.push(`${letters} dead letters`);
  const told = new Set(facts.flatMap((fact) => (fact.kind === 'counted' ? [fact.count] : [])));
  for (const key of await found('message/test%3Asink/')) {
    const value = await storage.get(MESSAGE_NAMESPACE, key);
    if (value) told.add(Number(text.decode(readRecord(value, SINK).payload).replace('counted ', '')));
  }
  for (let at = 1; at <= count; at += 1) if (!told.has(at)) wrong.push(`the sink was not told of ${at}`);
  for (const at of told) if (at > count) wrong.push(`the sink was told of ${at}, which was not counted`);
  return wrong;
}
