import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { ComponentHost } from '@airssys/host';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
import { GLOBALS, usedGlobals } from '../../src/build/used-globals.ts';
import { component, createWorkspace } from './workspace.ts';

const PLAIN = { operations: { name: 'operations', types: [], operations: [] }, hooks: {} };

/** As esbuild hands the component's own code over. The model has nothing that matters. */
async function used(source: string, model: object = PLAIN): Promise<readonly string[]> {
  const supported = { 'async-await': false, 'async-generator': false, 'for-await': false };
  const { code } = await transform(source, { loader: 'ts', target: 'es2023', charset: 'utf8', supported });
  return usedGlobals(code, model as Parameters<typeof usedGlobals>[1]);
}

test.each([
  ['export const add = (a: number, b: number) => a + b;', []],
  ['export class A { constructor(readonly by: number) {} add(a: number) { return Math.max(a, this.by); } }', []],
  ['export const later = async () => 1;', ['promises']],
  ['export async function* all() { yield 1; }', ['promises']],
  ['export const own = { then(done: (value: number) => void) { done(1); } };', ['promises']],
  ['setTimeout(() => {}, 10);', ['promises', 'timers']],
  ['export const now = () => new Date();', ['clock']],
  ['export const day = (of: Date) => of.getDate();', []], // a type is no use, and a method has another name
  ['export const dice = () => Math.random();', ['random']],
  ['const { random } = Math; export const dice = random;', ['random']],
  ['export const any = (name: "max" | "min") => Math[name](1, 2);', ['random']],
  ['export const say = () => console.log(1);', ['console']],
  ['export const text = new TextEncoder();', ['text']],
  ['export const escaped = \\u0044ate.now;', ['clock']],
  ['export const escaped = () => "\\x50romise";', ['promises']],
])('%s', async (source, expected) => {
  expect(await used(source)).toEqual(expected);
});

test.each([
  'export const all = globalThis;',
  'export const any = (name: string) => (globalThis as never)[name];',
  'export const made = new Function("return 1");',
  'export const ran = (code: string) => (0, eval)(code);',
  'export const made = (() => 1).constructor("return this")();',
  'const { constructor: make } = () => 1; export default make;',
])('all of them where anything can be reached: %s', async (source) => {
  expect(await used(source)).toEqual(GLOBALS);
});

test.each([
  [{ ...PLAIN, operations: { ...PLAIN.operations, operations: [{ async: true }] } }],
  [{ ...PLAIN, operations: { ...PLAIN.operations, types: [{ kind: 'resource' }] } }],
  [{ ...PLAIN, hooks: { request: 'answer' } }],
])('promises where the runtime waits for them: %j', async (model) => {
  expect(await used('export const one = 1;', model)).toEqual(['promises']);
});

test('decorators of others leave nothing more than they name', async () => {
  const source = 'const seen = (m: unknown, c: unknown) => {}; export class A { @seen add() { return 1; } }';
  expect(await used(source)).toEqual([]);
});

test('components with some of them do what they did with all', async () => {
  await using host = new ComponentHost({ cacheDir: defaultCacheDir(import.meta.dirname) });
  const run = async (body: string, head = ''): Promise<unknown> => {
    const { dir } = createWorkspace({ 'subject.ts': component(body, head) });
    const entry = join(dir, 'subject.ts');
    const { component: bytes } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
    await using instance = await (await host.load(bytes)).instantiate({ grants: ['clock', 'random'] });
    return await instance.call('run', 2);
  };
  expect(await run('@operation() run(n: u32): u32 { return n + 1; }')).toBe(3);
  expect(await run('@operation() async run(n: u32): Promise<u32> { await null; return n + 1; }')).toBe(3);
  expect(
    await run(
      '@requires("clock") @operation() run(n: u32): Promise<u32> { return new Promise((done) => setTimeout(() => done(n), 1)); }',
    ),
  ).toBe(2);
  expect(await run('@operation() run(n: u32): boolean { return new TextEncoder().encode("ä").length === n; }')).toBe(
    true,
  );
  expect(
    await run(
      '@requires("clock") @operation() run(n: u32): boolean { return Date.now() > 1_600_000_000_000 * (n / 2); }',
    ),
  ).toBe(true);
  const dynamic = 'const name = ["Pro", "mise"].join("");';
  const reaching =
    '@operation() run(n: u32): boolean { return typeof Reflect.get(globalThis, name) === "function" && n > 1; }';
  expect(await run(reaching, dynamic)).toBe(true);
  await expect(run('@operation() run(n: u32): u32 { return Math.floor(Math.random() * n); }')).rejects.toMatchObject({
    kind: 'guest-error',
    guestError: { message: expect.stringContaining("needs the capability 'random'") },
  });
});
