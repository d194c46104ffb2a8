/**
 * The long campaign behind the mapping's property tests: random interfaces until the number is reached or one fails.
 *
 *     npm run fuzz:mapping -- --models 5000 --seed 1
 */
import { parseArgs } from 'node:util';
import { checkRoundTrips } from '../../packages/wit-gen/test/properties/round-trip.ts';

const MODELS_AT_ONCE = 500;

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const [models, seed] = [Number(values.models), Number(values.seed)];

console.log(`${models} interfaces, seed ${seed}`);
for (let done = 0; done < models; done += MODELS_AT_ONCE) {
  const startedAt = performance.now();
  // Each batch has a seed of its own, so that one that fails can be run by itself.
  const report = await checkRoundTrips(Math.min(MODELS_AT_ONCE, models - done), seed + done);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${done + report.models} read back as they were (seed ${report.seed}, ${seconds} s)`);
}
