import { join } from 'node:path';
import { expect, test } from 'vitest';
import '../components.ts';
import { campaign } from './campaign.ts';
import { CORPUS } from './corpus.ts';
import { deck } from './deck.ts';
import type { HostileCase } from './hostile-case.ts';

const CACHE_DIR = join(import.meta.dirname, '../../../../node_modules/.cache/airssys-hostile');
/** No time is asserted here, but an end: `npm run hostile` holds calls to their deadlines. */
const graceMs = 60_000;
const quick = CORPUS.filter((one) => one.isSlow !== true);

// `npm run hostile` goes on from here, with all cases and for as long as one likes: CI runs it beside the tests.
test('a third of the cases ends as each must, the host is well after it, and nothing is left', async () => {
  const corpus = quick.filter((_, at) => at % 3 === 0);
  const { findings, outcomes } = await campaign({
    corpus,
    runs: 2 * corpus.length,
    seed: 1,
    cacheDir: CACHE_DIR,
    graceMs,
  });
  expect(findings).toEqual([]);
  // Cases that never got to where they are hostile would all end alike.
  expect(Object.keys(outcomes).length).toBeGreaterThan(20);
}, 600_000);

test.each(['worker', 'process'] as const)(
  'the same in a %s of its own',
  async (isolation) => {
    const corpus = quick.filter((one, at) => at % 16 === 5 && one.inlineOnly === undefined);
    const { findings } = await campaign({
      corpus,
      runs: 2 * corpus.length,
      seed: 1,
      cacheDir: CACHE_DIR,
      graceMs,
      isolation,
    });
    expect(findings).toEqual([]);
  },
  600_000,
);

test('a case that ends otherwise, and one that outlives its deadline, are found', async () => {
  const first = CORPUS.find(({ name }) => name === 'loop: br');
  if (first === undefined) throw new Error('the corpus has no plain loop');
  const wrong: HostileCase = { ...first, expected: ['call: answers'] };
  const { findings } = await campaign({ corpus: [wrong], runs: 1, seed: 1, cacheDir: CACHE_DIR, graceMs: -1e9 });
  expect(findings.map(({ what }) => what)).toEqual([
    'call: out-of-fuel, expected was call: answers',
    expect.stringMatching(/^outlived its deadline by/),
  ]);
});

test('the corpus is as large as it says, and its order depends on the seed alone', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
  const order = (seed: number): readonly string[] =>
    deck(CORPUS, seed)
      .take(2 * CORPUS.length)
      .map(({ name }) => name)
      .toArray();
  expect(order(7)).toEqual(order(7));
  expect(order(7)).not.toEqual(order(8));
  expect(new Set(order(7)).size).toBeGreaterThanOrEqual(quick.length);
});
