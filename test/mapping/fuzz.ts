/**
 * The long campaign behind the mapping's property tests: random interfaces and random components, until the numbers are
 * reached or one fails.
 *
 *     npm run fuzz:mapping -- --models 5000 --components 10 --seed 1
 */
import { parseArgs } from 'node:util';
import { ComponentHost } from '@airssys/host';
import { ENGINES } from '@airssys/model';
import { checkRoundTrips } from '../../packages/wit-gen/test/properties/round-trip.ts';
import { buildEcho, expectEchoes, echoModel } from './echo.ts';
import { CACHE_DIR } from './workspace.ts';

const MODELS_AT_ONCE = 500;
const TYPES_PER_COMPONENT = 24;
const VALUES_PER_TYPE = 300;

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: '5000' },
    components: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const [models, components, seed] = [Number(values.models), Number(values.components), Number(values.seed)];

console.log(`${models} interfaces and ${components} components, seed ${seed}`);
for (let done = 0; done < models; done += MODELS_AT_ONCE) {
  const seconds = stopwatch();
  // Each batch has a seed of its own, so that one that fails can be run by itself.
  const report = await checkRoundTrips(Math.min(MODELS_AT_ONCE, models - done), seed + done);
  console.log(`${done + report.models} read back as they were (seed ${report.seed}, ${seconds()} s)`);
}

for (let done = 0; done < components; done++) {
  const model = echoModel(TYPES_PER_COMPONENT, seed + done);
  for (const engine of ENGINES) {
    const seconds = stopwatch();
    const component = await buildEcho(model, engine, seed + done);
    await using host = new ComponentHost({ cacheDir: CACHE_DIR });
    const { operations } = model;
    await expectEchoes({ component, operations, values: VALUES_PER_TYPE, seed: seed + done }, host);
    console.log(`component ${done + 1} gave back all values with ${engine} (seed ${seed + done}, ${seconds()} s)`);
  }
}

function stopwatch(): () => string {
  const startedAt = performance.now();
  return () => ((performance.now() - startedAt) / 1000).toFixed(1);
}
