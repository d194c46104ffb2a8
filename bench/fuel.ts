/**
 * What metering costs: CPU-bound work of several kinds in the host against the same work without metering, and a loop against
 * wasmtime with fuel; and how long it takes to rewrite a large module.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '@airssys/model';
import { findWasmtime } from '../scripts/wasmtime.mjs';
import { type BuiltComponent, buildWorkloads, ENGINES } from './components.ts';
import { type Benchmark, type Entry, median } from './entry.ts';
import { METERING_MODES, type WorkloadTimes, WORKLOADS } from './fuel-workloads.ts';

const PROCESSES = 3;
const TARGETS = { fast: 1.05, exact: 1.25 } as const;
const REWRITE_TARGET_MS = 250;
const WASMTIME_CALLS = 9;

export const fuel: Benchmark = async function* () {
  const wasmtime = findWasmtime();
  for (const engine of ENGINES) {
    const dir = mkdtempSync(join(tmpdir(), 'airssys-bench-'));
    try {
      const built = await buildWorkloads(engine);
      const file = join(dir, 'component.wasm');
      writeFileSync(file, built.component);
      const runs = Array.from({ length: PROCESSES }, () =>
        inFreshProcess<Readonly<Record<string, WorkloadTimes>>>('fuel-process.ts', file, built.interfaceName),
      );
      yield* ratios(engine, runs);
      const name = `fuel.fast.${engine}.wasmtime`;
      if ('skipped' in wasmtime) yield { name, skipped: wasmtime.skipped };
      else {
        const ours = median(runs.map((run) => run['loop']?.fast ?? NaN));
        const peer = timeInWasmtime(wasmtime.python, dir, built);
        yield { name, ours, peer, unit: 'ms', note: 'the loop, metered (processor time), against wasmtime with fuel' };
      }
      if (engine === 'starlingmonkey') yield* rewriting(file);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
};

/** For each mode and workload the run whose ratio is the median, and for each mode the geometric mean of all workloads. */
function* ratios(
  engine: EngineName,
  runs: readonly Readonly<Record<string, WorkloadTimes>>[],
): Generator<Entry, void, undefined> {
  for (const mode of METERING_MODES) {
    const entries = Object.keys(WORKLOADS).map((workload): Entry => {
      const pairs = runs.map((run) => ({ ours: run[workload]?.[mode] ?? NaN, peer: run[workload]?.unmetered ?? NaN }));
      const sorted = pairs.toSorted((a, b) => a.ours / a.peer - b.ours / b.peer);
      const { ours = NaN, peer = NaN } = sorted[sorted.length >> 1] ?? {};
      const each = sorted.map((pair) => (pair.ours / pair.peer).toFixed(2)).join(', ');
      const note = `processor time, metered against not metered, the median of fresh processes: ${each}`;
      return { name: `fuel.${mode}.${engine}.${workload}`, ours, peer, unit: 'ms', note };
    });
    const ours = geometricMean(entries.map((entry) => entry.ours));
    const peer = geometricMean(entries.map((entry) => entry.peer));
    const note = `the geometric mean of the workloads below; target ${TARGETS[mode]}`;
    yield { name: `fuel.${mode}.${engine}`, ours, peer, unit: 'ms', note };
    yield* entries;
  }
}

function* rewriting(file: string): Generator<Entry, void, undefined> {
  const runs = Array.from({ length: PROCESSES }, () =>
    inFreshProcess<{ readonly first: number; readonly later: number }>('rewrite-process.ts', file),
  );
  const common = { peer: REWRITE_TARGET_MS, unit: 'ms' } as const;
  const note = 'processor time to rewrite the 12 MB of StarlingMonkey, fast, against the target';
  const first = median(runs.map((run) => run.first));
  const later = median(runs.map((run) => run.later));
  yield { ...common, name: 'fuel.rewrite.first', ours: first, note: `${note}; first thing in a process` };
  yield { ...common, name: 'fuel.rewrite.later', ours: later, note: `${note}; once V8 has compiled the rewriter` };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function inFreshProcess<T>(script: string, ...args: readonly string[]): T {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  return JSON.parse(stdout) as T; // what the script of that name prints
}

/** Milliseconds of the median call. */
function timeInWasmtime(python: string, dir: string, { interfaceName }: BuiltComponent): number {
  const request = join(dir, 'request.json');
  const content = {
    component: join(dir, 'component.wasm'),
    interface: interfaceName,
    function: 'loop',
    args: [WORKLOADS['loop']],
    fuel: true,
    repeat: WASMTIME_CALLS,
  };
  writeFileSync(request, JSON.stringify(content));
  const script = join(import.meta.dirname, '../scripts/run-in-wasmtime.py');
  const { stdout, stderr, status } = spawnSync(python, [script, request], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`wasmtime failed: ${stderr}`);
  const { seconds } = JSON.parse(stdout) as { readonly seconds: readonly number[] };
  return median(seconds) * 1_000;
}
