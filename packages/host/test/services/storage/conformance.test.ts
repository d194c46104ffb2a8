import { join } from 'node:path';
import { describe } from 'vitest';
import { MemoryBackend, SqliteBackend } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';
import { backendConformance, type OpenedBackend } from './backend-conformance.ts';
import { openAcross } from './across-processes.ts';

/** A backend with a clock that the suite sets. */
function timed<B extends OpenedBackend['backend']>(make: (clock: { nowMs: () => number }) => B): OpenedBackend {
  let nowMs = 1_000;
  return { backend: make({ nowMs: () => nowMs }), setTime: (time) => void (nowMs = time) };
}

const path = (): string => join(temporaryDirectory(), 'sub', 'storage.sqlite');

describe('MemoryBackend', () => {
  backendConformance(() => timed((clock) => new MemoryBackend({ clock })));
});

describe.each(['full', 'normal'] as const)('SqliteBackend, %s', (durability) => {
  backendConformance(() => timed((clock) => SqliteBackend.open(path(), { clock, durability })));
});

describe('SqliteBackend, written by another process', () => {
  backendConformance(async () => await openAcross(path()));
});
