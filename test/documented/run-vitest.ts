/** Vitest as a process of its own: the one that runs this must not be mistaken for it. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** One test file of a run, as its JSON report has it. */
export interface FileResult {
  /** Absolute path of the test file. */
  readonly name: string;
  readonly status: 'passed' | 'failed';
  /** Why the file could not be run. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[] | null;
  }[];
}

export interface VitestRun {
  readonly files: readonly FileResult[];
  /** What the run has printed. */
  readonly output: string;
}

/** Runs all tests of a folder that has a configuration. Components are kept in `cacheDir`. */
export async function runVitest(folder: string, cacheDir: string): Promise<VitestRun> {
  const report = join(folder, 'report.json');
  const args = ['run', '--root', folder, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // A page has no snapshots yet: where CI runs this they are made, as where an author does.
  args.push('--update=new');
  // Each page builds components, while other tests keep the machine busy.
  args.push('--testTimeout=120000', '--hookTimeout=120000');
  const child = spawn(process.execPath, [VITEST, ...args, '--no-color'], { cwd: folder, env: environment(cacheDir) });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((ended) => child.once('close', ended));
  const text = await readFile(report, 'utf8').catch(() => {
    throw new Error(`Vitest has written no report:\n${output}`);
  });
  // Vitest's own report, of the version that is installed.
  const { testResults } = JSON.parse(text) as { readonly testResults: readonly FileResult[] };
  return { files: testResults, output };
}

/** Without what the outer Vitest tells its workers. */
function environment(cacheDir: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV)/.test(name));
  return { ...Object.fromEntries(own), AIRSSYS_CACHE_DIR: cacheDir };
}
