/** Where diagnostics stand: at the declaration that is to be mended, once, all of them in one go. */
import { expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();

/** `FILE:LINE UNDERLINED CODE`. */
function places(members: string, declarations = ''): readonly string[] {
  const { diagnostics } = workspace.members(members, declarations);
  return diagnostics.map(({ file, line, column, length, code }) => {
    const text = workspace.textOf(file).split('\n')[line - 1] ?? '';
    const underlined = text.slice(column - 1, column - 1 + length);
    return `${file.slice(workspace.directory.length + 1)}:${line} ${underlined} ${code.replace('AIRSSYS_WIT_', '')}`;
  });
}

const TEN = Array.from(
  { length: 10 },
  (_, at) => `  @operation() run${at}(a: Bad, b: Bad[]): Bad | undefined { return a; }`,
).join('\n');

test.each([
  ['an alias of any', 'export type Bad = any;', 'any TYPE_ANY'],
  ['an alias of an alias', 'type Inner = bigint;\nexport type Bad = Inner;', 'bigint TYPE_BIGINT'],
  ['an alias of a list', 'export type Bad = (string | number)[];', 'string | number TYPE_UNION'],
  [
    'a union without a tag',
    'export type Bad = { a: string } | { b: string };',
    '{ a: string } | { b: string } TYPE_UNION',
  ],
  ['a field', 'export interface Bad { fine: string; go(): void }', 'go(): void TYPE_FUNCTION'],
  [
    'a field of a nested type',
    'interface Deep { bad: symbol[] }\nexport interface Bad { deep: Deep[] }',
    'symbol TYPE_FUNCTION',
  ],
  ['a class', 'export class Bad { x = 1; }', 'Bad TYPE_CLASS'],
  ['an empty interface', 'export interface Bad {}', 'Bad TYPE_EMPTY'],
  ['mixed keys', 'export interface Bad { a: string; [key: string]: string }', 'Bad TYPE_KEYS'],
  ['a tuple', 'export type Bad = [string, string?];', '[string, string?] TYPE_TUPLE'],
  ['a member of an enum', "export enum Bad { A = 'a'.length, B = 2 }", "A = 'a'.length TYPE_LITERAL"],
  ['two cases of one name', "export type Bad = 'aB' | 'a-b';", "'aB' | 'a-b' NAME_COLLISION"],
  ['a case without a name', "export type Bad = 'a' | '1st';", "'1st' NAME"],
  ['recursion', 'export interface Bad { next?: Bad }', 'Bad TYPE_RECURSIVE'],
  [
    'endless recursion',
    'interface Nest<T> { one: T; inner?: Nest<T[]> }\nexport type Bad = Nest<string>;',
    'Nest<T[]> TYPE_RECURSIVE',
  ],
  [
    'the argument of a generic',
    'interface Page<T> { items: T[] }\nexport type Bad = Page<unknown>;',
    'unknown TYPE_ANY',
  ],
  [
    'a side of a result',
    "import type { Result } from '@airssys/sdk';\nexport type Bad = Result<string, object>;",
    'object TYPE_ANY',
  ],
  [
    'a handle of no resource',
    "import type { Own } from '@airssys/sdk';\nexport type Bad = Own<{ a: string }>;",
    'Own<{ a: string }> RESOURCE_HANDLE',
  ],
  [
    'an intersection',
    'interface A { a: string }\nexport type Bad = A & { b: () => void };',
    '() => void TYPE_FUNCTION',
  ],
  [
    'what an interface extends',
    'interface Base { bad: RegExp }\nexport interface Bad extends Base { a: string }',
    'RegExp TYPE_CLASS',
  ],
  ['a value of a map', 'export type Bad = Map<string, any>;', 'any TYPE_ANY'],
])('%s is reported in the file that declares it, once for ten operations', (_, text, expected) => {
  workspace.write('bad.ts', `${text}\n`);
  workspace.write('index.ts', "export * from './bad.ts';\n");
  const found = places(TEN, "import type { Bad } from './index.ts';");
  expect(found.map((one) => one.replace(/^bad\.ts:\d /, ''))).toEqual([expected]);
});

test('what a package declares is reported where the author uses it', () => {
  workspace.write('node_modules/dep/package.json', '{ "name": "dep", "types": "index.d.ts" }');
  workspace.write(
    'node_modules/dep/index.d.ts',
    `export type Any = any;
export declare class Thing { x: number; }
export interface Options { log(text: string): void; other: symbol }
export interface Page<T> { items: T[] }
`,
  );
  const head = `import type * as dep from 'dep';
import type { Options, Page } from 'dep';
interface Own { any: dep.Any; thing: dep.Thing }
type Alias = Options;`;
  const members = `  @operation() one(a: Own): void {}
  @operation() two(a: Alias, b?: Alias): void {}
  @operation() three(a: Page<any>): void {}
  @operation() fine(a: Page<string>): void {}`;
  expect(places(members, head)).toEqual([
    'entry.ts:7 dep.Any TYPE_ANY',
    'entry.ts:7 dep.Thing TYPE_CLASS',
    'entry.ts:8 Options TYPE_FUNCTION',
    'entry.ts:8 Options TYPE_FUNCTION',
    'entry.ts:13 any TYPE_ANY',
  ]);
});

test('a name that leads nowhere is reported at the import that is to blame, once', () => {
  workspace.write('index.ts', "export type { Far } from './gone.ts';\nexport interface Here { a: string }\n");
  const head = `import type { Near } from './nowhere.ts';
import type { Far, Here, Other } from './index.ts';
type Direct = import('./missing.ts').Direct;
interface Uses { near: Near; far?: Far[]; other: Other; here: Here }`;
  const members = `  @operation() one(a: Near, b: Far, c: Other): void {}
  @operation() two(a: Uses, b: Near[], c: Map<string, Far>): Direct { throw 1; }
  @operation() three(a: Unknown): void {}`;
  expect(places(members, head)).toEqual([
    "entry.ts:5 './nowhere.ts' TYPE_UNRESOLVED",
    'entry.ts:6 Other TYPE_UNRESOLVED',
    "entry.ts:7 './missing.ts' TYPE_UNRESOLVED",
    'entry.ts:13 Unknown TYPE_UNRESOLVED',
    "index.ts:1 './gone.ts' TYPE_UNRESOLVED",
  ]);
});

test('a file with a syntax error is told, and nothing that follows from it', () => {
  workspace.write('broken.ts', 'export interface Broken { a: string;; b: }\nexport type Other = {;\n');
  workspace.write('broken-too.ts', "export type Too = 'a' |;\n");
  const head = "import type { Broken, Other } from './broken.ts';\nimport type { Too } from './broken-too.ts';";
  expect(places('  @operation() run(a: Broken, b: Other, c: Too, d: any): void {}', head)).toEqual([
    expect.stringMatching(/^broken-too\.ts:1 .* SYNTAX$/),
    expect.stringMatching(/^broken\.ts:1 .* SYNTAX$/),
  ]);
});

test('all that is wrong with a class is told at once', () => {
  const members = `  @operation() static one(): void {}
  @operation() two(a: any, b: Both, ...c: string[]): symbol { throw 1; }
  @onHealth() three = 1;
  @operation() four(a: { x: bigint; y: () => void; z: [u8?] }): void {}`;
  const head = "type Both = { kind: 'a'; x: object } | { kind: 'b'; y: never };";
  expect(places(members, head)).toEqual([
    'entry.ts:5 object TYPE_ANY',
    'entry.ts:5 never TYPE_EMPTY',
    'entry.ts:8 one OPERATION_KIND',
    'entry.ts:9 any TYPE_ANY',
    'entry.ts:9 ...c: string[] PARAMETER',
    'entry.ts:9 symbol TYPE_FUNCTION',
    'entry.ts:10 three HOOK',
    'entry.ts:11 bigint TYPE_BIGINT',
    'entry.ts:11 () => void TYPE_FUNCTION',
    'entry.ts:11 [u8?] TYPE_TUPLE',
  ]);
});
