/**
 * The storage beside raw `node:sqlite` on one table of the same keys, in the same run, as durable: reading one value, writing one after
 * the other, also to a file that was just opened, a hundred writers at once beside transactions of a hundred and beside a transaction for
 * each, and what a process takes that holds it open.
 *
 * But for the file that was just opened, both have written for a while before they are measured: V8 has compiled what they do, and SQLite
 * has been through its first checkpoint.
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
const PUTS = 1_000;
const WRITERS = 100;
/** Puts of a round of all writers. */
const PUTS_TOGETHER = 5_000;
const ROUNDS = 9;
/** Before the rounds. */
const FIRST_PUTS = 2_000;
const FIRST_PUTS_TOGETHER = 100_000;
/** Files that are written from their first value on, of either kind. */
const FRESH_FILES = 5;

export const storage: Benchmark = async function* () {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-bench-storage-'));
  const [raw, ours] = [rawStore(join(dir, 'raw.db')), ourStore(join(dir, 'ours.db'))];
  try {
    for (const { put } of [raw, ours]) await put(FIRST_PUTS, 1);
    yield await alone(raw.put, ours.put);
    for (const { put } of [raw, ours]) await put(FIRST_PUTS_TOGETHER, WRITERS);
    yield await together(raw.put, ours.put);
    yield await concurrent(raw.put, ours.put);
    yield* await gets(raw.store, ours.store);
    yield await fresh(dir);
    yield await memory(dir);
  } finally {
    for (const { close } of [raw, ours]) await close();
    rmSync(dir, { recursive: true, force: true });
  }
};

/** One of those that are compared. */
interface Compared<S> {
  readonly store: S;
  readonly put: Puts;
  readonly close: () => void | Promise<void>;
}

type Puts = (count: number, atOnce: number) => Promise<void>;

let key = 0;
const nextKey = (): string => `key-${(key += 1)}`;

function rawStore(path: string): Compared<RawStore> {
  const store = new RawStore(path);
  const put = async (count: number, perTransaction: number): Promise<void> => {
    for (let done = 0; done < count; done += perTransaction) {
      const keys = Array.from({ length: perTransaction }, nextKey);
      store.put(NAMESPACE, keys, VALUE);
    }
  };
  return { store, put, close: () => store.close() };
}

function ourStore(path: string): Compared<SqliteBackend> {
  const store = SqliteBackend.open(path);
  const put = async (count: number, writers: number): Promise<void> => {
    let left = count;
    const write = async (): Promise<void> => {
      while ((left -= 1) >= 0) await store.set(NAMESPACE, nextKey(), VALUE, { quotaBytes: 1e12 });
    };
    await Promise.all(Array.from({ length: writers }, write));
  };
  return { store, put, close: async () => await store[Symbol.asyncDispose]() };
}

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

/** The first puts to a new file, with whatever is started for them. */
async function fresh(dir: string): Promise<Entry> {
  const measured = async (kind: string, open: (path: string) => Compared<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let file = 0; file < FRESH_FILES; file += 1) {
      const { put, close } = open(join(dir, `fresh-${kind}-${file}.db`));
      const start = performance.now();
      await put(PUTS, 1);
      times.push(performance.now() - start);
      await close();
    }
    return (median(times) / PUTS) * 1_000;
  };
  const [peer, ours] = [await measured('raw', rawStore), await measured('ours', ourStore)];
  const note = `the first ${PUTS.toLocaleString('en')} durable puts to a file that was just opened, one after the other`;
  return { name: 'storage.put-fresh', ours, peer, unit: 'µs', note };
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
