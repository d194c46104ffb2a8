/**
 * `npm run crash -- SUITE… --runs N --seed S --json FILE`: kills the programs of the suites (default: all) with `SIGKILL` at random
 * moments and looks at what they leave behind. The exit code is 1 where something acknowledged is lost or something is half-done.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crashCampaign, type CrashSummary } from './crash-campaign.ts';
import { SUITES } from './suites.ts';

const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    json: { type: 'string' },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. Suites: ${SUITES.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const DIR = join(import.meta.dirname, '../../../../.airssys/crash');
const SHOWN_EVERY_MS = 10_000;

const summaries: CrashSummary[] = [];
for (const suite of SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.log(`${suite.name}: ${runs} runs from seed ${seed}`);
  let shownAt = performance.now();
  const summary = await crashCampaign({
    suite,
    runs,
    seed,
    dir: join(DIR, `${suite.name}-${process.pid}`),
    onRun(run, facts) {
      if (performance.now() - shownAt < SHOWN_EVERY_MS) return;
      shownAt = performance.now();
      console.log(`${suite.name}: killed ${run} times, ${facts} facts`);
    },
  });
  for (const { run, dir, what } of summary.findings) console.error(`run ${run}: ${what} (${dir})`);
  console.log(`${suite.name}: ${summary.findings.length} findings, ${summary.facts} facts, ${summary.durationMs} ms`);
  summaries.push(summary);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summaries, null, 2)}\n`);
process.exitCode = summaries.some(({ findings }) => findings.length > 0) ? 1 : 0;
