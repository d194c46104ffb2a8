/** What the engine is linked with instead of all of its runtime, and that nobody can tell from what is made. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withMemory } from '../../../src/build/engines/free-memory.ts';
import { linkQuickJs, QuickJsEngine } from '../../../src/build/engines/quickjs-engine.ts';
import { withoutEvaluation } from '../../../src/build/engines/quickjs-evaluator.ts';
import { carryExactIntegers } from '../../../src/build/engines/quickjs-integers.ts';
import { pureRuntime } from '../../../src/build/engines/quickjs-runtime.ts';
import {
  isLeftOut,
  mapBodies,
  RUNTIME_SHA256,
  STARTUP,
  startupOnly,
} from '../../../src/build/engines/quickjs-startup.ts';
import { compileCore, instantiateCore } from '../../../src/build/wasm/core-instances.ts';
import { readCoreModule } from '../../../src/build/wasm/core-module.ts';
import { BinaryReader, encodeU32 } from '../../../src/build/wasm/encoding.ts';
import { mapCoreModules, readSections, withSections } from '../../../src/build/wasm/sections.ts';

const WORLD = 'component';
const GLOBAL = 6;
/** Of a mutable global of type i32 that begins as 0. */
const MARK = Uint8Array.of(0x7f, 0x01, 0x41, 0x00, 0x0b);
const MARK_VALUE = 3;

const SMALL = `package a:small; world ${WORLD} { export run: func(); }`;
// Names long enough to take another way through the allocator.
const LARGE = `package a:large;
interface types {
  record point { x: f64, y: f64, label: option<string> }
  variant shape { circle(f64), polygon(list<point>), nothing }
  resource surface { constructor(name: string); draw: func(shapes: list<shape>) -> result<u64, string>; }
${Array.from({ length: 200 }, (_, at) => `  operation-number-${at}-with-a-long-name: func(values: list<tuple<s64, string>>) -> list<u8>;`).join('\n')}
}
world ${WORLD} { import types; export run: func(text: string) -> string; }`;
// Every kind of type, imported and exported, and several packages.
const KINDS = `package a:kinds@1.2.3;
interface values {
  enum color { red, green } flags access { read, write, more } type id = u64;
  record all { a: s8, b: u8, c: s16, d: u16, e: s32, f: u32, g: id, h: f32, i: char, j: bool, k: access, l: color }
  variant either { one(all), other(tuple<string, option<u8>>), none }
  resource thing { constructor(a: all); stop: static func(); get: func() -> option<either>; join: func(other: borrow<thing>) -> thing; }
  nothing: func(); fails: func() -> result<_, color>; succeeds: func() -> result; lists: func(a: list<list<bool>>) -> list<thing>;
}
interface more { use values.{thing, either}; take: func(a: list<either>, thing: thing); lend: func(thing: borrow<thing>); }
world ${WORLD} { import values; import more; export other: interface { use values.{all}; get: func(a: all) -> all; }
  export values; import log: func(text: string); export start: func(words: list<string>) -> result<string, string>; }`;
// As a component with the framework's own interfaces imports and exports them.
const CORE = `package a:core-user;
world ${WORLD} { import airssys:core/types@1.0.0; import airssys:core/errors@1.0.0; import airssys:core/host-services@1.0.0;
  import airssys:core/storage@1.0.0; export airssys:core/component-lifecycle@1.0.0; export run: func(text: string) -> string; }`;

const SCRIPTS = {
  empty: '',
  small: 'export function run() { return "x"; }',
  // More than the memory that the engine begins with.
  large:
    'const kept = Array.from({ length: 40_000 }, (_, at) => `entry ${at}`); export function run() { return kept[3]; }',
};

function witDir(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-sdk-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const own = createRequire(import.meta.url).resolve('@airssys/wit/package.json');
  cpSync(join(dirname(own), 'core'), join(dir, 'wit', 'deps', 'core'), { recursive: true });
  writeFileSync(join(dir, 'wit', 'world.wit'), text);
  return join(dir, 'wit');
}

/** What componentize-qjs makes with all of its runtime, and by its own evaluation; its free memory blank. */
async function wholly(dir: string, script: string): Promise<Uint8Array | undefined> {
  const whole = await linkQuickJs({ witDir: dir, world: WORLD, script, runtime: await pureRuntime() });
  const [memory] = instantiateCore(await compileCore(whole)).flatMap(({ exports }) => exports['memory'] ?? []);
  // As the linker exports it.
  return withMemory(carryExactIntegers(whole), new Uint8Array((memory as WebAssembly.Memory).buffer));
}

