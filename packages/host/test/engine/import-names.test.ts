import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { asImported, compatible, importNames } from '../../src/engine/import-names.ts';

const imports = async (text: string): Promise<readonly string[]> => importNames(await parse(`(component ${text})`));

test('the names of all kinds of imports', async () => {
  const text = `
    (import "wasi:io/poll@0.2.3" (instance (export "pollable" (type (sub resource)))))
    (import "a-module" (core module))
    (import "f" (func (param "x" u32)))
    (type $t u32)
    (import "same" (type (eq $t)))
    (import "thing" (type (sub resource)))
    (import "inner" (component))
    (import "acme:rates/exchange@1.2.0" (instance))`;
  expect(await imports(text)).toEqual([
    'wasi:io/poll@0.2.3',
    'a-module',
    'f',
    'same',
    'thing',
    'inner',
    'acme:rates/exchange@1.2.0',
  ]);
  expect(await imports('')).toEqual([]);
});

test('bytes that are no import section give no names', () => {
  const component = (...section: readonly number[]): Uint8Array =>
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 10, section.length, ...section);
  expect(importNames(component())).toEqual([]);
  expect(importNames(component(0xff, 0xff, 0xff, 0xff, 0x0f))).toEqual([]);
  expect(importNames(component(2, 0, 1, 0x61, 0x77))).toEqual(['a']);
});

test('versions that go together', () => {
  expect(compatible('wasi:io/poll@0.2.12')).toBe('wasi:io/poll@0.2');
  expect(compatible('wasi:io/poll@0.2.0-rc-2023-11-10')).toBe('wasi:io/poll@0.2');
  expect(compatible('wasi:io/poll@0.3.0')).toBe('wasi:io/poll@0.3');
  expect(compatible('a:b/c@1.7.2')).toBe('a:b/c@1');
  expect(compatible('a:b/c@12.0.0')).toBe('a:b/c@12');
  expect(compatible('a:b/c')).toBe('a:b/c');
});

test('functions by the names that a component gives them', () => {
  const offered = ['wasi:io/poll@0.2.12#poll', 'wasi:io/poll@0.2.12#[method]pollable.block', 'a:b/c@1.0.0#f'];
  expect(asImported(offered, ['wasi:io/poll@0.2.3', 'wasi:io/poll@0.2.0', 'a:b/c@2.0.0'])).toEqual([
    'wasi:io/poll@0.2.3#poll',
    'wasi:io/poll@0.2.0#poll',
    'wasi:io/poll@0.2.3#[method]pollable.block',
    'wasi:io/poll@0.2.0#[method]pollable.block',
  ]);
});
