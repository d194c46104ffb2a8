/**
 * `npm run fresh -- --vitest VERSION… --node PATH…`: a project outside of the repository, with packed packages and nothing else of
 * ours, type-checks, runs its tests with coverage, and reruns them in watch mode; with each Vitest on each Node. Before that, other
 * compilers, ways of resolving modules, and bundlers (`--consumers`: only these).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll } from '../../scripts/packed/pack.ts';
import { runProgram, type Place, watch } from './programs.ts';
import { checkConsumers } from './consumers.ts';
import { archivesOf, makeProject } from './project.ts';
import { SOURCES } from './sources.ts';

const { values } = parseArgs({
  options: {
    vitest: { type: 'string', multiple: true, default: ['4.1.12', '5.1.0'] },
    node: { type: 'string', multiple: true, default: [process.execPath] },
    /** Only type checks and bundles, without tests. */
    consumers: { type: 'boolean', default: false },
    /** Leaves the projects where they are. */
    keep: { type: 'boolean', default: false },
  },
});

const TESTS = 4;
const parent = mkdtempSync(join(tmpdir(), 'airssys-fresh-'));
try {
  const archives = archivesOf(packAll());
  console.log(`packed: ${Object.keys(archives).join(', ')}`);
  checkConsumers(join(parent, 'consumers'), archives, values.node[0] ?? process.execPath);
  for (const version of values.consumers ? [] : values.vitest) {
    const folder = join(parent, `vitest-${version}`);
    makeProject(folder, archives, version);
    for (const node of values.node) {
      const place = { folder, modules: join(folder, 'node_modules'), node };
      const nodeVersion = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
      runProgram(place, 'typescript/bin/tsc', '-p', folder);
      checkCoverage(place);
      await checkWatch(place);
      console.log(`vitest ${version}, node ${nodeVersion}: types, ${TESTS} tests with coverage, watch mode`);
    }
  }
} finally {
  if (values.keep) console.log(`kept: ${parent}`);
  else rmSync(parent, { recursive: true, force: true });
}

/** All tests from nothing, and every line of the component's sources in Vitest's own report. */
function checkCoverage(place: Place): void {
  rmSync(join(place.folder, 'node_modules/.cache'), { recursive: true, force: true });
  const output = runProgram(place, 'vitest/vitest.mjs', 'run', '--coverage', '--no-color');
  if (!output.includes(`Tests  ${TESTS} passed (${TESTS})`)) throw new Error(`Not ${TESTS} tests:\n${output}`);
  for (const file of ['src/greeter.ts', 'src/words.ts']) {
    if (linesOf(place, file).covered === 0) throw new Error(`No coverage of ${file}:\n${output}`);
  }
}

interface Lines {
  readonly total: number;
  readonly covered: number;
}

/** What the report that there is says of a file. */
function linesOf({ folder }: Place, file: string): Lines {
  const summary = JSON.parse(readFileSync(join(folder, 'coverage/coverage-summary.json'), 'utf8')) as Readonly<
    Record<string, { readonly lines: Lines }>
  >;
  return summary[join(folder, file)]?.lines ?? { total: 0, covered: 0 };
}

/** A change in a file that a component imports reruns the tests that mount it, and is in the coverage of that run. */
async function checkWatch(place: Place): Promise<void> {
  const file = join(place.folder, 'src/words.ts');
  const before = SOURCES['src/words.ts'] ?? '';
  await using watching = watch(place, '--coverage');
  await watching.until(/MOUNTED hello Ada[\s\S]*Waiting for file changes/);
  const { total, covered } = linesOf(place, 'src/words.ts');
  const isCalled = 'export const isKnown = (name: string): boolean => {\n  return name.length > 0;\n};\n';
  writeFileSync(
    file,
    `${isCalled}${before.replace('hello ${name}', "${isKnown(name) ? 'good morning' : ''} ${name}")}`,
  );
  await watching.until(
    /(?=[\s\S]*MOUNTED good morning Ada)(?=[\s\S]*IMPORTED good morning Grace[\s\S]*Waiting for file changes)/,
  );
  const changed = linesOf(place, 'src/words.ts');
  writeFileSync(file, before);
  if (changed.total <= total || changed.covered <= covered)
    throw new Error(`The change is not in the coverage: ${JSON.stringify(changed)}:\n${watching.output}`);
}
