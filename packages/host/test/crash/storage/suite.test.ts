import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SqliteBackend } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';
import { type Fact, valueOf } from './facts.ts';
import { storage } from './suite.ts';

test('what is lost, comes again, has changed or is half-done is found', async () => {
  const dir = temporaryDirectory();
  const backend = SqliteBackend.open(join(dir, 'storage.db'));
  await backend.set('values', 'good', valueOf('good'));
  await backend.set('values', 'again', valueOf('again'));
  await backend.set('values', 'changed', valueOf('other'));
  await backend.set('left', 'account-0', new TextEncoder().encode('990'));
  await backend[Symbol.asyncDispose]();
  const facts: readonly Fact[] = [
    { kind: 'set', key: 'good' },
    { kind: 'set', key: 'lost' },
    { kind: 'set', key: 'maybe' },
    { kind: 'deleting', key: 'maybe' },
    { kind: 'deleted', key: 'again' },
    { kind: 'moved', id: 'move-1' },
  ];
  expect(await storage.verify(dir, facts)).toEqual([
    'lost is lost',
    'again is there again',
    'changed has another value',
    'move-1 is lost',
    'a move was done by half: 4990 and 5000 after 0',
  ]);
});
