/**
 * `npm run fuzz:loader -- --runs N --seconds S --seed S`: damaged components must be refused by our own errors, or run within
 * their limits. What is found is written to a file and named with the seed that makes it again. Exits with 1 then.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { watch } from '../watchdog.ts';
import { loaderCampaign } from './campaign.ts';
import { originals } from './originals.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    out: { type: 'string', default: '.airssys/fuzz' },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const endsAt = performance.now() + Number(values.seconds) * 1_000;
const CACHE_DIR = join(import.meta.dirname, '../../../../../node_modules/.cache/airssys-fuzz');
const HANG_MS = 30_000;
const SHOWN_EVERY_MS = 10_000;

mkdirSync(values.out, { recursive: true });
const lastInput = join(values.out, 'loader-last.wasm');
const components = await originals();
console.log(
  `components from ${components.length} originals, from seed ${seed}; the last one is always in ${lastInput}`,
);
const dog = watch(4 * HANG_MS);
let shownAt = performance.now();
let shown = 0;
const campaign = loaderCampaign({
  seed,
  runs,
  originals: components,
  cacheDir: CACHE_DIR,
  hangMs: HANG_MS,
  onInput(bytes) {
    writeFileSync(lastInput, bytes);
    dog.feed(lastInput);
  },
});
for await (const tally of campaign) {
  for (const { seed: at, what, bytes } of tally.findings.slice(shown)) {
    const file = join(values.out, `loader-${at}.wasm`);
    writeFileSync(file, bytes);
    console.error(`seed ${at}: ${what} (${file})`);
    shown += 1;
  }
  const isOver = performance.now() >= endsAt || tally.inputs === runs;
  if (!isOver && performance.now() - shownAt < SHOWN_EVERY_MS) continue;
  shownAt = performance.now();
  const { inputs, passedOver, loaded, instances, slowestMs } = tally;
  console.log(
    `${inputs} inputs (${passedOver} passed over as broken), ${loaded} loaded, ${instances} instances, slowest ${slowestMs.toFixed(0)} ms, ${shown} findings`,
  );
  if (isOver) {
    for (const [code, count] of Object.entries(tally.codes)) console.log(`${String(count).padStart(6)} ${code}`);
    break;
  }
}
await dog.stop();
process.exitCode = shown === 0 ? 0 : 1;
