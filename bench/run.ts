/** `npm run bench -- NAME… --json FILE`: measures what is named (everything without a name), as ratios in one run. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { call } from './call.ts';
import type { Benchmark } from './entry.ts';
import { fuel } from './fuel.ts';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { build, call, fuel };

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. Benchmarks: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}

const results: Record<string, unknown> = {};
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHMARKS)) {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) continue;
  for await (const entry of benchmark()) {
    if ('skipped' in entry) {
      console.log(`${entry.name.padEnd(34)} skipped: ${entry.skipped}`);
      continue;
    }
    const { ours, peer, unit, note } = entry;
    const ratio = ours / peer;
    results[entry.name] = { ours, peer, ratio, unit, note };
    const figures = `${ours.toFixed(1)} against ${peer.toFixed(1)} ${unit}`;
    console.log(`${entry.name.padEnd(34)} ${ratio.toFixed(2).padStart(6)}×  ${figures}\n${' '.repeat(35)}${note}`);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
