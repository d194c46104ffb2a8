/** In the process that reports: from the counters of instances to Istanbul's map of the author's files. */
import libCoverage, { type CoverageMap, type FileCoverageData } from 'istanbul-lib-coverage';
import libSourceMaps from 'istanbul-lib-source-maps';
import { countOf, type ReadBlock, shapeOf, toHits } from './counter-block.ts';
import { type CoverageRecords, type InstanceRecord, readRecords } from './coverage-records.ts';
import type { InstrumentedFile } from './instrument.ts';

/** The coverage of all components of a run, in positions of the files as their authors wrote them. */
export async function componentCoverage(dir: string): Promise<CoverageMap> {
  const records = readRecords(dir);
  const map = libCoverage.createCoverageMap({});
  for (const [build, files] of records.builds) {
    const counters = countersOf(records, build);
    for (const text of files) {
      if (text === '') continue; // left as it is
      // Written by the transform.
      const { key, coverage } = JSON.parse(text) as InstrumentedFile;
      map.addFileCoverage(counted(coverage, counters.get(key)));
    }
  }
  return await libSourceMaps.createSourceMapStore().transformCoverage(map);
}

/**
 * The counters of a build by file. Its top level has run once, when it was made, and each instance begins with what was counted
 * then: it counts once for each test file, as if that had imported the module.
 */
function countersOf({ instances }: CoverageRecords, build: string): ReadonlyMap<string, readonly number[]> {
  const totals = new Map<string, number[]>();
  const withTopLevel = new Set<string | undefined>();
  const add = ({ key, counters }: ReadBlock, sign: 1 | -1): void => {
    const total = totals.get(key) ?? counters.map(() => 0);
    totals.set(
      key,
      total.map((sum, at) => sum + sign * (counters[at] ?? 0)),
    );
  };
  for (const { testFile, started, ended } of instances.filter((one: InstanceRecord) => one.build === build)) {
    for (const block of ended) add(block, 1);
    if (withTopLevel.has(testFile)) for (const block of started) add(block, -1);
    withTopLevel.add(testFile);
  }
  return totals;
}

/** The file with its counts. What tree shaking has left out of the component has no block, and was not run. */
function counted(coverage: FileCoverageData, counters: readonly number[] | undefined): FileCoverageData {
  const shape = shapeOf(coverage);
  if (counters === undefined || counters.length !== countOf(shape)) return coverage;
  return { ...coverage, ...toHits(counters, shape) };
}
