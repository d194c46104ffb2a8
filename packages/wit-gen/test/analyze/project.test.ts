import { expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const members = '  @operation() get(): Item { throw 1; }';
const imports = "import type { Item } from './item.ts';";
const fields = (workspace: Workspace): readonly string[] | string => {
  const analysis = workspace.analyze();
  const type = analysis.model?.operations.types.find((one) => one.name === 'item');
  return type?.kind === 'record' ? type.fields.map((field) => field.name) : workspace.report(analysis);
};

test('a reused project sees changes of the entry and of what it imports', () => {
  const workspace = new Workspace();
  workspace.write('item.ts', 'export interface Item { one: string }\n');
  workspace.members(members, imports);
  expect(fields(workspace)).toEqual(['one']);
  workspace.write('item.ts', 'export interface Item { one: string; two: string }\n');
  expect(fields(workspace)).toEqual(['one', 'two']);
  workspace.members(members, 'interface Item { three: string }');
  expect(fields(workspace)).toEqual(['three']);
});

test('a reused project sees files come and go', () => {
  const workspace = new Workspace();
  workspace.members(members, imports);
  expect(fields(workspace)).toContain('AIRSSYS_WIT_TYPE_UNRESOLVED');
  workspace.write('item.ts', 'export interface Item { one: string }\n');
  expect(fields(workspace)).toEqual(['one']);
  workspace.remove('item.ts');
  expect(fields(workspace)).toContain('AIRSSYS_WIT_TYPE_UNRESOLVED');
  workspace.write('item.ts', 'export interface Item { two: string }\n');
  expect(fields(workspace)).toEqual(['two']);
});

test('paths and customConditions of the nearest tsconfig count; what cannot be read in it does not matter', () => {
  const workspace = new Workspace();
  workspace.write('lib/item.ts', 'export interface Item { fromPaths: string }\n');
  workspace.write(
    'node_modules/dep/package.json',
    '{ "name": "dep", "exports": { "source": "./a.ts", "default": "./b.ts" } }',
  );
  workspace.write('node_modules/dep/a.ts', 'export interface Dep { custom: string }\n');
  workspace.write('node_modules/dep/b.ts', 'export interface Dep { plain: string }\n');
  const options =
    '{ "paths": { "#lib/*": ["./lib/*"] }, "customConditions": ["source"], "strict": false, "fromTheFuture": 7 }';
  workspace.write('tsconfig.json', `{ "compilerOptions": ${options}, /* comment */ }`);
  const wit = workspace.wit(
    '  @operation() get(a: Dep): Item | undefined { throw 1; }',
    "import type { Item } from '#lib/item.ts';\nimport type { Dep } from 'dep';",
  );
  expect(wit).toContain('from-paths: string');
  expect(wit).toContain('custom: string');
  expect(wit).toContain('-> option<item>');
  workspace.write('tsconfig.json', 'not a tsconfig');
  expect(workspace.wit('  @operation() get(): u32 { throw 1; }')).toContain('get: func() -> u32;');
});
