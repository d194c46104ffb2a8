/**
 * `npm run hostile -- --runs N --seed S --json FILE`: the hostile corpus in random order, in one process. What does not end as it
 * must, outlives its deadline, harms the host, or leaves something behind is named; the exit code is 1 then.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaign, type Finding } from './campaign.ts';
import { CORPUS } from './corpus.ts';
import { watch } from './watchdog.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    json: { type: 'string' },
    only: { type: 'string', default: '' },
    isolation: { type: 'string', default: 'inline' },
    grace: { type: 'string', default: '500' },
  },
});
const { isolation } = values;
if (isolation !== 'inline' && isolation !== 'worker' && isolation !== 'process') {
  throw new RangeError(`--isolation is inline, worker or process, not ${isolation}`);
}
const [runs, seed, graceMs] = [Number(values.runs), Number(values.seed), Number(values.grace)];
const corpus = CORPUS.filter(
  (one) => one.name.includes(values.only) && (isolation === 'inline' || one.inlineOnly === undefined),
);
const CACHE_DIR = join(import.meta.dirname, '../../../../node_modules/.cache/airssys-hostile');
/** No case takes so long, however busy the machine is. */
const HANG_MS = 120_000;
const SHOWN_EVERY_MS = 10_000;

console.log(`${runs} runs of ${corpus.length} cases from seed ${seed}, ${isolation}`);
const dog = watch(HANG_MS);
let shownAt = performance.now();
const show = ({ run, name, what }: Finding): void => console.error(`run ${run}: ${name}: ${what}`);
const summary = await campaign({
  corpus,
  runs,
  seed,
  isolation,
  graceMs,
  cacheDir: CACHE_DIR,
  onFinding: show,
  onRun(run, { name }) {
    dog.feed(name);
    if (performance.now() - shownAt < SHOWN_EVERY_MS) return;
    shownAt = performance.now();
    console.log(`${run} runs`);
  },
});
await dog.stop();
const { findings, longestOverrunMs, before, after, durationMs, outcomes } = summary;
for (const [outcome, count] of Object.entries(outcomes).sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(count).padStart(6)} ${outcome}`);
for (const [when, { residentMb, heldMb, files, threads, active }] of [
  ['after the warm-up', before],
  ['at the end', after],
] as const) {
  const kinds = Object.entries(active).map(([kind, count]) => `${count} ${kind}`);
  console.log(
    `${when}: ${residentMb} MiB resident, ${heldMb} MiB held, ${files} files, ${threads} threads, ${kinds.join(', ')}`,
  );
}
console.log(
  `${runs} runs in ${Math.round(durationMs / 1000)} s, ${findings.length} findings; no call was ${longestOverrunMs + 1} ms past its deadline`,
);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, undefined, 2)}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
