import { describe, expect, test } from 'vitest';
import { CACHE_DIR, temporaryDirectory, written } from '../../components.ts';
import { Random } from '../../engine/metering/fuzz/random.ts';
import { loaderCampaign, type Tally } from './campaign.ts';
import { damaged, sectionsOf } from './mutation.ts';
import { originals } from './originals.ts';

const CORE = '(func (export "run") (result i32) (i32.const 1))';
const plain = async (): Promise<Uint8Array> => await written({ core: CORE });

// `npm run fuzz:loader` goes on from here, for as long as one likes.
test('damaged components are refused by our own errors, or run within their limits', async () => {
  let last: Tally | undefined;
  const campaign = loaderCampaign({
    seed: 1,
    runs: 60,
    originals: await originals(),
    cacheDir: temporaryDirectory(),
    hangMs: 60_000,
  });
  for await (const tally of campaign) last = tally;
  expect(last?.findings).toEqual([]);
  expect(last?.inputs).toBe(60);
  expect(last?.instances).toBeGreaterThan(0);
  expect(Object.keys(last?.codes ?? {}).length).toBeGreaterThan(1);
}, 300_000);

describe('the fuzzer itself', () => {
  test('takes components apart, and puts them together as they were', async () => {
    const bytes = await plain();
    const sections = sectionsOf(bytes);
    expect(sections.length).toBeGreaterThan(4);
    const sum = sections.reduce((total, { size, content }) => total + 1 + size.length + content.length, 8);
    expect(sum).toBe(bytes.length);
  });

  test('makes the same of the same seed, and something else of another', async () => {
    const bytes = await plain();
    const make = (seed: number): Uint8Array => damaged(bytes, bytes, new Random(seed));
    expect(make(7)).toEqual(make(7));
    const different = new Set(Array.from({ length: 50 }, (_, seed) => Buffer.from(make(seed)).toString('hex')));
    expect(different.size).toBeGreaterThan(40);
  });

  test('reports an input that takes too long, with the seed that makes it again', async () => {
    const findings = [];
    const campaign = loaderCampaign({ seed: 3, runs: 1, originals: [await plain()], cacheDir: CACHE_DIR, hangMs: -1 });
    for await (const tally of campaign) findings.push(...tally.findings);
    expect(findings).toMatchObject([{ seed: 3, what: expect.stringMatching(/^took \d+ ms$/) }]);
  });
});
