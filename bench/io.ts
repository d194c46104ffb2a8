/**
 * Input and output: whether the host's timers have their time while many components read files and fetch over HTTP, and what a file
 * costs through WASI on the event loop, beside jco's shim that blocks the thread.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { ComponentHost } from '@airssys/host';
import { buildIo, CACHE_DIR } from './components.ts';
import { type Benchmark, type Entry, inTurns } from './entry.ts';
import { copyProgram } from './io-program.ts';
import { type Drift, INPUT_BYTES, INSTANCES, ROUNDS } from './io-workload.ts';
import { plainProgram } from './plain-wasi.ts';
import { watched } from './watched.ts';

const PROCESSES = 3;
const NONE: Drift = { longestMs: Number.NaN, took: Number.NaN, idleMs: Number.NaN };
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
  const component = join(dir, 'component.wasm');
  await writeFile(component, (await buildIo('quickjs')).component);
  // Neither the server nor what builds components is on the host's thread, or in its heap.
  const server = new Worker(new URL('./io-server.ts', import.meta.url), { workerData: INPUT_BYTES });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const runs: Drift[] = [];
    for (let run = 0; run < PROCESSES; run += 1) runs.push(await driftOf(component, data, `http://127.0.0.1:${port}/`));
    const { longestMs, took, idleMs } = runs.toSorted((a, b) => a.longestMs - b.longestMs)[runs.length >> 1] ?? NONE;
    const each = runs.map((run) => run.longestMs.toFixed(1)).join(', ');
    const operations = INSTANCES * ROUNDS * 3;
    yield {
      name: 'io.timer',
      ours: longestMs,
      peer: 25,
      unit: 'ms',
      note: `longest delay of a timer of the host while ${INSTANCES} components do ${operations} reads, writes and requests in ${(took / 1000).toFixed(1)} s; target 25 ms; ${idleMs.toFixed(1)} ms while nothing ran; the median of fresh processes: ${each}`,
    };
  } finally {
    await server.terminate();
  }
}

async function driftOf(...args: readonly string[]): Promise<Drift> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'io-process.ts'), ...args]);
  return JSON.parse(stdout) as Drift; // what io-process.ts prints
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
