import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AirssysError } from '@airssys/model';
import { type CompiledComponent, Engine } from '../../packages/host/src/engine/engine.ts';
import type { MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';
import { ActiveCall } from '../../packages/host/src/sandbox/active-call.ts';
import { Governor } from '../../packages/host/src/sandbox/governor.ts';
import { instantiate } from '../../packages/host/src/sandbox/instantiate.ts';
import { DEFAULT_LIMITS } from '../../packages/host/src/sandbox/limits.ts';
import { filesOf, type ProgramRun, runProgram, uncleanDenial, withProgram } from '../programs/run-program.ts';
import { emptyResult, fail, type Outcome, type Suite, type SuiteResult } from '../suite.ts';

const MODES: readonly MeteringMode[] = ['fast', 'exact'];
const LIMITS = { ...DEFAULT_LIMITS, maxMemoryBytes: 1024 ** 3, maxTableElements: 10_000_000, timeoutMs: 60_000 };

/**
 * Components of any toolchain: each must be transpiled, metered, compiled and instantiated, in both modes, or be refused by an
 * error of the documented list. A program is run, too. What the others import is there in name only: a component that calls an import while it starts is stopped there.
 */
export const components: Suite = {
  name: 'components',
  folder: 'components',
  async run(directory: string): Promise<SuiteResult> {
    const notes: Outcome[] = [];
    const result: SuiteResult = { ...emptyResult(), notes };
    const cacheDir = mkdtempSync(join(tmpdir(), 'airssys-components-'));
    try {
      const files = readdirSync(directory).filter((file) => file.endsWith('.wasm'));
      for (const file of files.toSorted()) {
        for (const metering of MODES) {
          await runCase({ directory, file, metering, cacheDir }, result, notes);
        }
      }
    } finally {
      rmSync(cacheDir, { recursive: true, force: true });
    }
    return result;
  },
};

interface ComponentCase {
  readonly directory: string;
  readonly file: string;
  readonly metering: MeteringMode;
  readonly cacheDir: string;
}

async function runCase(one: ComponentCase, result: SuiteResult, notes: Outcome[]): Promise<void> {
  const name = `${one.file}, ${one.metering}`;
  try {
    const refused = await start(one);
    if (refused !== undefined) notes.push({ name, reason: refused });
    result.passed++;
    if (refused === undefined && one.metering === 'fast') await runCommand(one, result, notes);
  } catch (error) {
    fail(result, name, describe(error));
  }
}

/** Runs a component that is a program: with what it needs, and with nothing. What it must write stands beside it, if it does. */
async function runCommand(one: ComponentCase, result: SuiteResult, notes: Outcome[]): Promise<void> {
  const { directory, file, metering, cacheDir } = one;
  const name = `${file}, run`;
  const bytes = readFileSync(join(directory, file));
  await withProgram({ bytes, name: file, metering, cacheDir }, async (program) => {
    if (!program.exports.some((given) => given.name.startsWith('wasi:cli/run@0.2'))) return;
    const missing = program.imports.filter((given) => given.startsWith('wasi:')).join(', ');
    const inputs = filesOf(directory, '.input');
    let granted: ProgramRun;
    try {
      granted = await runProgram(program, true, inputs);
    } catch (error) {
      if (!(error instanceof AirssysError) || error.hint === undefined) throw error;
      notes.push({ name, reason: `refused: ${error.code}: ${error.message} (it imports ${missing})` });
      return;
    }
    const base = join(directory, file.replace(/\.wasm$/, ''));
    const differences = (['stdout', 'stderr'] as const).flatMap((stream) => {
      const expected = `${base}.${stream}.expected`;
      const isSame = !existsSync(expected) || readFileSync(expected, 'latin1') === granted[stream];
      return isSame ? [] : [`another ${stream} than expected: ${JSON.stringify(granted[stream].slice(0, 200))}`];
    });
    const unclean = uncleanDenial(await runProgram(program, false, inputs));
    if (unclean !== undefined) differences.push(`without grants: ${unclean}`);
    if (differences.length > 0) return fail(result, name, differences.join('; '));
    result.passed++;
    notes.push({ name, reason: `ended with ${JSON.stringify(granted.end)}` });
  });
}

/** Answers why the component was refused, or did not get to the end of its start; undefined where it is ready for calls. */
async function start({ directory, file, metering, cacheDir }: ComponentCase): Promise<string | undefined> {
  const engine = new Engine({ cacheDir, metering, suspendingImports: [] });
  let compiled: CompiledComponent;
  try {
    compiled = await engine.compile(readFileSync(join(directory, file)), file);
  } catch (error) {
    if (error instanceof AirssysError && error.hint !== undefined) return `refused: ${error.code}: ${error.message}`;
    throw error;
  }
  const called: string[] = [];
  const governor = new Governor(LIMITS);
  governor.begin(new ActiveCall('start-up', LIMITS));
  let broken: string | undefined;
  try {
    await instantiate({
      component: compiled,
      imports: Object.fromEntries(compiled.imports.map((name) => [name, standIn(name, called)])),
      governor,
      limits: LIMITS,
      onLimit: (limit) => {
        broken = limit;
        throw new Error(limit);
      },
    });
    return undefined;
  } catch (error) {
    if (broken !== undefined) return `refused: ${broken}`;
    if (called.length > 0) return `calls ${called[0]} while it starts`;
    throw error;
  } finally {
    governor.end();
  }
}

/** An interface whose functions and resources are all there, and fail when they are used. */
function standIn(interfaceName: string, called: string[]): Readonly<Record<string, unknown>> {
  const everything = (make: (name: string) => unknown): Record<string, unknown> =>
    new Proxy({}, { get: (_target, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) });
  const failing = (name: string) =>
    function failing(): never {
      called.push(`${interfaceName}#${name}`);
      throw new Error(`${interfaceName}#${name} is not there`);
    };
  return everything((name) =>
    Object.assign(failing(name), { prototype: everything((method) => failing(`${name}.${method}`)) }),
  );
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof AirssysError ? `${error.code}: ${error.message}` : `${error.name}: ${error.message}`;
}
