import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { MeterHelper } from '../../../src/engine/metering/meter-helper.ts';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';
import { TestHost } from './metered.ts';

const corpus = process.env['AIRSSYS_CORPUS'] ?? resolve(import.meta.dirname, '../../../../../../shared/conformance');
const list = join(corpus, 'fuel/fuel.json');
const found = existsSync(list);
if (!found) console.log(`skipped: the fuel cases, since there is no ${list}`);

test.runIf(found)('exact: instantiation uses the fuel that wasmtime uses', () => {
  const cases = JSON.parse(readFileSync(list, 'utf8')) as { readonly fuel: number; readonly filename: string }[];
  const used = cases.map(({ filename }) => ({ filename, fuel: fuelOf(readFileSync(join(corpus, 'fuel', filename))) }));
  expect(used).toEqual(cases.map(({ filename, fuel }) => ({ filename, fuel })));
});

function fuelOf(original: Uint8Array): number {
  const host = new TestHost();
  const { bytes, hooks } = meterModule(original, { mode: 'exact' });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)));
  if (hooks === undefined) return 0;
  const cell = new MeterHelper(host).bind(instance, hooks, 0);
  try {
    cell.start();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error; // some of them trap on purpose
  }
  return Number(host.granted - cell.fuelLeft);
}
