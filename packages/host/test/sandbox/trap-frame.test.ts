import { describe, expect, test } from 'vitest';
import type { ComponentInstance, HostService, InstanceOptions, TrapFrame } from '../../src/index.ts';
import { formatFrames, wasmFrames } from '../../src/sandbox/trap-frame.ts';
import { built, guest, type GuestText, HOST, run, testHost, trapOf } from '../components.ts';
import { MODES } from '../engine/metering/metered.ts';

const ISOLATIONS = ['inline', 'worker', 'process'] as const;

const NESTED: GuestText = {
  imports: { 'ask-now': '(result u32)', wait: '(result u32)' },
  core: `
    (import "host" "ask-now" (func $ask (result i32)))
    (import "host" "wait" (func $wait (result i32)))
    (memory 1)
    (func $inner (result i32) unreachable)
    (func $middle (result i32) (loop $l (drop (call $inner)) (br $l)) (i32.const 1))
    (func (export "run") (result i32) (call $middle))
    (func $deep (param i32) (result i32)
      (if (result i32) (local.get 0) (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
        (else unreachable)))
    (func (export "hundred") (result i32) (call $deep (i32.const 100)))
    (func $spin (loop $l (br $l)))
    (func (export "forever") (result i32) (call $spin) (i32.const 1))
    (func $asks (result i32) (call $ask))
    (func (export "asks") (result i32) (call $asks))
    (func (export "waits") (result i32) (call $wait))
    (func (export "grows") (result i32) (drop (memory.grow (i32.const 5000))) (call $inner))`,
  exports: ['run', 'hundred', 'forever', 'asks', 'waits', 'grows'].map((name) => ({ name, result: true })),
};

const named = (frames: readonly TrapFrame[]): readonly (readonly [string | undefined, number])[] =>
  frames.map((frame) => [frame.name, frame.kind === 'wasm' ? frame.functionIndex : -1] as const);

describe.each(ISOLATIONS)('%s', (isolation) => {
  const nested = async (options: InstanceOptions = {}): Promise<ComponentInstance> => {
    const service: HostService = {
      interface: HOST,
      immediate: {
        askNow: {
          call: () => {
            throw new Error('no');
          },
        },
      },
      waiting: { wait: { call: () => new Promise<never>(() => {}) } },
    };
    return await guest(NESTED, { isolation, ...options }, testHost({ services: [service] }));
  };

  test('the functions that were running, the innermost first, with their names and original indices', async () => {
    const trap = await trapOf(run(await nested()));
    expect(trap.frames).toEqual([
      { kind: 'wasm', name: 'inner', functionIndex: 2, module: 0 },
      { kind: 'wasm', name: 'middle', functionIndex: 3, module: 0 },
      { kind: 'wasm', name: 'run', functionIndex: 4, module: 0 },
    ]);
    expect(trap.stack).toBe(
      `TrapError: ${trap.message}
    at inner (module 0, function 2)
    at middle (module 0, function 3)
    at run (module 0, function 4)`,
    );
  });

  test('fifty at most, and equal ones are written once', async () => {
    const trap = await trapOf(run(await nested(), 'hundred'));
    expect(trap.frames).toHaveLength(50);
    expect(trap.stack?.split('\n').slice(1)).toEqual(['    at deep (module 0, function 5), 50 times']);
  });

  test.each([
    ['out-of-fuel', { maxFuel: 5_000_000 }],
    ['deadline', { maxFuel: 1e15, timeoutMs: 60 }],
  ] as const)('of a loop that was stopped: %s', async (kind, limits) => {
    const trap = await trapOf(run(await nested({ limits }), 'forever'));
    expect([trap.kind, named(trap.frames)]).toEqual([
      kind,
      [
        ['spin', 7],
        ['forever', 8],
      ],
    ]);
  });

  test('of a limit of memory', async () => {
    const trap = await trapOf(run(await nested(), 'grows'));
    expect([trap.kind, named(trap.frames)]).toEqual([
      'memory-limit',
      [
        ['inner', 2],
        ['grows', 12],
      ],
    ]);
  });

  test('none of a call that was stopped while it waited', async () => {
    const trap = await trapOf(run(await nested({ limits: { timeoutMs: 50 } }), 'waits'));
    expect([trap.kind, trap.frames]).toEqual(['deadline', []]);
  });

  test('none of a script that was stopped: the functions of its engine say nothing of it', async () => {
    const loaded = await testHost().load(await built('probe'));
    const instance = await loaded.instantiate({ isolation, limits: { maxFuel: 2e7 } });
    const trap = await trapOf(instance.call('spin', 1e9));
    expect([trap.kind, trap.frames]).toEqual(['out-of-fuel', []]);
  });

  test('of an error inside: the author’s functions', async () => {
    const loaded = await testHost().load(await built('probe'));
    const instance = await loaded.instantiate({ isolation });
    const trap = await trapOf(instance.call('fail', 'cause'));
    expect(trap.frames[0]).toMatchObject({ kind: 'source', file: expect.stringMatching(/probe\.ts$/) });
    const [frame] = trap.frames;
    if (frame?.kind !== 'source') throw new TypeError('no place in the sources');
    expect(trap.guestError?.stack.split('\n')[0]).toContain(`${frame.file}:${frame.line}:${frame.column}`);
  });
});

