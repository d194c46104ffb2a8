/**
 * `npm run fuzz:metering -- --runs N --seed S`: random modules must do the same metered and not, and damaged ones must not confuse
 * the rewriter. What is found is written to a file and named with the seed that makes it again. Exits with 1 then.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaign } from './campaign.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    corpus: { type: 'string' },
    out: { type: 'string', default: '.airssys/fuzz' },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const SHOWN_EVERY_MS = 10_000;
const LARGEST_OF_CORPUS = 20_000;

/** Modules of any folder, such as that of the specification's suite. */
function readCorpus(dir: string): readonly Uint8Array[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.wasm'));
  return files.map((file) => readFileSync(join(dir, file))).filter((bytes) => bytes.length <= LARGEST_OF_CORPUS);
}

const corpus = values.corpus === undefined ? [] : readCorpus(values.corpus);
console.log(`${runs} runs from seed ${seed}, ${corpus.length} modules to damage besides`);
let shownAt = performance.now();
let shown = 0;
for (const tally of campaign(seed, runs, corpus)) {
  for (const { seed: at, what, bytes } of tally.findings.slice(shown)) {
    mkdirSync(values.out, { recursive: true });
    const file = join(values.out, `metering-${at}-${shown}.wasm`);
    writeFileSync(file, bytes);
    console.error(`seed ${at}: ${what} (${file})`);
    shown += 1;
  }
  if (tally.modules < runs && performance.now() - shownAt < SHOWN_EVERY_MS) continue;
  shownAt = performance.now();
  const { modules, mutants, valid, slowestMs } = tally;
  console.log(
    `${modules} modules, ${mutants} mutants (${valid} valid), slowest ${slowestMs.toFixed(1)} ms, ${shown} findings`,
  );
}
process.exitCode = shown === 0 ? 0 : 1;
