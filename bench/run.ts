/**
 * `npm run bench -- NAME… --json FILE`: measures what is named, as ratios in one run. A name is a benchmark (`call`) or the
 * beginning of its entries' names (`call.quickjs`); without one, everything is measured.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { analyze } from './analyze.ts';
import { build } from './build.ts';
import { call } from './call.ts';
import { dev } from './dev.ts';
import type { Benchmark } from './entry.ts';
import { fairness } from './fairness.ts';
import { fuel } from './fuel.ts';
import { gate } from './gate.ts';
import { instantiate } from './instantiate.ts';
import { io } from './io.ts';
import { messages } from './messages.ts';
import { scale } from './scale.ts';
import { storage } from './storage.ts';
import { testing } from './testing.ts';
import { update } from './update.ts';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  analyze,
  build,
  call,
  dev,
  fairness,
  fuel,
  gate,
  instantiate,
  io,
  messages,
  scale,
  storage,
  testing,
  update,
};

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const benchmarkOf = (name: string): string => name.split('.')[0] ?? name;
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, benchmarkOf(name)));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. Benchmarks: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}
const isNamed = (entry: string): boolean =>
  positionals.length === 0 || positionals.some((name) => entry === name || entry.startsWith(`${name}.`));

/** Small figures need another digit. */
const digits = (value: number): string => value.toFixed(Math.abs(value) < 2 ? 2 : 1);

const results: Record<string, unknown> = {};
const wanted = positionals.length > 0 ? new Set(positionals.map(benchmarkOf)) : Object.keys(BENCHMARKS);
for (const name of wanted) {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) continue;
  for await (const entry of benchmark()) {
    if (!isNamed(entry.name)) continue;
    if ('skipped' in entry) {
      console.log(`${entry.name.padEnd(34)} skipped: ${entry.skipped}`);
      continue;
    }
    const { ours, peer, unit, note } = entry;
    const ratio = ours / peer;
    results[entry.name] = { ours, peer, ratio, unit, note };
    const figures = `${digits(ours)} against ${digits(peer)} ${unit}`;
    console.log(`${entry.name.padEnd(34)} ${ratio.toFixed(2).padStart(6)}×  ${figures}\n${' '.repeat(35)}${note}`);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