test('of a host function that failed: the guest that called it, where it did not wait', async () => {
  const service: HostService = {
    interface: HOST,
    immediate: {
      askNow: {
        call: () => {
          throw new Error('no');
        },
      },
    },
    waiting: { wait: { call: async () => 1 } },
  };
  const trap = await trapOf(run(await guest(NESTED, {}, testHost({ services: [service] })), 'asks'));
  expect([trap.kind, named(trap.frames)]).toEqual([
    'host-error',
    [
      ['asks', 9],
      ['asks', 10],
    ],
  ]);
});

test.each(MODES)('%s: names of the module, else of its exports, and none where there is neither', async (metering) => {
  const core = `(func $"a b\\n    at c(1)" (result i32) unreachable)
    (func (result i32) (loop $l (drop (call 0)) (br $l)) (i32.const 0))
    (func (export "run") (result i32) (call 1))`;
  const trap = await trapOf(run(await guest(core, {}, testHost({ metering }))));
  expect(named(trap.frames)).toEqual([
    [undefined, 0], // a name that breaks the line is not shown
    [undefined, 1],
    ['run', 2],
  ]);
  expect(trap.stack?.split('\n')[2]).toBe('    at (unnamed) (module 0, function 1)');
});

test('a start function has its frames too', async () => {
  const trap = await trapOf(guest('(func $s unreachable) (start $s) (func (export "run") (result i32) (i32.const 1))'));
  expect([trap.operation, named(trap.frames)]).toEqual(['start-up', [['s', 0]]]);
});

test('a guest that another one called has its own frames only', async () => {
  const inner = await guest(
    '(func $inside (result i32) unreachable) (func (export "run") (result i32) (call $inside))',
  );
  let seen: readonly TrapFrame[] = [];
  const service: HostService = {
    interface: HOST,
    immediate: { askNow: { call: () => 1 } },
    waiting: {
      wait: {
        call: async () => {
          seen = (await trapOf(run(inner))).frames;
          return 1;
        },
      },
    },
  };
  const outer = await guest(NESTED, {}, testHost({ services: [service] }));
  expect(await run(outer, 'waits')).toMatchObject({ value: 1 });
  expect(named(seen)).toEqual([
    ['inside', 0],
    ['run', 1],
  ]);
});

describe('what was thrown may be anything', () => {
  const sly = { kind: 'wasm', name: 'x', functionIndex: 3, module: 1 };
  test.each([
    ['nothing', undefined, []],
    ['a number', 3, []],
    ['a stack that is no text', { stack: 5 }, []],
    [
      'a stack that throws',
      {
        get stack(): string {
          throw new Error('no');
        },
      },
      [],
    ],
    ['a frame', { stack: 'at core-1-4.x (wasm://wasm/core-1-4-a0:wasm-function[3]:0x1)' }, [sly]],
    ['one that was appended', { stack: 'at core-1-4 (wasm://wasm/core-1-4-a0:wasm-function[4]:0x1)' }, []],
    ['one of another module of the host', { stack: 'at wasm://wasm/a0b1:wasm-function[0]:0x1' }, []],
  ])('%s', (_name, thrown, frames) => {
    expect(wasmFrames(thrown)).toEqual(frames);
  });

  test('a name writes no line of its own and no commands of a terminal', () => {
    const stack = `at core-0-9.\u001B[2J${'n'.repeat(500)} (wasm://wasm/core-0-9-a0:wasm-function[3]:0x1)`;
    const [frame] = wasmFrames({ stack });
    expect(frame?.name).toBe(`[2J${'n'.repeat(197)}`);
    expect(formatFrames(wasmFrames({ stack })).split('\n')).toHaveLength(1);
  });
});
