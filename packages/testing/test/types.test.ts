import type { Clock, ComponentInstance } from '@airssys/host';
import type { u32 } from '@airssys/sdk';
import { expect, expectTypeOf, test } from 'vitest';
import type { Mounted, MountOptions, Mocks } from '../src/index.ts';
import { createClock, mount } from '../src/index.ts';
import type { Everything, Outcome } from './fixtures/everything.ts';

declare const everything: Mounted<typeof Everything>;

// Checked by the compiler; never called.
async function _types(): Promise<void> {
  expectTypeOf(everything.add).toEqualTypeOf<(a: u32, b: u32) => Promise<u32>>();
  expectTypeOf(await everything.increment()).toEqualTypeOf<u32>();
  expectTypeOf(everything.useFiles()).resolves.toEqualTypeOf<Outcome>();
  expectTypeOf(everything.$.instance).toEqualTypeOf<ComponentInstance>();
  expectTypeOf(everything).toExtend<AsyncDisposable>();
  expectTypeOf(mount<typeof Everything>('./x.ts')).resolves.toEqualTypeOf<Mounted<typeof Everything>>();
  expectTypeOf(createClock()).toExtend<Clock>();

  // @ts-expect-error a number is wanted
  await everything.add('1', 2);
  // @ts-expect-error there is no such operation
  await everything.subtract(1, 2);

  const untyped = await mount('./x.ts');
  expectTypeOf(untyped['anything']?.(1, 'two')).toEqualTypeOf<Promise<unknown> | undefined>();

  // @ts-expect-error an engine that does not exist
  ({ engine: 'v8' }) satisfies MountOptions;
  // @ts-expect-error storage has no such function
  ({ storage: { getText: () => 'text' } }) satisfies Mocks;
  // @ts-expect-error a list of keys is not a text
  ({ storage: { listKeys: () => 'a,b' } }) satisfies Mocks;
  // @ts-expect-error a promise cannot answer at once
  ({ clock: { nowMs: async () => 1 } }) satisfies Mocks;

  await expect(everything.add(1, 2)).toTrap('deadline');
  expectTypeOf(expect(everything).toHaveBeenDenied('storage.read')).toEqualTypeOf<void>();
  // @ts-expect-error a kind of trap that does not exist
  await expect(everything.add(1, 2)).toTrap('too-slow');
  // @ts-expect-error an area that does not exist
  expect(everything).toHaveBeenDenied('disk.read');
  // @ts-expect-error units are ms, s, m, h and d
  await createClock().advance('1 week');
}

test('the types are as the compiler was told', () => {
  expect(_types).toBeTypeOf('function');
});
