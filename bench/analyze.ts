/** The analysis of a large component: in a process of its own, as `airssys check` starts, and again in one that stays. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { analyzeComponent, createAnalysisProject } from '@airssys/wit-gen';
import { type Benchmark, inTurns } from './entry.ts';
import { type LargeComponent, OPERATIONS, TYPES, writeLargeComponent } from './large-component.ts';

const root = join(import.meta.dirname, '..');
const ROUNDS = 9;
const COLD_TARGET_MS = 1_000;
const CHANGED_TARGET_MS = 100;

/** Runs in the process that is measured from its start: what it loads counts too. */
const COLD = `
import { analyzeComponent } from '@airssys/wit-gen';
const { model } = analyzeComponent({ entry: process.argv[1] });
process.exit(model?.operations.operations.length === ${OPERATIONS} ? 0 : 1);`;

export const analyze: Benchmark = async function* () {
  // Inside of the project, so that the SDK is found as an author's project finds it.
  const dir = mkdtempSync(join(root, '.tmp-bench-'));
  try {
    const component = writeLargeComponent(dir);
    yield* cold(component);
    yield* changed(component);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

async function* cold({ entry }: LargeComponent): ReturnType<Benchmark> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const run = (what: string, ...args: readonly string[]): void => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: dirname(entry), encoding: 'utf8' });
    if (status !== 0) throw new Error(`${what} failed: ${stdout}${stderr}`);
  };
  const [ours = NaN, check = NaN] = await inTurns(
    ROUNDS,
    async () => run('the analysis', '--input-type=module', '--eval', COLD, entry),
    async () => run('tsc', compiler, '--noEmit', '-p', '.'),
  );
  const size = `${OPERATIONS} operations and ${TYPES} types`;
  const note = `${size} in a new process, against the target`;
  yield { name: 'analyze.cold', ours, peer: COLD_TARGET_MS, unit: 'ms', note };
  yield {
    name: 'analyze.cold.tsc',
    ours,
    peer: check,
    unit: 'ms',
    note: 'the same, against tsc checking the same files',
  };
}

async function* changed({ entry, typesFile, logicFile }: LargeComponent): ReturnType<Benchmark> {
  const project = createAnalysisProject();
  const run = (): void => {
    const { model, diagnostics } = analyzeComponent({ entry, project });
    if (model === undefined) throw new Error(`the component has errors: ${JSON.stringify(diagnostics)}`);
  };
  let round = 0;
  const after = (file: string) => async (): Promise<void> => {
    round += 1;
    appendFileSync(file, `export interface Extra${round} { value: string }\n`);
    run();
  };
  const files = { types: typesFile, logic: logicFile, class: entry };
  const works = Object.values(files).map(after);
  await inTurns(2, ...works); // V8 compiles the hot functions while these run, as it has in a watch that goes on
  const times = await inTurns(ROUNDS, ...works);
  for (const [index, name] of Object.keys(files).entries()) {
    const note = `one file changed (${name}), in a project that is kept, against the target`;
    yield { name: `analyze.changed.${name}`, ours: times[index] ?? NaN, peer: CHANGED_TARGET_MS, unit: 'ms', note };
  }
}
