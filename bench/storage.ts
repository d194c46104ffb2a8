/**
 * The storage beside raw `node:sqlite` on one table of the same keys, in the same run, as durable: reading one value, writing one after
 * the other, a hundred writers at once beside transactions of a hundred and beside a transaction for each, and what a process takes that holds
 * it open.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SqliteBackend } from '@airssys/host';
import { type Benchmark, type Entry, inTurns, median } from './entry.ts';
import { RawStore } from './raw-store.ts';

/** As in the figures for SQLite that were taken before: about 95 bytes of value. */
const VALUE = new Uint8Array(95).fill(7);
const NAMESPACE = 'bench:storage';
const GETS = 20_000;
const PUTS = 200;
const WRITERS = 100;
/** Puts of a round of all writers. */
const PUTS_TOGETHER = 5_000;
const ROUNDS = 9;

export const storage: Benchmark = async function* () {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-bench-storage-'));
  const raw = new RawStore(join(dir, 'raw.db'));
  const ours = SqliteBackend.open(join(dir, 'ours.db'));
  let key = 0;
  const next = (): string => `key-${(key += 1)}`;
  const rawPuts = async (count: number, perTransaction: number): Promise<void> => {
    for (let done = 0; done < count; done += perTransaction) {
      const keys = Array.from({ length: perTransaction }, next);
      raw.put(NAMESPACE, keys, VALUE);
    }
  };
  const ourPuts = async (count: number, writers: number): Promise<void> => {
    let left = count;
    const write = async (): Promise<void> => {
      while ((left -= 1) >= 0) await ours.set(NAMESPACE, next(), VALUE, { quotaBytes: 1e12 });
    };
    await Promise.all(Array.from({ length: writers }, write));
  };
  try {
    await ourPuts(PUTS, 1);
    await rawPuts(PUTS, 1);
    yield await alone(rawPuts, ourPuts);
    yield await together(rawPuts, ourPuts);
    yield await concurrent(rawPuts, ourPuts);
    yield* await gets(raw, ours);
    yield await memory(dir);
  } finally {
    raw.close();
    await ours[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  }
};

type Puts = (count: number, atOnce: number) => Promise<void>;

async function alone(raw: Puts, ours: Puts): Promise<Entry> {
  const [rawMs = NaN, oursMs = NaN] = await inTurns(
    ROUNDS,
    async () => await raw(PUTS, 1),
    async () => await ours(PUTS, 1),
  );
  const perPut = (ms: number): number => (ms / PUTS) * 1_000;
  const note = 'a durable put, one after the other, against node:sqlite on the thread itself';
  return { name: 'storage.put', ours: perPut(oursMs), peer: perPut(rawMs), unit: 'µs', note };
}

async function together(raw: Puts, ours: Puts): Promise<Entry> {
  const [rawMs = NaN, oursMs = NaN] = await inTurns(
    ROUNDS,
    async () => await raw(PUTS_TOGETHER, WRITERS),
    async () => await ours(PUTS_TOGETHER, WRITERS),
  );
  const perPut = (ms: number): number => (ms / PUTS_TOGETHER) * 1_000;
  const rate = Math.round(PUTS_TOGETHER / (oursMs / 1_000)).toLocaleString('en');
  const note = `a durable put of ${WRITERS} writers at once (${rate}/s), against node:sqlite with ${WRITERS} in a transaction`;
  return { name: 'storage.put-together', ours: perPut(oursMs), peer: perPut(rawMs), unit: 'µs', note };
}

/** What each of them could do by itself otherwise: a transaction of its own, as durable, on the thread. */
async function concurrent(raw: Puts, ours: Puts): Promise<Entry> {
  const [rawMs = NaN, oursMs = NaN] = await inTurns(
    ROUNDS,
    async () => await raw(PUTS, 1),
    async () => await ours(PUTS_TOGETHER, WRITERS),
  );
  const [rawUs, oursUs] = [(rawMs / PUTS) * 1_000, (oursMs / PUTS_TOGETHER) * 1_000];
  const note = `a durable put of ${WRITERS} writers at once, each waiting for its own, against node:sqlite with a transaction for each put`;
  return { name: 'storage.put-concurrent', ours: oursUs, peer: rawUs, unit: 'µs', note };
}

/** One by one, for the median: each in its own time. */
async function gets(raw: RawStore, ours: SqliteBackend): Promise<readonly Entry[]> {
  const keys = (await ours.list(NAMESPACE, '')).slice(0, GETS);
  raw.put(NAMESPACE, keys, VALUE);
  const times = { raw: [] as number[], ours: [] as number[] };
  for (let at = 0; at < GETS; at += 1) {
    const key = keys[(at * 7_919) % keys.length] ?? '';
    const start = performance.now();
    raw.get(NAMESPACE, key);
    const between = performance.now();
    await ours.get(NAMESPACE, key);
    times.ours.push(performance.now() - between);
    times.raw.push(between - start);
  }
  const [oursUs, rawUs] = [median(times.ours) * 1_000, median(times.raw) * 1_000];
  return [
    { name: 'storage.get', ours: oursUs, peer: rawUs, unit: 'µs', note: 'a get, median, against node:sqlite' },
    { name: 'storage.get-p50', ours: oursUs, peer: 20, unit: 'µs', note: 'a get, median, against the target, 20 µs' },
  ];
}

async function memory(dir: string): Promise<Entry> {
  const measured = async (how: string): Promise<number> => {
    const program = join(import.meta.dirname, 'storage-process.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, how, dir]);
    return Number(stdout) / 1_024;
  };
  const [raw, ours] = [await measured('raw'), await measured('ours')];
  const note = 'resident memory of a process that has written 20,000 values and holds them open, against node:sqlite';
  return { name: 'storage.memory', ours, peer: raw, unit: 'kB', note };
}
