/** What metering costs: CPU-bound work in the host against the same work without metering, and against wasmtime with fuel. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComponentHost, type MeteringMode } from '@airssys/host';
import { findWasmtime } from '../scripts/wasmtime.mjs';
import { buildCalculator, type BuiltCalculator, CACHE_DIR, ENGINES } from './components.ts';
import { type Benchmark, inTurns, median } from './entry.ts';
import { instantiatePlain } from './plain-jco.ts';

const WORK = 3_000_000;
const ROUNDS = 9;
const MODES: readonly MeteringMode[] = ['fast', 'exact'];
const TARGETS: Readonly<Record<MeteringMode, number>> = { fast: 1.05, exact: 1.25 };

export const fuel: Benchmark = async function* () {
  const wasmtime = findWasmtime();
  for (const engine of ENGINES) {
    const built = await buildCalculator(engine);
    const plain = await instantiatePlain(built.component, built.interfaceName, 'jspi');
    const hosts = MODES.map((metering) => new ComponentHost({ cacheDir: CACHE_DIR, metering }));
    const instances = await Promise.all(
      hosts.map(async (host) => (await host.load(built.component)).instantiate({ limits: { timeoutMs: 60_000 } })),
    );
    const works = [
      async () => plain['work']?.(WORK),
      ...instances.map((instance) => () => instance.call('work', WORK)),
    ];
    // V8 compiles the hot functions again, better, while these run.
    await inTurns(4, ...works);
    const [peer = NaN, ...ours] = await inTurns(ROUNDS, ...works);
    for (const [index, mode] of MODES.entries()) {
      const note = `${WORK.toLocaleString('en')} rounds of a loop, metered against not metered; target ${TARGETS[mode]}`;
      yield { name: `fuel.${mode}.${engine}`, ours: ours[index] ?? NaN, peer, unit: 'ms', note };
    }
    const name = `fuel.fast.${engine}.wasmtime`;
    if ('skipped' in wasmtime) yield { name, skipped: wasmtime.skipped };
    else {
      const there = timeInWasmtime(wasmtime.python, built);
      yield {
        name,
        ours: ours[0] ?? NaN,
        peer: there,
        unit: 'ms',
        note: 'the same work, metered, against wasmtime with fuel',
      };
    }
    for (const instance of instances) await instance[Symbol.asyncDispose]();
    for (const host of hosts) await host[Symbol.asyncDispose]();
  }
};

/** Milliseconds of the median call. */
function timeInWasmtime(python: string, { component, interfaceName }: BuiltCalculator): number {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-bench-'));
  try {
    const request = join(dir, 'request.json');
    writeFileSync(join(dir, 'component.wasm'), component);
    const content = {
      component: join(dir, 'component.wasm'),
      interface: interfaceName,
      function: 'work',
      args: [WORK],
      fuel: true,
      repeat: ROUNDS,
    };
    writeFileSync(request, JSON.stringify(content));
    const script = join(import.meta.dirname, '../scripts/run-in-wasmtime.py');
    const { stdout, stderr, status } = spawnSync(python, [script, request], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`wasmtime failed: ${stderr}`);
    const { seconds } = JSON.parse(stdout) as { readonly seconds: readonly number[] };
    return median(seconds) * 1_000;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
