import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeAll, describe, expect, test } from 'vitest';
import { readyGlue } from '../../src/engine/glue.ts';
import { transpile } from '../../src/engine/transpiler.ts';
import { withoutTasks } from '../../src/engine/without-tasks.ts';
import { guest, type GuestText, HOST, OPS, run, testHost, trapOf, written } from '../components.ts';

const TEXT: GuestText = {
  imports: { now: '(result u32)', later: '(result u32)', add: '(param "a" u32) (param "b" u32) (result u32)' },
  exports: ['both', 'often'].map((name) => ({ name, result: true })),
  core: `
    (import "host" "now" (func $now (result i32)))
    (import "host" "later" (func $later (result i32)))
    (import "host" "add" (func $add (param i32 i32) (result i32)))
    (func (export "both") (result i32) (call $add (call $now) (call $later)))
    (func (export "often") (result i32) (local i32) (local.set 0 (i32.const 100000))
      (loop $l (drop (call $now)) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (local.get 0))`,
};

const WAITING = [`${HOST}#later`];
const bodyOf = (glue: string): string => glue.slice(glue.indexOf('_initGenerator'));
/** The functions of the host that have a task of their own. */
const withTask = (glue: string): readonly string[] =>
  [...bodyOf(glue).matchAll(/const (_trampoline\d+) = [^]*?\.fnName = '[^']*#(\w+)'/g)]
    .filter(([text]) => text.includes('createNewCurrentTask('))
    .map(([, , name = '']) => name);

/** As the transpiler writes it. */
async function rawGlue(bytes: Uint8Array): Promise<string> {
  return (await transpile({ bytes, suspendingImports: WAITING, metering: 'fast' }, 'guest')).glue;
}

describe('glue of plain functions', () => {
  let glue = '';
  beforeAll(async () => {
    glue = await rawGlue(await written(TEXT));
  });

  test('has no tasks at all', () => {
    expect(withTask(glue)).toEqual(['now', 'later', 'add']);
    expect(bodyOf(glue)).toContain('isManualAsync: true');
    expect(bodyOf(withoutTasks(glue))).not.toMatch(/createNewCurrentTask|_lowerImport|_suspendingImport/);
  });

  test('keeps them for exports and for functions that wait, where one function is not what the transpiler writes', () => {
    const changed = glue.replace('task.enterSync();', 'task.enterSync(1);');
    expect(withTask(withoutTasks(changed))).toEqual(['now', 'later']);
    expect(bodyOf(withoutTasks(changed))).toContain('isManualAsync: true');
  });

  test.each([
    ['a result that is not what the task is told', /task\.resolve\(\[toUint32\(ret\)\]\);/, 'task.resolve([ret]);'],
    ['an error that is not told', /(markTrapped\(err\);\s*)task\.setErrored\(err\);/, '$1'],
    ['a call that is made otherwise', /_trackHostOperation\(\(\) => now\(\)\)/, '_track(() => now())'],
    ['a function that is asynchronous by its type', /funcTypeIsAsync: false/g, 'funcTypeIsAsync: true'],
  ])('stays as it is for %s', (_what, line, other) => {
    const changed = glue.replace(line, other);
    expect(changed).not.toBe(glue);
    expect(withTask(withoutTasks(changed))).toContain('now');
  });
});

test('a component with handles keeps the tasks of its exports, whose ends its borrows wait for', async () => {
  const glue = await rawGlue(
    await parse(`(component
      (import "test:host/things@1.0.0" (instance $host
        (export "thing" (type $thing (sub resource)))
        (export "plain" (func (result u32)))
        (export "take" (func (param "it" (borrow $thing))))))
      (alias export $host "plain" (func $plain))
      (alias export $host "take" (func $take))
      (alias export $host "thing" (type $it))
      (core func $drop' (canon resource.drop $it))
      (core func $plain' (canon lower (func $plain)))
      (core func $take' (canon lower (func $take)))
      (core module $m
        (import "h" "plain" (func $plain (result i32))) (import "h" "take" (func $take (param i32)))
        (import "h" "drop" (func (param i32)))
        (func (export "go") (call $take (call $plain))))
      (core instance $i (instantiate $m (with "h" (instance (export "plain" (func $plain')) (export "take" (func $take')) (export "drop" (func $drop'))))))
      (func $go (canon lift (core func $i "go")))
      (export "go" (func $go)))`),
  );
  const ready = withoutTasks(glue);
  expect([withTask(glue), withTask(ready)]).toEqual([['plain', 'take'], []]);
  expect(bodyOf(ready)).toContain('isManualAsync: true');
  expect(() => readyGlue(glue)).not.toThrow();
});

test('a component with streams keeps its tasks', async () => {
  const glue = await rawGlue(
    await parse(`(component
      (type $stream (stream u8))
      (core func $new (canon stream.new $stream))
      (core module $m (import "" "new" (func $new (result i64))) (func (export "go") (drop (call $new))))
      (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
      (func $go (canon lift (core func $i "go")))
      (export "go" (func $go)))`),
  );
  expect(bodyOf(withoutTasks(glue))).toContain('isManualAsync: true');
});

describe('a call without tasks', () => {
  const host = (now: () => unknown = () => 3, later: () => unknown = async () => 4) =>
    testHost({
      services: [
        {
          interface: HOST,
          immediate: { now: { call: now }, add: { call: (_call, a: number, b: number) => a + b } },
          waiting: { later: { call: later } },
        },
      ],
    });

  test('answers, calls the host now and later, and again', async () => {
    const instance = await guest(TEXT, { limits: { maxHostCalls: 200_000 } }, host());
    for (const name of ['both', 'often', 'both']) expect((await run(instance, name)).ok).toBe(true);
    expect(await run(instance, 'both')).toMatchObject({ value: 7 });
  });

  test.each([
    ['at once', host.bind(undefined, failing)],
    ['after a while', host.bind(undefined, undefined, async () => failing())],
  ])('ends when the host fails %s, and nothing runs after it', async (_when, failingHost) => {
    const instance = await guest(TEXT, {}, failingHost());
    expect(await trapOf(run(instance, 'both'))).toMatchObject({ kind: 'host-error' });
    await expect(run(instance, 'often')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  });

  test.each([
    ['from a start function', '(result u32)', '(result i32)', '(func $start (drop (call $later))) (start $start)'],
    ['as the start function', '', '', '(start $later)'],
  ])('cannot wait where nothing can be suspended, and harms nobody: %s', async (_where, type, core, start) => {
    let calls = 0;
    const later = async (): Promise<never> => {
      calls += 1;
      return failing();
    };
    const starting = guest(
      {
        imports: { later: type },
        core: `(import "host" "later" (func $later ${core})) ${start} (func (export "run") (result i32) (i32.const 1))`,
      },
      {},
      testHost({ services: [{ interface: HOST, waiting: { later: { call: later } } }] }),
    );
    expect(await trapOf(starting)).toMatchObject({ kind: 'cannot-leave' });
    expect(calls).toBe(0);
  });

  test('cannot leave the component after it has returned', async () => {
    const bytes = await parse(`(component
      (import "${HOST}" (instance $host (export "now" (func (result u32)))))
      (core func $now (canon lower (func $host "now")))
      (core module $m
        (import "host" "now" (func $now (result i32)))
        (func (export "give") (result i32) (i32.const 8))
        (func (export "given") (param i32) (drop (call $now))))
      (core instance $i (instantiate $m (with "host" (instance (export "now" (func $now))))))
      (func $give (result u32) (canon lift (core func $i "give") (post-return (core func $i "given"))))
      (instance $ops (export "give" (func $give)))
      (export "${OPS}" (instance $ops)))`);
    const now = { call: () => 1 };
    const loaded = await testHost({ services: [{ interface: HOST, immediate: { now } }] }).load(bytes, 'guest');
    const instance = await loaded.instantiate();
    expect((await trapOf(run(instance, 'give'))).message).toContain('cannot leave component instance');
  });
});

function failing(): never {
  throw new Error('out of order');
}
