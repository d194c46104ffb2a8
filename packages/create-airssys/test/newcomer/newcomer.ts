/**
 * `npm run newcomer`: publishes all packages to a registry on this machine, and lives a newcomer's life with each template: create,
 * install, check, test, build, run. Says what each step took.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { TEMPLATES, type TemplateName } from '../../src/index.ts';
import { download, type Life, live, STEPS } from './life.ts';
import { openRegistry, publishAll } from './registry.ts';

const { values } = parseArgs({
  options: {
    template: { type: 'string', multiple: true },
    json: { type: 'string' },
    /** A folder of programs that comes first: another Node. */
    programs: { type: 'string' },
  },
});

const all = Object.keys(TEMPLATES) as TemplateName[]; // its own keys
const chosen = values.template ?? all;
const unknown = chosen.find((one) => !Object.hasOwn(TEMPLATES, one));
if (unknown !== undefined) throw new Error(`There is no template ${unknown}: ${all.join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'airssys-newcomer-'));
const path = [values.programs ?? join(process.execPath, '..'), process.env['PATH'] ?? ''].join(delimiter);
await using registry = await openRegistry(folder);
const env = { ...registry.env, PATH: path };
console.log(`published ${(await publishAll(registry)).join(', ')}`);

// What one project has downloaded, the others find in npm's cache.
const [first = 'minimal'] = chosen as TemplateName[];
await download(first, join(folder, 'life'), env);

const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(6);
const lives: Life[] = [];
for (const template of chosen as TemplateName[]) {
  const life = await live(template, join(folder, 'life'), env);
  lives.push(life);
  const times = STEPS.map((step) => `${step}${seconds(life.steps[step].cpuMs)}`).join('  ');
  const sum = (of: 'cpuMs' | 'wallMs'): string =>
    seconds(STEPS.reduce((total, step) => total + life.steps[step][of], 0));
  console.log(`${template.padEnd(9)} ${times}  = ${sum('cpuMs')} s of processors, ${sum('wallMs')} s`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(lives, undefined, 2)}\n`);
