/**
 * Runs public conformance suites against this project.
 *
 *     node conformance/run.ts [SUITE…] [--corpus DIR] [--json FILE]
 *
 * No suite named means all of them; `spec` means `spec-starved` as well. The corpus is no part of the repository; a suite whose folder is missing is skipped, and
 * said to be. Exits with 1 when anything failed.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Suite, SuiteResult } from './suite.ts';
import { emptyResult } from './suite.ts';
import { components } from './suites/components.ts';
import { fuelWasmtime } from './suites/fuel-wasmtime.ts';
import { fuel } from './suites/fuel.ts';
import { modules } from './suites/modules.ts';
import { sightglass } from './suites/sightglass.ts';
import { spec, specStarved } from './suites/spec.ts';
import { wit } from './suites/wit.ts';

const SUITES: readonly Suite[] = [fuel, fuelWasmtime, spec, specStarved, wit, components, sightglass, modules];
const DEFAULT_CORPUS = resolve(import.meta.dirname, '../../shared/conformance');
const SHOWN_FAILURES = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { corpus: { type: 'string' }, json: { type: 'string' } },
});
const corpus = resolve(values.corpus ?? process.env['AIRSSYS_CORPUS'] ?? DEFAULT_CORPUS);
const isMeant = ({ name }: Suite, by: string): boolean => name === by || name.startsWith(`${by}-`);
const unknown = positionals.filter((by) => !SUITES.some((suite) => isMeant(suite, by)));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are: ${SUITES.map((suite) => suite.name).join(', ')}`);
  process.exit(2);
}

const chosen =
  positionals.length === 0 ? SUITES : SUITES.filter((suite) => positionals.some((by) => isMeant(suite, by)));
const suites: Record<string, SuiteResult> = {};
for (const suite of chosen) {
  const directory = suite.folder === undefined ? corpus : join(corpus, suite.folder);
  const isThere = suite.folder === undefined || existsSync(directory);
  const result = isThere ? await suite.run(directory) : missing(directory);
  suites[suite.name] = result;
  print(suite.name, result);
}

if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ suites }, undefined, 2)}\n`);
const results = Object.values(suites);
const sum = (count: (result: SuiteResult) => number): number =>
  results.reduce((total, result) => total + count(result), 0);
const failed = sum((result) => result.failed);
console.log(
  `${sum((result) => result.passed)} passed, ${failed} failed, ${sum((result) => result.skipped.length)} skipped`,
);
process.exitCode = failed === 0 ? 0 : 1;

function missing(directory: string): SuiteResult {
  return { ...emptyResult(), skipped: [{ name: 'whole suite', reason: `the corpus folder ${directory} is missing` }] };
}

function print(name: string, result: SuiteResult): void {
  console.log(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`);
  for (const failure of result.failures.slice(0, SHOWN_FAILURES))
    console.log(`  failed ${failure.name}: ${failure.reason}`);
  if (result.failures.length > SHOWN_FAILURES) console.log(`  and ${result.failures.length - SHOWN_FAILURES} more`);
  for (const note of result.notes ?? []) console.log(`  ${note.name}: ${note.reason}`);
  const reasons = new Map<string, number>();
  for (const { reason } of result.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, count] of reasons) console.log(`  skipped ${count}: ${reason}`);
}
