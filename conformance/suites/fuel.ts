import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite, SuiteResult } from '../suite.ts';
import { emptyResult, fail } from '../suite.ts';
import { MeteredInstances } from './metered-instance.ts';

interface FuelCase {
  readonly fuel: number;
  readonly filename: string;
}

/** Instantiating each module, its start function included, must use exactly the fuel that wasmtime uses. */
export const fuel: Suite = {
  name: 'fuel',
  folder: 'fuel',
  run(directory: string): SuiteResult {
    const result = emptyResult();
    for (const { fuel: expected, filename } of readCases(directory)) {
      const used = fuelOf(readFileSync(join(directory, filename)));
      if (used === String(expected)) result.passed++;
      else fail(result, filename, `used ${used}, expected ${expected}`);
    }
    return result;
  },
};

function readCases(directory: string): readonly FuelCase[] {
  const cases: unknown = JSON.parse(readFileSync(join(directory, 'fuel.json'), 'utf8'));
  if (!Array.isArray(cases)) throw new TypeError('fuel.json is not a list');
  return cases as FuelCase[]; // the corpus is ours; a wrong entry fails as a wrong figure
}

/** What was used, whether or not the start function trapped: some of them do so on purpose. */
function fuelOf(bytes: Uint8Array<ArrayBuffer>): string {
  const instances = new MeteredInstances('exact');
  try {
    instances.instantiate(bytes, {});
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) return String(error);
  }
  return String(instances.used);
}
