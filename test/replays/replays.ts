/**
 * `npm run replays -- --runs N --seed S --engine NAME --json FILE`: records instances of the examples' components, and replays them in
 * another process. The exit code is 1 where one is not as it was, or where a changed component is not pointed at the right call.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINES, type EngineName } from '@airssys/model';
import { replaysCampaign } from './replays-campaign.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    engine: { type: 'string' },
    json: { type: 'string' },
  },
});
if (values.engine !== undefined && !ENGINES.some((name) => name === values.engine)) {
  throw new RangeError(`--engine cannot be ${values.engine}: it is one of ${ENGINES.join(', ')}`);
}
const engines = ENGINES.filter((name: EngineName) => values.engine === undefined || values.engine === name);
const { seed, reports, findings } = await replaysCampaign({
  runs: Number(values.runs),
  seed: Number(values.seed),
  engines,
  directory: join(import.meta.dirname, `../../.airssys/replays-${process.pid}`),
  onProgress: (text) => console.log(text),
});
const sum = (of: 'calls' | 'hostCalls' | 'traps'): number => reports.reduce((total, report) => total + report[of], 0);
for (const finding of findings) console.error(JSON.stringify(finding));
console.log(
  `${reports.length} recordings from seed ${seed}: ${sum('calls')} calls, ${sum('hostCalls')} host calls, ${sum('traps')} traps; ${findings.length} findings`,
);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ seed, reports, findings }, null, 2)}\n`);
process.exitCode = findings.length > 0 || reports.length === 0 ? 1 : 0;
