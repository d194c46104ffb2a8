import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashInputs, nearestConfigs, ownCode } from '../../src/build/inputs.ts';
import { createWorkspace } from './workspace.ts';

/** Inputs of a project in a workspace of its own: in the project, in its packages, beside it, hoisted. */
function project(hash = 'one'): string {
  const { dir, write } = createWorkspace({ 'package.json': '{ "name": "workspace" }' });
  for (const folder of ['app', 'node_modules/dep/esm', 'app/node_modules/near']) {
    mkdirSync(join(dir, folder), { recursive: true });
  }
  write('node_modules/dep/package.json', '{ "name": "dep" }');
  write('node_modules/dep/esm/package.json', '{ "type": "module" }');
  write('app/node_modules/near/package.json', '{ "name": "near" }');
  const names = ['app/a.ts', 'tsconfig.base.json', 'node_modules/dep/esm/i.js', 'app/node_modules/near/i.js'];
  return hashInputs(Object.fromEntries(names.map((name) => [join(dir, name), hash])), join(dir, 'app'));
}

test('the hash of the inputs does not depend on where the project lies, but on their contents', () => {
  expect(project()).toBe(project());
  expect(project('other')).not.toBe(project());
});

test('the code of the build, of the analysis and of the model counts, and the WIT packages do', () => {
  const root = join(import.meta.dirname, '../../../..');
  expect(ownCode()).toEqual(
    expect.arrayContaining(
      [
        'packages/wit-gen/dist/index.js',
        'packages/wit-gen/dist/analyze/compiler-options.js',
        'packages/model/dist/types/type-node.js',
        'wit/core/types.wit',
      ].map((name) => join(root, name)),
    ),
  );
});

test('a configuration that appears nearer is another one', () => {
  const { dir, write } = createWorkspace();
  mkdirSync(join(dir, 'src'));
  const before = nearestConfigs(join(dir, 'src/a.ts'));
  expect(before[0]).toBe(join(dir, 'package.json'));
  expect(nearestConfigs(join(dir, 'src/b.ts'))).toEqual(before);
  const nearer = write('src/tsconfig.json', '{}');
  expect(nearestConfigs(join(dir, 'src/a.ts'))).toEqual([before[0], nearer]);
});
