import { componentEmbed, componentNew, componentWit } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { withStandIns, withWasiNames } from '../../../src/build/engines/wasi-names.ts';

const WIT = `package demo:web@1.0.0;
world web { import wasi:io/poll@0.2.0; import wasi:http/types@0.2.0; export wasi:http/incoming-handler@0.2.0; }
package wasi:io@0.2.0 { interface poll { resource pollable; } }
package wasi:http@0.2.0 {
  interface types { use wasi:io/poll@0.2.0.{pollable}; get: func() -> pollable; }
  interface incoming-handler { use types.{pollable}; handle: func(it: pollable); }
}`;

test('a component made of stand-ins has the names of WASI again', async () => {
  const text = withStandIns(WIT);
  expect(text).not.toContain('wasi:');
  const made = await componentNew(await componentEmbed({ dummy: true, witSource: text, world: 'web' }));
  const names = (wit: string): readonly string[] => wit.match(/(?<=^ {2}(?:import|export) ).*(?=;$)/gm) ?? [];
  expect(names(await componentWit(made)).every((name) => name.startsWith('wasx:'))).toBe(true);
  expect(names(await componentWit(withWasiNames(made)))).toEqual([
    'wasi:io/poll@0.2.0',
    'wasi:http/types@0.2.0',
    'wasi:http/incoming-handler@0.2.0',
  ]);
});

test('nothing else is touched', () => {
  for (const text of ['wasi:http/types@0.2.3', 'wasi:clocks/wall-clock@0.2.0', 'my-wasi:http/types@0.2.0', 'x'])
    expect(withStandIns(text)).toBe(text);
});
