/** Random values of random types through components of both engines, unchanged. `npm run fuzz:mapping` does more of it. */
import { ComponentHost } from '@airssys/host';
import { ENGINES } from '@airssys/model';
import { expect, test } from 'vitest';
import { buildEcho, expectEchoes, echoModel } from './echo.ts';
import { SEED } from '../properties.ts';
import { CACHE_DIR } from './workspace.ts';

/** Chosen: the same sources in every run, which the build's cache knows. */
const TYPES_SEED = 7;
/** Besides the primitive ones: six interfaces' worth of types, in one component. */
const TYPES = 24;
const VALUES = 60;

const model = echoModel(TYPES, TYPES_SEED);

test('the types are of every kind', () => {
  const text = JSON.stringify(model.operations);
  const kinds = ['array', 'bytes', 'set', 'map', 'record', 'Float64Array', 'date', 'null', 'json'].map(
    (as) => `:"${as}"`,
  );
  const nodes = ['record', 'variant', 'enum', 'flags', 'option', 'tuple', 'result'].map((kind) => `"kind":"${kind}"`);
  expect([...kinds, ...nodes].filter((one) => !text.includes(one))).toEqual([]);
});

test.each(ENGINES)('values go through a component of %s and come back as they were', async (engine) => {
  const component = await buildEcho(model, engine, TYPES_SEED);
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  await expectEchoes({ component, operations: model.operations, values: VALUES, seed: SEED }, host);
});
