/** `airssys test`: the tests of the project in the folder, by its own Vitest, with what component tests need. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultCacheDir } from '@airssys/sdk/build';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { reportFailure } from '../report/failure.ts';
import { printJson } from '../report/json.ts';
import { usageError } from '../report/usage-error.ts';
import { VITEST_CONFIGS } from '../run/vitest-configs.ts';

export interface TestFlags {
  readonly watch?: boolean;
  readonly coverage?: boolean;
  readonly name?: string;
  readonly json?: boolean;
}

/** @param filters Parts of the paths of test files; none are all. */
export async function test(io: CommandIo, filters: readonly string[], flags: TestFlags): Promise<ExitCode> {
  const interrupt = io.catchInterrupt();
  try {
    const dir = process.cwd();
    const program = join(dirname(found(dir, 'vitest/package.json', 'vitest')), 'vitest.mjs');
    const config = VITEST_CONFIGS.some((name) => existsSync(join(dir, name))) ? [] : await ownConfig(dir);
    const args = [program, ...argumentsOf(filters, flags), ...config];
    const isGood = flags.json === true ? await runForReport(io, args) : await run(io, args);
    if (interrupt.aborted) return EXIT.interrupted;
    return isGood ? EXIT.ok : EXIT.failed;
  } catch (error) {
    return await reportFailure(error, io, { json: flags.json === true });
  }
}

const argumentsOf = (filters: readonly string[], { watch, coverage, name }: TestFlags): readonly string[] => [
  watch === true ? 'watch' : 'run',
  ...filters,
  ...(coverage === true ? ['--coverage'] : []),
  ...(name === undefined ? [] : ['--testNamePattern', name]),
];

/** For a project that has no configuration of Vitest: one with the plugin, and nothing else. */
async function ownConfig(dir: string): Promise<readonly string[]> {
  const plugin = found(dir, '@airssys/testing/vitest', '@airssys/testing');
  const file = join(defaultCacheDir(dir), 'vitest.config.mjs');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    `import { airssys } from ${JSON.stringify(plugin)};\n\nexport default { plugins: [airssys()] };\n`,
  );
  return ['--root', dir, '--config', file];
}

/** The file that a module of the project would import. */
function found(dir: string, specifier: string, name: string): string {
  try {
    return createRequire(join(dir, 'package.json')).resolve(specifier);
  } catch {
    throw usageError(`${name} is not installed in ${dir}`, 'npm install --save-dev vitest @airssys/testing', { name });
  }
}

/** In a terminal Vitest has it for itself, with its keys and colours. Answers whether all tests have passed. */
async function run(io: CommandIo, args: readonly string[]): Promise<boolean> {
  if (io.stdout.isTerminal) return (await ended(spawn(process.execPath, args, { stdio: 'inherit' }))) === 0;
  const child = spawn(process.execPath, [...args, '--no-color'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.setEncoding('utf8').on('data', (text: string) => io.stdout.write(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => io.stderr.write(text));
  return (await ended(child)) === 0;
}

/** Prints the document of Vitest's own reporter, as one line. */
async function runForReport(io: CommandIo, args: readonly string[]): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'airssys-test-'));
  try {
    const file = join(dir, 'report.json');
    const reporter = ['--reporter=json', `--outputFile=${file}`, '--no-color'];
    const child = spawn(process.execPath, [...args, ...reporter], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await ended(child);
    const report = await readFile(file, 'utf8').catch(() => undefined);
    if (report === undefined) throw usageError(`Vitest has run no test: ${said.trim()}`, 'Run it without --json.');
    printJson(io, JSON.parse(report));
    return code === 0;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
