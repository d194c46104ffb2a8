/** Updates and rollbacks under a steady load: what becomes of the calls, and how long they have to wait. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildNumbers, CACHE_DIR } from './components.ts';
import { type Benchmark, type Entry, median } from './entry.ts';
import { type Case, CASES, type Measured, ROUNDS } from './update-workload.ts';

const DEMANDED_PER_SECOND = 1000;
const SWITCH_OVER_MS = 100;
const ROLLBACK_MS = 10;
/** Of what the process says: the time of each call. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export const update: Benchmark = async function* () {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-bench-update-'));
  try {
    const files = await Promise.all(
      [1, 2].map(async (version) => {
        const file = join(dir, `numbers-${version}.wasm`);
        await writeFile(file, (await buildNumbers(version)).component);
        return file;
      }),
    );
    for (const one of CASES) {
      const args = [join(import.meta.dirname, 'update-process.ts'), CACHE_DIR, one.name, ...files];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MAX_OUTPUT_BYTES });
      yield* entries(one, JSON.parse(stdout) as Measured); // what update-process.ts prints
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

function* entries({ name, isWarm }: Case, measured: Measured): Iterable<Entry> {
  const { calls, perSecond, lost, repeated, first, rounds, latencies } = measured;
  const [switchOvers, rollbacks, updates] = [
    rounds.map(({ switchOverMs }) => switchOverMs),
    rounds.map(({ rollbackMs }) => rollbackMs),
    rounds.map(({ updateMs }) => updateMs),
  ];
  const about = `${ROUNDS} updates and ${ROUNDS} rollbacks`;
  const entry = (what: string, ours: number, peer: number, unit: Entry['unit'], note: string): Entry => {
    return { name: `update.${name}.${what}`, ours, peer, unit, note };
  };
  yield entry(
    'load',
    perSecond,
    DEMANDED_PER_SECOND,
    '1/s',
    `calls per second during ${about}; at least ${DEMANDED_PER_SECOND}`,
  );
  yield entry('lost', lost, calls, 'calls', `calls that failed or never ran, of all during ${about}; target 0`);
  yield entry('repeated', repeated, calls, 'calls', 'calls that ran more than once; target 0');
  yield entry(
    'switch-over',
    Math.max(...switchOvers),
    SWITCH_OVER_MS,
    'ms',
    `longest, for which calls waited (median ${median(switchOvers).toFixed(2)}); target ${SWITCH_OVER_MS}`,
  );
  const start = isWarm ? 'the version before is warm' : 'the version before is started first, calls go on meanwhile';
  yield entry(
    'rollback',
    Math.max(...rollbacks),
    ROLLBACK_MS,
    'ms',
    `longest (median ${median(rollbacks).toFixed(2)}); ${start}; target ${ROLLBACK_MS} for a warm one`,
  );
  yield entry(
    'rollback-first',
    first.rollbackMs,
    ROLLBACK_MS,
    'ms',
    `the first of the process, which is not among the others: V8 compiles what it runs; target ${ROLLBACK_MS} for a warm one`,
  );
  yield entry(
    'whole',
    Math.max(...updates),
    1000,
    'ms',
    `longest update from its beginning to its end (median ${median(updates).toFixed(1)}); target 1000`,
  );
  yield entry(
    'latency',
    percentile(latencies, 99),
    SWITCH_OVER_MS,
    'ms',
    `99th percentile of all calls meanwhile (longest ${Math.max(...latencies).toFixed(1)})`,
  );
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor((sorted.length * percent) / 100), sorted.length - 1)] ?? Number.NaN;
}
