import { expect, test } from 'vitest';
import { built, ENGINES, testHost } from '../components.ts';

const MIGRATION = 'airssys:ext-lifecycle/migration@1.0.0';

test.each(ENGINES)('%s: state', async (engine) => {
  const host = testHost();
  const one = await (await host.load(await built('versions/tally-1', engine))).instantiate();
  const two = await (await host.load(await built('versions/tally-2', engine))).instantiate();
  await one.call('add', 7);
  const outcome = await one.callExport(MIGRATION, 'exportState', []);
  console.log(outcome);
  console.log(await two.callExport(MIGRATION, 'importState', ['1.0.0', outcome.ok ? outcome.value : 0]));
  console.log(await two.call('calls'), await two.call('migratedFrom'));
  console.log(await two.callExport(MIGRATION, 'importState', ['1.0.0', new Uint8Array([1])]));
});
