/**
 * `npm run chaos -- --components N --rate N --seconds N --seed S --json FILE`: supervised components that trap, hang and run out of
 * memory. What is restarted otherwise than the strategies demand, or grows, is named; the exit code is 1 then.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chaos } from './campaign.ts';
import { FAULT_NAMES } from './victim.ts';

const { values } = parseArgs({
  options: {
    components: { type: 'string', default: '100' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    faults: { type: 'string', default: FAULT_NAMES.join(',') },
    json: { type: 'string' },
  },
});
const number = (name: 'components' | 'rate' | 'seconds' | 'seed', least: number): number => {
  const value = Number(values[name]);
  if (!(value >= least)) throw new RangeError(`--${name} is a number from ${least}, not ${values[name]}`);
  return value;
};
const wanted = values.faults.split(',');
const faults = FAULT_NAMES.filter((name) => wanted.includes(name));
if (faults.length !== wanted.length) throw new RangeError(`--faults are some of ${FAULT_NAMES.join(',')}`);
const options = {
  components: number('components', 5),
  rate: number('rate', 1),
  seconds: number('seconds', 1),
  seed: number('seed', 0),
};
console.log(
  `${options.components} components, ${options.rate} faults a second for ${options.seconds} s, from seed ${options.seed}`,
);
const cacheDir = join(import.meta.dirname, '../../../../node_modules/.cache/airssys-chaos');
const report = await chaos({ ...options, faults, cacheDir });
for (const [name, count] of Object.entries(report.faults)) console.log(`${String(count).padStart(6)} ${name}`);
console.log(`${String(report.missed).padStart(6)} found their component ending`);
console.log(`${report.restarts} restarts, ${report.escalations} escalations`);
for (const [when, { residentMb, heldMb, files, threads }] of [
  ['after the warm-up', report.before],
  ['at the end', report.after],
] as const) {
  console.log(`${when}: ${residentMb} MiB resident, ${heldMb} MiB held, ${files} files, ${threads} threads`);
}
for (const [when, { calls, p50Ms, p99Ms }] of [
  ['quiet', report.quiet],
  ['chaos', report.chaos],
  ['chaos, some spinning', report.spinning],
] as const) {
  const ratio = (p99Ms / report.quiet.p99Ms).toFixed(2);
  console.log(
    `${when}: ${calls} calls of bystanders, p50 ${p50Ms.toFixed(3)} ms, p99 ${p99Ms.toFixed(3)} ms, ${ratio} times that of the quiet`,
  );
}
for (const finding of report.findings.slice(0, 50)) console.error(finding);
console.log(`${report.findings.length} findings`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
process.exitCode = report.findings.length === 0 ? 0 : 1;
