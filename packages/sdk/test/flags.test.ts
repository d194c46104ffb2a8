import { expect, expectTypeOf, test } from 'vitest';
import { type Flags, flags } from '../src/index.ts';

type Rights = Flags<'read' | 'write'>;

test('flags are a set of the names that are on', () => {
  const rights: Rights = flags('read');
  expect(rights).toEqual(new Set(['read']));
  expect([rights.has('read'), rights.has('write')]).toEqual([true, false]);
  expect(flags().size).toBe(0);
});

test('a plain set of the names assigns, another one does not', () => {
  expectTypeOf<ReadonlySet<'read' | 'write'>>().toExtend<Rights>();
  expectTypeOf(flags('read', 'write')).toExtend<Rights>();
  expectTypeOf<Rights>().toExtend<ReadonlySet<string>>();
  expectTypeOf(flags('read', 'run')).not.toExtend<Rights>();
  // @ts-expect-error there is no such flag
  const wrong: Rights = flags('run');
  expect(wrong.size).toBe(1);
});
