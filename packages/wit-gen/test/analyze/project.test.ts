import { ts } from 'ts-morph';
import { expect, onTestFinished, test, vi } from 'vitest';
import { componentSource, Workspace } from '../support/workspace.ts';

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

test('a file that is no longer imported is no longer part of the component', () => {
  const workspace = new Workspace();
  const item = workspace.write('item.ts', 'export interface Item { one: string }\n');
  workspace.members(members, imports);
  expect(workspace.analyze().files).toContain(item);
  workspace.members(members, 'interface Item { own: string }');
  const { files } = workspace.analyze();
  expect(files).toContain(workspace.path('entry.ts'));
  expect(files).not.toContain(item);
});

test('where a file would mend an import is told, of all kinds of imports, and seen when it comes', () => {
  const workspace = new Workspace();
  const types = "import type { A } from './a.ts';\nexport type { B } from './b.ts';\ntype C = import('./c.ts').C;";
  const { missing } = workspace.members(
    '  @operation() get(a: A, c: C, d: D): void {}',
    `${types}\nimport type { D } from 'd';`,
  );
  for (const name of ['a.ts', 'b.ts', 'c.ts', 'node_modules/d/package.json']) {
    expect(missing).toContain(workspace.path(name));
  }
  for (const name of ['a', 'b', 'c']) {
    workspace.write(`${name}.ts`, `export interface ${name.toUpperCase()} { value: string }\n`);
  }
  const left = workspace.analyze().missing;
  expect(left).toContain(workspace.path('node_modules/d/package.json'));
  expect(left.filter((path) => /[abc]\.ts$/.test(path))).toEqual([]);
  workspace.write('node_modules/d/package.json', '{ "name": "d", "types": "index.d.ts" }');
  workspace.write('node_modules/d/index.d.ts', 'export interface D { value: string }\n');
  const analysis = workspace.analyze();
  expect(workspace.report(analysis)).toBe('');
  expect(analysis.missing).toEqual([]);
});

test('one project serves several entries, each with the options of its own tsconfig', () => {
  const workspace = new Workspace();
  const entry = "import type { Item } from '#item';";
  for (const name of ['a', 'b']) {
    workspace.write(`${name}/item.ts`, `export interface Item { from${name.toUpperCase()}: string }\n`);
    workspace.write(`${name}/tsconfig.json`, '{ "compilerOptions": { "paths": { "#item": ["./item.ts"] } } }');
    workspace.write(`${name}/entry.ts`, componentSource(members, entry));
  }
  const fieldOf = (name: string): unknown => workspace.analyze(`${name}/entry.ts`).model?.operations.types[0];
  expect(fieldOf('a')).toMatchObject({ fields: [{ name: 'from-a' }] });
  expect(fieldOf('b')).toMatchObject({ fields: [{ name: 'from-b' }] });
  workspace.write('a/tsconfig.json', '{ "compilerOptions": { "paths": { "#item": ["../b/item.ts"] } } }');
  expect(fieldOf('a')).toMatchObject({ fields: [{ name: 'from-b' }] });
});

test('a reused project reads what has changed, and nothing else', () => {
  const workspace = new Workspace();
  const read = vi.spyOn(ts.sys, 'readFile'); // what is read is parsed
  onTestFinished(() => read.mockRestore());
  const sourcesRead = (): readonly string[] => {
    const paths = read.mock.calls.map(([path]) => path).filter((path) => path.endsWith('.ts'));
    read.mockClear();
    return paths.map((path) => path.slice(workspace.directory.length + 1));
  };
  workspace.write('item.ts', "import type { Part } from './part.ts';\nexport interface Item { part: Part }\n");
  workspace.write('part.ts', 'export interface Part { one: string }\n');
  workspace.members(members, imports);
  expect(sourcesRead()).toEqual(expect.arrayContaining(['entry.ts', 'item.ts', 'part.ts']));
  workspace.analyze();
  expect(sourcesRead()).toEqual([]);
  workspace.write('part.ts', 'export interface Part { two: string }\n');
  workspace.analyze();
  expect(sourcesRead()).toEqual(['part.ts']);
  workspace.remove('part.ts');
  workspace.analyze();
  workspace.write('part.ts', 'export interface Part { three: string }\n');
  workspace.analyze();
  expect(sourcesRead()).toEqual(['part.ts']);
  // Another entry has the library and all that is shared already.
  workspace.write('other.ts', componentSource(members, imports));
  workspace.analyze('other.ts');
  expect(sourcesRead()).toEqual(['other.ts']);
});
