import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import { planOf } from '../../../src/engine/linking/glue-plan.ts';
import { openGlue } from '../../../src/engine/linking/linked-glue.ts';
import { transpile, type Transpiled } from '../../../src/engine/transpiler.ts';
import type { ComponentInstance, HostService, InstanceOptions } from '../../../src/index.ts';
import { built, ENGINES, HOST, OPS, run, testHost, trapOf } from '../../components.ts';

const transpiled = async (bytes: Uint8Array): Promise<Transpiled> =>
  await transpile({ bytes, suspendingImports: [], metering: 'fast' }, 'test');

const modulesOf = async (bytes: Uint8Array): Promise<readonly (readonly [string, number])[]> =>
  (await transpiled(bytes)).modules.map(({ name, joined }) => [name, joined] as const);

describe.each(ENGINES)('%s', (engine) => {
  test('the core modules of a component that the SDK has built become one', async () => {
    const modules = await modulesOf(await built('probe', engine));
    expect(modules).toEqual([['component.linked.wasm', engine === 'quickjs' ? 5 : 3]]);
  });
});

interface Parts {
  /** The fields of the second core module, which calls `host`, the main one's `memory`, `trap` and `twice`. */
  readonly last: string;
  /** What it exports besides. */
  readonly name?: string;
  readonly version?: string;
  /** A memory of its own in place of the main one's. */
  readonly memory?: string;
}

/** The main module with the memory, and one that is instantiated after it. A host function takes a text from the memory. */
async function twoModules({ last, name = 'run', version = '1.0.0', memory = '' }: Parts): Promise<Uint8Array> {
  const ops = OPS.replace(/1\.0\.0$/, version);
  return await parse(`(component
    (import "${HOST}" (instance $host (export "say" (func (param "text" string)))))
    (core module $main (memory (export "memory") 1) (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $next (i32.add (global.get $next) (local.get 3))) (i32.sub (global.get $next) (local.get 3)))
      (func $trap (export "trap") (result i32) unreachable)
      (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
    (core instance $main (instantiate $main))
    (alias core export $main "memory" (core memory $memory))
    (core func $say (canon lower (func $host "say") (memory $memory)))
    (core module $last ${memory === '' ? '(import "main" "memory" (memory 1))' : ''} (import "main" "trap" (func $trap (result i32)))
      (import "main" "twice" (func $twice (param i32) (result i32))) (import "host" "say" (func $say (param i32 i32))) ${memory} ${last})
    (core instance $imports (export "say" (func $say)))
    (core instance $last (instantiate $last (with "main" (instance $main)) (with "host" (instance $imports))))
    (func $run (result u32) (canon lift (core func $last "${name}")))
    (instance $ops (export "${name}" (func $run)))
    (export "${ops}" (instance $ops)))`);
}

async function instance(
  bytes: Uint8Array,
  said: string[] = [],
  options: InstanceOptions = {},
): Promise<ComponentInstance> {
  const service: HostService = {
    interface: HOST,
    immediate: { say: { call: (_caller: unknown, text: unknown) => void said.push(String(text)) } },
  };
  const loaded = await testHost({ services: [service] }).load(bytes, 'test');
  return await loaded.instantiate(options);
}

const RUN = '(func (export "run") (result i32) (call $twice (i32.const 21)))';

test('modules call each other', async () => {
  const bytes = await twoModules({ last: RUN });
  expect(await modulesOf(bytes)).toEqual([['component.linked.wasm', 2]]);
  expect(await run(await instance(bytes))).toMatchObject({ value: 42 });
});

test('a start function runs once, before the first call', async () => {
  const last = `(global $n (mut i32) (i32.const 0)) (func $s (global.set $n (i32.add (global.get $n) (i32.const 1)))) (start $s)
    (func (export "run") (result i32) (global.get $n))`;
  const bytes = await twoModules({ last });
  expect(await modulesOf(bytes)).toEqual([['component.linked.wasm', 2]]);
  expect(await run(await instance(bytes))).toMatchObject({ value: 1 });
});

test('a start function reaches the glue when it has the memory, and no host', async () => {
  const start = '(data (i32.const 16) "hello") (func $s (call $say (i32.const 16) (i32.const 5))) (start $s)';
  const said: string[] = [];
  const starting = instance(await twoModules({ last: `${start} ${RUN}` }), said);
  await expect(starting).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  expect(said).toEqual([]);
});

test('a start function that runs without end is stopped', async () => {
  const bytes = await twoModules({ last: `(func $s (loop $l (br $l))) (start $s) ${RUN}` });
  const trap = await trapOf(instance(bytes, [], { limits: { maxFuel: 10_000_000 } }));
  expect(trap.kind).toBe('out-of-fuel');
});

test('a trap tells the modules as they came', async () => {
  const last = '(func $calls (export "run") (result i32) (i32.add (call $trap) (i32.const 1)))';
  const trap = await trapOf(run(await instance(await twoModules({ last }))));
  expect(trap.frames).toEqual([
    { kind: 'wasm', name: 'trap', functionIndex: 1, module: 0 },
    { kind: 'wasm', name: 'calls', functionIndex: 3, module: 1 },
  ]);
});