test.each([
  ['an empty script', CORE, SCRIPTS.empty],
  ['a script that needs more memory', KINDS, SCRIPTS.large],
  ['a large world', LARGE, SCRIPTS.small],
])('what is made is the same: %s', { timeout: 240_000 }, async (_, wit, script) => {
  const dir = witDir(wit);
  const [expected, engine] = [await wholly(dir, script), await QuickJsEngine.link(dir, WORLD)];
  expect(Buffer.from(expected ?? []).equals(await engine.component(script))).toBe(true);
});

test('the functions that run are those that are kept', { timeout: 240_000 }, async () => {
  const started = withoutEvaluation(await pureRuntime());
  const ran = new Set<number>();
  for (const wit of [LARGE, KINDS, CORE]) for (const at of await functionsThatRun(started, witDir(wit))) ran.add(at);
  // Where componentize-qjs has changed, what is received here goes into quickjs-startup.ts.
  expect(ranges([...ran].toSorted((a, b) => a - b))).toBe(STARTUP);
  expect(createHash('sha256').update(started).digest('hex')).toBe(RUNTIME_SHA256);
});

test(
  'a function that was left out and runs ends the linking, and all are linked then',
  { timeout: 240_000 },
  async () => {
    const dir = witDir(SMALL);
    const part = startupOnly(withoutEvaluation(await pureRuntime()), '1-3');
    const failure: unknown = await linkQuickJs({
      witDir: dir,
      world: WORLD,
      script: '',
      runtime: part ?? new Uint8Array(),
    }).catch((error: unknown) => error);
    expect(isLeftOut(failure)).toBe(true);
    const [whole, known] = [await QuickJsEngine.link(dir, WORLD, '1-3'), await QuickJsEngine.link(dir, WORLD)];
    const [one, other] = [await whole.component(SCRIPTS.small), await known.component(SCRIPTS.small)];
    expect(Buffer.compare(one, other)).toBe(0);
  },
);

test('a top level that does not end keeps nobody else from working, and is ended', { timeout: 240_000 }, async () => {
  const engine = await QuickJsEngine.link(witDir(SMALL), WORLD);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 10);
  await expect(engine.component('for (;;) {}', 500)).rejects.toThrow('has not ended after 0.5 s');
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});

test('of another runtime nothing is left out', async () => {
  const runtime = withoutEvaluation(await pureRuntime());
  const other = mapBodies(runtime, (body, at) => (at === 0 ? Uint8Array.of(0x00, 0x00, 0x0b) : body));
  expect(startupOnly(other)).toBeUndefined();
});

/** Each function sets a global of its own, and the snapshot says which are set. */
async function functionsThatRun(runtime: Uint8Array, dir: string): Promise<readonly number[]> {
  const { importedGlobals } = readCoreModule(runtime);
  const globals = new BinaryReader(readSections(runtime).find(({ id }) => id === GLOBAL)?.content ?? new Uint8Array());
  const own = globals.u32();
  let count = 0;
  const marking = mapBodies(runtime, (body, at) => {
    count += 1;
    const reader = new BinaryReader(body);
    reader.vector(() => [reader.u32(), reader.byte()]);
    const mark = Uint8Array.of(0x41, 1, 0x24, ...encodeU32(importedGlobals.length + own + at));
    return Buffer.concat([body.subarray(0, reader.offset), mark, body.subarray(reader.offset)]);
  });
  const marks = Array.from({ length: count }, () => MARK);
  const content = Buffer.concat([Uint8Array.from(encodeU32(own + count)), globals.rest(), ...marks]);
  const sections = readSections(marking).map((one) => (one.id === GLOBAL ? { id: GLOBAL, content } : one));
  const made = await linkQuickJs({ witDir: dir, world: WORLD, script: '', runtime: withSections(marking, sections) });
  const ran: number[] = [];
  mapCoreModules(made, (binary) => {
    const after = readSections(binary).find(({ id }) => id === GLOBAL)?.content;
    if (after === undefined || after.length < count * MARK.length) return binary;
    const values = after.subarray(after.length - count * MARK.length);
    for (let at = 0; at < count; at += 1) if (values[at * MARK.length + MARK_VALUE] === 1) ran.push(at);
    return binary;
  });
  return ran;
}

function ranges(places: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const place of places) {
    const last = found.at(-1);
    if (last?.[1] === place - 1) last[1] = place;
    else found.push([place, place]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(' ');
}
