import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { configChain } from '../../src/build/config-chain.ts';
import { createWorkspace } from './workspace.ts';

function chain(files: Readonly<Record<string, string>>): readonly string[] {
  const { dir, write } = createWorkspace();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    write(name, content);
  }
  return configChain(join(dir, 'tsconfig.json')).map((path) => relative(dir, path));
}

test('a configuration that extends nothing', () => {
  expect(chain({ 'tsconfig.json': '{}' })).toEqual(['tsconfig.json']);
});

test('several, nested, with and without the extension, with comments, commas and a byte order mark', () => {
  const files = {
    'tsconfig.json': '\uFEFF{ // "extends": "./no"\n "extends": ["./a", "./b.json",], /* "extends": 1 */ }',
    'a.json': '{ "extends": "./deep/c", "files": ["http://x//y", ",]"] }',
    'b.json': '{}',
    'deep/c.json': '{ "extends": "../b.json" }',
  };
  expect(chain(files)).toEqual(['tsconfig.json', 'a.json', join('deep', 'c.json'), 'b.json']);
});

test('packages: by path, by exports, by main folder, by the field tsconfig', () => {
  const files = {
    'tsconfig.json': '{ "extends": ["@x/plain", "@x/plain/strict", "exporting/base", "named"] }',
    'node_modules/@x/plain/package.json': '{ "name": "@x/plain" }',
    'node_modules/@x/plain/tsconfig.json': '{}',
    'node_modules/@x/plain/strict.json': '{ "extends": "./tsconfig.json" }',
    'node_modules/exporting/package.json': '{ "name": "exporting", "exports": { "./base": "./configs/b.json" } }',
    'node_modules/exporting/configs/b.json': '{}',
    'node_modules/named/package.json': '{ "name": "named", "tsconfig": "it.json" }',
    'node_modules/named/it.json': '{}',
  };
  expect(chain(files).map((path) => path.replaceAll('\\', '/'))).toEqual([
    'tsconfig.json',
    'node_modules/@x/plain/tsconfig.json',
    'node_modules/@x/plain/strict.json',
    'node_modules/exporting/configs/b.json',
    'node_modules/named/package.json',
    'node_modules/named/it.json',
  ]);
});

test('a circle ends, and what is not there or no JSON is left to the compiler', () => {
  const files = {
    'tsconfig.json': '{ "extends": ["./a.json", "./none", "no-package"] }',
    'a.json': '{ "extends": "./tsconfig" }',
  };
  expect(chain(files)).toEqual(['tsconfig.json', 'a.json']);
  expect(chain({ 'tsconfig.json': 'x' })).toEqual(['tsconfig.json']);
});
