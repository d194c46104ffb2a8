/** What `npm start` runs: the whole way of one component, on real data. Each step is what a program of yours would do. */
import { setTimeout as wait } from 'node:timers/promises';
import { join, relative } from 'node:path';
import { ComponentHost, type InstanceOptions, type LoadedComponent, SqliteBackend, TrapError } from '@airssys/host';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
import type { Report } from './src/weather-report.ts';
import { auditTable, bytes, columns, heading, milliseconds, monthTable, note, units } from './show/format.ts';

const here = import.meta.dirname;
const entry = join(here, 'src/weather-report.ts');
const csv = '/data/seattle-weather.csv';

/** The operator's decision: this much, and nothing else. */
const setup: InstanceOptions = {
  grants: ['filesystem.read:/data/*', 'storage.read', 'storage.write'],
  mounts: { '/data': join(here, 'data') },
};

heading('1. One class becomes two components');
const builds = [];
for (const engine of ['quickjs', 'starlingmonkey'] as const) {
  const started = performance.now();
  const build = await buildComponent({ entry, engine, outDir: join(here, 'dist', engine) });
  builds.push({ engine, build });
  const how = build.fromCache ? 'unchanged since the last build' : 'built from source';
  columns(engine, [bytes(build.component.length), milliseconds(performance.now() - started)], how);
}

heading('2. The interface, as WIT');
console.log(builds[0]?.build.wit);

heading('3. In the sandbox, on 1,461 days of weather in Seattle');
await using host = new ComponentHost({
  cacheDir: defaultCacheDir(here),
  storage: SqliteBackend.open(join(here, '.airssys/storage.db')),
});
const components: LoadedComponent[] = [];
const reports: Report[] = [];
for (const { engine, build } of builds) {
  const component = await host.load(build.component, engine);
  components.push(component);
  await using instance = await component.instantiate({
    ...setup,
    log: ({ level, message, context }) =>
      note(`${level}: ${message} ${context.map(([name, value]) => `${name}=${value}`).join(' ')}`),
  });
  const { value, usage } = await instance.invoke('monthlyReport', [csv]);
  reports.push(value as Report); // the operation's type, which the host has checked
  columns(engine, [`${units(usage.fuel)} fuel`, bytes(usage.memoryBytes), milliseconds(usage.durationMs)]);
}
const [first, second] = reports;
if (!first || !second) throw new Error('both engines report');
monthTable(first);
const months = ({ months: list }: Report): string => JSON.stringify(list);
note(`Both engines give the same months: ${months(first) === months(second) ? 'yes' : 'NO'}.`);
note(`${units(second.totalDays)} days read so far: kept in storage, so the next start goes on from there.`);

heading('4. What was asked of the host, and what it decided');
auditTable(host.audit.events);

const [component] = components;
if (!component) throw new Error('there is a component');

heading('5. A read outside of what was granted');
{
  await using instance = await component.instantiate(setup);
  await instance.call('monthlyReport', '/etc/passwd').then(
    () => note('It was read, which must not be.'),
    (error: unknown) => {
      if (!(error instanceof TrapError)) throw error;
      note(error.message);
      console.log(error.guestError?.stack ?? '');
    },
  );
  auditTable(host.audit.events.slice(-1));
}

heading('6. A loop without an end, while the host goes on answering');
{
  await using spinning = await component.instantiate({ ...setup, limits: { timeoutMs: 500 } });
  await using other = await component.instantiate(setup);
  let answers = 0;
  const asking = new AbortController();
  const asked = (async () => {
    for (; !asking.signal.aborted; answers += 1) {
      await other.call('totalDays');
      await wait(10);
    }
  })();
  const started = performance.now();
  await spinning.call('forecast').catch((error: unknown) => {
    if (!(error instanceof TrapError)) throw error;
    note(`${error.message} [${error.code}]`);
    note(`${units(error.usage.fuel)} units of fuel in ${milliseconds(performance.now() - started)}.`);
  });
  asking.abort();
  await asked;
  note(`Meanwhile another instance on the same thread answered ${answers} calls.`);
}

heading('What to try next');
const folder = relative(process.cwd(), here);
console.log(`  npm test                          this component's tests, and all others
  npx airssys inspect ${folder}/dist/quickjs/weather-report.wasm
  npx airssys run ${folder}/src/weather-report.ts totalDays --allow storage.read
  ${folder}/src/weather-report.ts   change it, and start again
  docs/                             how it works, and what it protects against
`);
