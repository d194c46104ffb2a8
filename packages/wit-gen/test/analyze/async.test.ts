import { expect, test } from 'vitest';
import { Type } from '@airssys/model';
import { printDeclarations, printWit } from '../../src/index.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();

test('a promise that an operation answers with is its value, and the operation is async', () => {
  const { model, diagnostics } = workspace.members(
    `  @operation() async load(id: u32): Promise<Order> { return { id, state: 'new' }; }
  @operation() later(): Promise<void> { return Promise.resolve(); }
  @operation() maybe(): Reply<u8> { return Promise.resolve(undefined); }
  @operation() like(): PromiseLike<Promise<u32>> { throw 1; }
  @operation() async inferred() { return true; }
  @operation() now(): u32 { return 1; }`,
    `interface Order { readonly id: u32; readonly state: 'new' | 'done' }
type Reply<T> = Promise<T | undefined>;`,
  );
  expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([['AIRSSYS_WIT_RESULT_INFERRED', 13]]);
  if (model === undefined) throw new Error('no model');
  expect(model.operations.operations.map(({ key, async, result }) => [key, async, result])).toEqual([
    ['load', true, Type.reference('order')],
    ['later', true, undefined],
    ['maybe', true, Type.option(Type.primitive('u8'))],
    ['like', true, Type.primitive('u32')],
    ['inferred', true, Type.primitive('bool')],
    ['now', undefined, Type.primitive('u32')],
  ]);
  const lines = (text: string): readonly string[] =>
    [...text.matchAll(/^ +(\w+(?:: func)?\([^\n]*);$/gm)].map(([, line]) => line ?? '');
  expect(lines(printWit(model, { imports: [] }))).toEqual([
    'load: func(id: u32) -> order',
    'later: func()',
    'maybe: func() -> option<u8>',
    'like: func() -> u32',
    'inferred: func() -> bool',
    'now: func() -> u32',
  ]);
  expect(lines(printDeclarations(model))).toEqual([
    'load(id: u32): Promise<Order>',
    'later(): Promise<void>',
    'maybe(): Promise<u8 | undefined>',
    'like(): Promise<u32>',
    'inferred(): Promise<boolean>',
    'now(): u32',
  ]);
});
