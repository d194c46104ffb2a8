import type { u32 } from '@airssys/sdk';
import type { Arbitrary } from 'fast-check';
import fc from '../../../../test/properties.ts';
import { expect, expectTypeOf, test } from 'vitest';
import { arbitrary } from '../../src/generate/index.ts';
import { mount, type Mounted } from '../../src/index.ts';
import type { Everything } from '../fixtures/everything.ts';
import type { Scale } from '../fixtures/scale.ts';

declare const everything: Mounted<typeof Everything>;
declare const untyped: Mounted;

// Checked by the compiler; never called.
function _types(): void {
  expectTypeOf(arbitrary(everything, 'add')).toEqualTypeOf<Arbitrary<[a: u32, b: u32]>>();
  expectTypeOf(arbitrary(everything, 'increment')).toEqualTypeOf<Arbitrary<[by?: u32 | undefined]>>();
  expectTypeOf(arbitrary<typeof Everything, 'say'>(untyped, 'say')).toEqualTypeOf<Arbitrary<[text: string]>>();
  // @ts-expect-error there is no such operation
  arbitrary(everything, 'subtract');
  // @ts-expect-error the control is no operation
  arbitrary(everything, '$');
}

test('the types are as the compiler was told', () => {
  expect(_types).toBeTypeOf('function');
});

test('gives an operation whatever its types allow', async () => {
  const scale = await mount<typeof Scale>('../fixtures/scale.ts');
  const pieces = new Set<number>();
  await fc.assert(
    fc.asyncProperty(arbitrary(scale, 'weigh'), async ([count, gramsEach]) => {
      pieces.add(count);
      const { grams, isHeavy } = await scale.weigh(count, gramsEach);
      expect(isHeavy).toBe(grams > 1_000);
    }),
    { numRuns: 200 },
  );
  expect(Math.max(...pieces)).toBeGreaterThan(2 ** 32 - 10);
});

test('takes arbitraries of the caller, by the names of the parameters', async () => {
  const scale = await mount<typeof Scale>('../fixtures/scale.ts');
  const few = arbitrary(scale, 'weigh', { params: { pieces: fc.constant(3) } });
  for (const [pieces] of fc.sample(few, 20)) expect(pieces).toBe(3);
  expect(() => arbitrary(scale, 'weigh', { params: { stones: fc.constant(3) } })).toThrow(
    'weigh has no parameter stones',
  );
});

test('an operation that is not there is refused', async () => {
  const scale = await mount('../fixtures/scale.ts');
  expect(() => arbitrary<typeof Everything, 'add'>(scale, 'add')).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_TEST_GENERATE', hint: 'Operations: weigh.' }),
  );
});