test('limits count what the component has', async () => {
  const bytes = await twoModules({ last: RUN });
  const trap = await trapOf(instance(bytes, [], { limits: { maxCoreInstances: 1 } }));
  expect(trap.kind).toBe('core-instance-limit');
  const ready = await instance(bytes, [], { limits: { maxCoreInstances: 2 } });
  expect(ready.usage.memoryBytes).toBe(65_536);
});

describe('names like those of the glue', () => {
  test.each([
    ['a function', { name: 'exports', last: RUN.replace('"run"', '"exports"') }],
    ['a version', { version: '1.0.0-exports1.memory', last: RUN }],
  ])('%s', async (_name, parts: Parts) => {
    const ready = await instance(await twoModules(parts));
    const ops = OPS.replace(/1\.0\.0$/, parts.version ?? '1.0.0');
    expect(await ready.callExport(ops, parts.name ?? 'run', [])).toMatchObject({ value: 42 });
  });

  test('of what a core module exports', async () => {
    const bytes = await parse(`(component
      (core module $a (func (export "exports1.x") (result i32) (i32.const 1)) (func (export "exports0.e1") (result i32) (i32.const 2)))
      (core instance $a (instantiate $a))
      (core module $b (import "exports0" "exports1.x" (func $x (result i32))) (import "exports0" "exports0.e1" (func $y (result i32)))
        (func (export "exports1.run") (result i32) (i32.sub (call $y) (call $x))))
      (core instance $b (instantiate $b (with "exports0" (instance $a))))
      (func $run (result u32) (canon lift (core func $b "exports1.run")))
      (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`);
    const loaded = await testHost().load(bytes, 'test');
    expect(await run(await loaded.instantiate())).toMatchObject({ value: 1 });
  });
});

test('modules that have to stay apart are run as they are', async () => {
  const bytes = await twoModules({ last: RUN, memory: '(memory 1)' });
  expect(await modulesOf(bytes)).toEqual([
    ['component.core.wasm', 1],
    ['component.core2.wasm', 1],
  ]);
  expect(await run(await instance(bytes))).toMatchObject({ value: 42 });
});

test('a module that is instantiated twice stays apart', async () => {
  const bytes = await parse(`(component
    (core module $m (global $g (mut i32) (i32.const 0))
      (func (export "run") (result i32) (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g)))
    (core instance $a (instantiate $m)) (core instance $b (instantiate $m))
    (func $a (result u32) (canon lift (core func $a "run"))) (func $b (result u32) (canon lift (core func $b "run")))
    (instance $ops (export "a" (func $a)) (export "run" (func $b))) (export "${OPS}" (instance $ops)))`);
  expect((await modulesOf(bytes)).map(([, joined]) => joined)).toEqual([1]);
  const ready = await (await testHost().load(bytes, 'test')).instantiate();
  expect(await run(ready, 'a')).toMatchObject({ value: 1 });
  expect(await run(ready, 'run')).toMatchObject({ value: 1 });
});

describe('glue of another kind is left as it is', () => {
  const GLUE = `const module0 = getCoreModule('a.wasm');
const module1 = getCoreModule('b.wasm');
  let exports0;
  let exports1;
  const trampoline0 = () => {};
  ({ exports: exports0 } = yield instantiateCore(yield module0));
  ({ exports: exports1 } = yield instantiateCore(yield module1, {
    env: {
      f: Object.assign(exports0['a b'], { _jcoMaySuspend: false }),
      g: trampoline0,
    },
  }));
  memory0 = exports1.memory;
`;
  const linkable = (glue: string): boolean => {
    const plan = planOf(glue);
    return plan?.length === 2 && openGlue(glue, plan) !== undefined;
  };

  test('the glue as it is', () => {
    expect(linkable(GLUE)).toBe(true);
  });

  test.each([
    ['a function of another kind', 'g: trampoline0,', 'g: somebody,'],
    ['a function that comes later', '  const trampoline0 = () => {};\n', ''],
    ['exports that are passed on as a whole', 'memory0 = exports1.memory', 'memory0 = exports1'],
    ['imports that are passed on as a whole', 'env: {', 'env: exports0,\n    more: {'],
    ['a key that is computed', 'env: {', '[env]: {'],
    ['a name with escapes', "exports0['a b']", String.raw`exports0['a\'b']`],
    ['exports of the module itself', "exports0['a b']", 'exports1.a'],
    ['a callback of an asynchronous export', "exports0['a b']", "exports0['[callback]a']"],
    ['an instantiation of another form', 'yield module0));', 'yield module0, undefined));'],
    ['a module that is loaded in another way', "getCoreModule('b.wasm')", 'getCoreModule(name)'],
    ['an object that does not end', '  }));\n  memory0', '  memory0'],
  ])('%s', (_name, from, to) => {
    expect(GLUE).toContain(from);
    expect(linkable(GLUE.replace(from, to))).toBe(false);
  });
});
