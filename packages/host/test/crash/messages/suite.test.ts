import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Broker, SqliteBackend } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';
import { COUNTER, type Fact } from './facts.ts';
import { messages } from './suite.ts';

test('what is lost, counted without a message or told too early is found', async () => {
  const dir = temporaryDirectory();
  const storage = SqliteBackend.open(join(dir, 'storage.db'));
  const broker = new Broker({ storage });
  broker.attach(COUNTER, () => undefined, { guarantee: 'exactly-once' });
  const from = { namespace: 'test', name: 'writer', instance: '' };
  await broker.send(from, COUNTER, new Uint8Array(), { id: 'good' });
  await storage.set('test:counter', 'count', new TextEncoder().encode('1'));
  await broker[Symbol.asyncDispose]();
  await storage[Symbol.asyncDispose]();
  const facts: readonly Fact[] = [
    { kind: 'sent', id: 'good' },
    { kind: 'sent', id: 'lost' },
    { kind: 'counted', count: 2 },
  ];
  expect(await messages.verify(dir, facts)).toEqual([
    'lost is lost',
    '1 messages were taken, of which 1 were counted and 1 wait',
    'the sink was not told of 1',
    'the sink was told of 2, which was not counted',
  ]);
});
