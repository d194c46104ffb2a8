/**
 * Input and output: whether the host's timers have their time while many components read files and fetch over HTTP, and what a file
 * costs through WASI on the event loop, beside jco's shim that blocks the thread.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ComponentHost } from '@airssys/host';
import { buildIo, CACHE_DIR } from './components.ts';
import { type Benchmark, type Entry, inTurns } from './entry.ts';
import { copyProgram } from './io-program.ts';
import { plainProgram } from './plain-wasi.ts';

/** How long the timer is watched with nothing to do: what else the machine does is seen by it. */
const IDLE_MS = 5_000;
const INSTANCES = 200;
const ROUNDS = 10;
const TIMER_MS = 5;
const INPUT_BYTES = 16 * 1024;
const COPIED_BYTES = 32 * 1024 * 1024;
const COPIES = 5;

export const io: Benchmark = async function* () {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-bench-io-'));
  try {
    yield* drift(dir);
    yield* throughput(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

async function* drift(dir: string): AsyncIterable<Entry> {
  const data = join(dir, 'data');
  await mkdir(data);
  await writeFile(join(data, 'input'), Buffer.alloc(INPUT_BYTES, 7));
  // On a thread of its own, as others' servers are: what it does keeps no timer of the host waiting.
  const server = new Worker(new URL('./io-server.ts', import.meta.url), { workerData: INPUT_BYTES });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const url = `http://127.0.0.1:${port}/`;
    await using host = new ComponentHost({ cacheDir: CACHE_DIR });
    const loaded = await host.load((await buildIo('quickjs')).component);
    const grants = ['filesystem.read:/data/**', 'filesystem.write:/data/**', 'network.outbound:127.0.0.1:*'];
    const options = { grants, mounts: { '/data': data }, limits: { timeoutMs: 120_000 } };
    const instances = await Promise.all(
      Array.from({ length: INSTANCES }, async () => await loaded.instantiate(options)),
    );
    const expected = ROUNDS * 2 * INPUT_BYTES;
    const idle = await watched(async () => await sleep(IDLE_MS));
    const { longestMs, took } = await watched(async () => {
      const calls = instances.map(async (one, at) => await one.call('work', `output-${at}`, url, ROUNDS));
      for (const seen of await Promise.all(calls)) {
        if (seen !== expected) throw new Error(`a component has seen ${String(seen)} bytes of ${expected}`);
      }
    });
    await Promise.all(instances.map(async (one) => await one[Symbol.asyncDispose]()));
    const operations = INSTANCES * ROUNDS * 3;
    yield {
      name: 'io.timer',
      ours: longestMs,
      peer: 25,
      unit: 'ms',
      note: `longest delay of a timer of the host while ${INSTANCES} components do ${operations} reads, writes and requests in ${(took / 1000).toFixed(1)} s; target 25 ms; ${idle.longestMs.toFixed(1)} ms while nothing ran`,
    };
  } finally {
    await server.terminate();
  }
}

async function* throughput(dir: string): AsyncIterable<Entry> {
  await writeFile(join(dir, 'in'), Buffer.alloc(COPIED_BYTES, 9));
  const component = await copyProgram();
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  const program = await host.load(component, 'copy');
  const plain = await plainProgram(component, dir);
  const options = {
    mounts: { '/': dir },
    grants: ['filesystem.read:/in', 'filesystem.write:/out'],
    limits: { timeoutMs: 60_000 },
  };
  const ours = async (): Promise<unknown> => await program.run(options);
  const [oursMs = Number.NaN, peerMs = Number.NaN] = await inTurns(COPIES, ours, plain);
  yield {
    name: 'io.copy',
    ours: oursMs,
    peer: peerMs,
    unit: 'ms',
    note: `a program copies ${COPIED_BYTES / 1024 ** 2} MiB, 64 KiB at a time: through the gate on the event loop, against jco's blocking shim without any`,
  };
  const blocked = await watched(plain);
  const free = await watched(ours);
  yield {
    name: 'io.copy-timer',
    ours: free.longestMs,
    peer: blocked.longestMs,
    unit: 'ms',
    note: 'longest delay of a timer meanwhile',
  };
}

/** Runs something, and answers how late a timer came at most. */
async function watched(work: () => Promise<unknown>): Promise<{ readonly longestMs: number; readonly took: number }> {
  let longestMs = 0;
  let latest = performance.now();
  const look = (): void => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - latest - TIMER_MS);
    latest = now;
  };
  const timer = setInterval(look, TIMER_MS);
  const startedAt = latest;
  await work();
  // Where nothing else ran meanwhile, the timer is late by all of it.
  look();
  clearInterval(timer);
  return { longestMs, took: performance.now() - startedAt };
}
