/** Every interface that an author can write, read back: `npm run fuzz:mapping` does the same for longer. */
import { expect, test } from 'vitest';
import { SEED } from '../../../../test/properties.ts';
import { checkRoundTrips } from './round-trip.ts';

const RUNS = 150;

test(`${RUNS} random interfaces, written in random spellings, are read back as they are; their WIT is valid`, async () => {
  const { models, kinds } = await checkRoundTrips(RUNS, SEED);
  expect(models).toBe(RUNS);
  // What the generator forgets is not proven.
  expect([...kinds.keys()].toSorted()).toMatchInlineSnapshot(`
    [
      "enum",
      "flags",
      "handle",
      "list BigInt64Array",
      "list BigUint64Array",
      "list Float32Array",
      "list Float64Array",
      "list Int16Array",
      "list Int32Array",
      "list Int8Array",
      "list Uint16Array",
      "list Uint32Array",
      "list array",
      "list bytes",
      "list map",
      "list record",
      "list set",
      "option",
      "primitive bool",
      "primitive char",
      "primitive f32",
      "primitive f64",
      "primitive json",
      "primitive s16",
      "primitive s32",
      "primitive s64",
      "primitive s8",
      "primitive string",
      "primitive u16",
      "primitive u32",
      "primitive u64",
      "primitive u8",
      "record",
      "record date",
      "record error",
      "reference",
      "resource",
      "result",
      "tuple",
      "variant",
      "variant error",
    ]
  `);
}, 300_000);
