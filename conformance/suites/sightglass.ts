import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WASI } from 'node:wasi';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';
import { filesOf, runProgram, uncleanDenial, withProgram } from '../programs/run-program.ts';
import { emptyResult, fail, type Suite, type SuiteResult } from '../suite.ts';
import { MeteredInstances, ownBytes } from './metered-instance.ts';

const WAYS: readonly (MeteringMode | undefined)[] = [undefined, 'fast', 'exact'];

/** `bench.start` and `bench.end` inside of a component, where nothing is measured. */
const BENCH = '(module (func (export "start")) (func (export "end")))';

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Between `bench.start` and `bench.end`; NaN where they were not called in turn. */
  readonly durationMs: number;
}

/**
 * Programs for WASI preview 1 that mark the part to be measured by calls of `bench.start` and `bench.end`. Each is run plain, fast
 * and exact in a folder that holds nothing but its inputs, and must write the same, and what was expected of it. Then it is run by
 * the host, as a component: with what it needs granted it must write the same again, and without it must be denied cleanly.
 */
export const sightglass: Suite = {
  name: 'sightglass',
  folder: 'sightglass',
  async run(directory: string): Promise<SuiteResult> {
    const result: SuiteResult = { ...emptyResult(), notes: [] };
    const { WASI } = await import('node:wasi'); // it warns of being experimental
    const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const folder = join(directory, name);
      if (existsSync(join(folder, 'benchmark.wasm'))) {
        runBenchmark(name, folder, WASI, result);
        await runSandboxed(name, folder, result);
      } else result.skipped.push({ name, reason: 'there is no benchmark.wasm' });
    }
    return result;
  },
};

function runBenchmark(name: string, folder: string, Wasi: typeof WASI, result: SuiteResult): void {
  try {
    const [plain, ...metered] = WAYS.map((way) => runOnce(folder, way, Wasi));
    if (plain === undefined) throw new TypeError('it was not run');
    const differences = [
      ...unexpected(folder, 'stdout', plain.stdout),
      ...unexpected(folder, 'stderr', plain.stderr),
      ...(Number.isNaN(plain.durationMs) ? ['bench.start and bench.end were not called in turn'] : []),
      ...metered.flatMap((run, index) => differencesOf(run, plain, WAYS[index + 1] ?? '')),
    ];
    if (differences.length > 0) return fail(result, name, differences.join('; '));
    result.passed++;
    const ratios = metered.map((run, index) => `${WAYS[index + 1]} ${(run.durationMs / plain.durationMs).toFixed(2)}×`);
    result.notes?.push({ name, reason: `plain ${plain.durationMs.toFixed(1)} ms, ${ratios.join(', ')}` });
  } catch (error) {
    fail(result, name, String(error));
  }
}

/** The same in the host's sandbox, as a component of WASI 0.2: with what it needs, and with nothing. */
async function runSandboxed(name: string, folder: string, result: SuiteResult): Promise<void> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'airssys-sightglass-'));
  const label = `${name}, sandboxed`;
  try {
    const bytes = readFileSync(join(folder, 'benchmark.wasm'));
    const load = { bytes, name, metering: 'fast', cacheDir, adapters: { bench: await parse(BENCH) } } as const;
    await withProgram(load, async (program) => {
      const granted = await runProgram(program, true, filesOf(folder, '.input'));
      const differences = [
        ...unexpected(folder, 'stdout', granted.stdout),
        ...unexpected(folder, 'stderr', granted.stderr),
        ...(granted.end === 0 ? [] : [`it ended with ${JSON.stringify(granted.end)}`]),
      ];
      const denied = await runProgram(program, false, filesOf(folder, '.input'));
      const unclean = uncleanDenial(denied);
      if (unclean !== undefined) differences.push(`without grants: ${unclean}`);
      if (differences.length > 0) return fail(result, label, differences.join('; '));
      result.passed++;
      const end = typeof denied.end === 'number' ? `exit code ${denied.end}` : denied.end.message;
      result.notes?.push({ name: label, reason: `without grants: ${end}` });
    });
  } catch (error) {
    fail(result, label, String(error));
  } finally {
    rmSync(cacheDir, { recursive: true, force: true });
  }
}

function differencesOf(run: Run, plain: Run, way: string): string[] {
  return (['exitCode', 'stdout', 'stderr'] as const)
    .filter((what) => run[what] !== plain[what])
    .map((what) => `${way}: another ${what}: ${JSON.stringify(run[what]).slice(0, 200)}`);
}

function unexpected(folder: string, stream: 'stdout' | 'stderr', written: string): string[] {
  const file = join(folder, `benchmark.${stream}.expected`);
  if (!existsSync(file) || readFileSync(file, 'latin1') === written) return [];
  return [`another ${stream} than expected: ${JSON.stringify(written.slice(0, 200))}`];
}

function runOnce(folder: string, way: MeteringMode | undefined, Wasi: typeof WASI): Run {
  const work = mkdtempSync(join(tmpdir(), 'airssys-sightglass-'));
  const streams = mkdtempSync(join(tmpdir(), 'airssys-sightglass-'));
  const [stdin, stdout, stderr] = [
    openSync(devNull, 'r'),
    openSync(join(streams, 'stdout'), 'w'),
    openSync(join(streams, 'stderr'), 'w'),
  ];
  try {
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.input'))) {
      copyFileSync(join(folder, file), join(work, file));
    }
    const wasi = new Wasi({ version: 'preview1', preopens: { '.': work }, stdin, stdout, stderr, returnOnExit: true });
    const marks = { start: NaN, end: NaN };
    const imports = {
      wasi_snapshot_preview1: wasi.wasiImport,
      bench: {
        start: () => (marks.start = performance.now()) && undefined,
        end: () => (marks.end = performance.now()) && undefined,
      },
    };
    const bytes = ownBytes(readFileSync(join(folder, 'benchmark.wasm')));
    const exports =
      way === undefined
        ? new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports
        : new MeteredInstances(way).instantiate(bytes, imports);
    const exitCode = wasi.start({ exports });
    return {
      exitCode,
      stdout: readFileSync(join(streams, 'stdout'), 'latin1'),
      stderr: readFileSync(join(streams, 'stderr'), 'latin1'),
      durationMs: marks.end - marks.start,
    };
  } finally {
    for (const descriptor of [stdin, stdout, stderr]) closeSync(descriptor);
    for (const dir of [work, streams]) rmSync(dir, { recursive: true, force: true });
  }
}
