/** The coverage of a component beside that of the same class in Node, as Vitest reports both. */
import { readFileSync } from 'node:fs';
import libCoverage, { type CoverageMapData, type FileCoverageData } from 'istanbul-lib-coverage';
import { beforeAll, describe, expect, test } from 'vitest';
import { coverageOf } from '../child-vitest.ts';

const TIMEOUT_MS = 600_000;
const SANDBOX = ['sandbox.run.ts'];

/** What was counted, and where. */
function countsOf({ statementMap, s, fnMap, f, branchMap, b }: FileCoverageData): readonly string[] {
  const at = (place: FileCoverageData['statementMap'][string] | undefined): string =>
    JSON.stringify([place?.start?.line, place?.start?.column, place?.end?.line, place?.end?.column]);
  return [
    ...Object.entries(statementMap).map(([key, place]) => `statement ${at(place)} ${s[key]}`),
    ...Object.entries(fnMap).map(([key, { loc }]) => `function ${at(loc)} ${f[key]}`),
    ...Object.entries(branchMap).flatMap(([key, { type, locations }]) =>
      locations.map((place, path) => `${type} ${at(place)} ${b[key]?.[path]}`),
    ),
  ].toSorted();
}

const linesOf = (file: FileCoverageData | undefined): Readonly<Record<string, number>> =>
  file === undefined ? {} : libCoverage.createFileCoverage(file).getLineCoverage();

let plain: CoverageMapData;
beforeAll(async () => {
  plain = await coverageOf(['plain.run.ts'], ['--coverage.provider=istanbul']);
}, TIMEOUT_MS);

describe.each(['quickjs', 'starlingmonkey'])('%s', (engine) => {
  test(
    'counts as Node does: statements, branches, functions, up to the trap, in each file',
    async () => {
      const found = await coverageOf(SANDBOX, ['--coverage.provider=istanbul'], { COVERED_ENGINE: engine });
      expect(Object.keys(found).toSorted()).toEqual(['calls.ts', 'rates.ts', 'till.ts']);
      expect(found).toHaveProperty(['till.ts', 's']);
      for (const [path, file] of Object.entries(plain)) expect(linesOf(found[path])).toEqual(linesOf(file));
      // Both come from esbuild's lowering, so that they are the same to the column.
      expect(countsOf(found['till.ts'] as FileCoverageData)).toEqual(countsOf(plain['till.ts'] as FileCoverageData));
    },
    TIMEOUT_MS,
  );
});

test(
  'with v8 too; of parallel files, with files that nothing runs, without those that are excluded',
  async () => {
    const found = await coverageOf(
      [...SANDBOX, 'again.run.ts'],
      ['--coverage.provider=v8', '--coverage.include=*.ts', '--coverage.exclude={*.run,rates}.ts'],
    );
    expect(Object.keys(found).toSorted()).toEqual(['calls.ts', 'till.ts', 'uncalled.ts']);
    const till = plain['till.ts'] as FileCoverageData;
    expect(Object.keys(linesOf(found['till.ts']))).toEqual(Object.keys(linesOf(till)));
    const lines = linesOf(found['till.ts']);
    // The top level once in each test file, of how many instances whatever; `sell` in two files, with three instances.
    const [topLevel, sell] = [lineOf(till, 'LABELS'), lineOf(till, 'known')];
    expect([linesOf(till)[topLevel], lines[topLevel]]).toEqual([1, 2]);
    expect([linesOf(till)[sell], lines[sell]]).toEqual([2, 4]);
    expect(Math.max(...Object.values(linesOf(found['uncalled.ts'])))).toBe(0);
  },
  TIMEOUT_MS,
);

/** The line of the fixture with this constant. */
function lineOf({ path }: FileCoverageData, name: string): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  return String(lines.findIndex((line) => line.includes(`const ${name} = `)) + 1);
}
