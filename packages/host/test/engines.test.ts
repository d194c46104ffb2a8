/** What a component of either engine does, in one file: a component of StarlingMonkey takes seconds to build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type {
  ComponentHost,
  ComponentInstance,
  InstanceOptions,
  LoadedComponent,
  LogEntry,
  TrapError,
} from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName, PROBE_GRANTS, temporaryDirectory, trapOf } from './components.ts';
import { ComponentHost as Host } from '../src/index.ts';

/** A round of the probe's loop takes some microseconds; so many take longer than a turn of the governor. */
const LONG = 4_000;
const LIMITS = { maxFuel: 1e15, timeoutMs: 30_000 };

/** Rounds of the probe's loop after which it has been suspended: the event loop has had a turn while it ran. */
async function roundsUntilSuspended(instance: ComponentInstance): Promise<number> {
  for (let rounds = LONG; ; rounds *= 2) {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    const spinning = instance.call('spin', rounds);
    setImmediate(count);
    await spinning;
    isOver = true;
    if (turns > 2) return rounds;
  }
}

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let host: ComponentHost;
  let loaded: LoadedComponent;

  beforeAll(async () => {
    host = new Host({ cacheDir: CACHE_DIR });
    loaded = await host.load(await built('probe', engine), 'probe');
    return async () => await host[Symbol.asyncDispose]();
  });

  const probe = async (options: InstanceOptions = {}): Promise<ComponentInstance> =>
    await loaded.instantiate({ grants: PROBE_GRANTS, limits: LIMITS, ...options });

  describe('suspended for its fuel, and then waiting', () => {
    test.each([
      ['storage', '0'],
      ['sleep', '012'],
      ['files', 'AAA'],
      ['error', 'files: not-found: /data/nothing'.repeat(3)],
    ] as const)('%s', async (how, answer) => {
      const dir = temporaryDirectory();
      writeFileSync(`${dir}/a.txt`, 'A');
      const instance = await probe({ mounts: { '/data': dir } });
      if (how === 'storage') await instance.call('remove', 'cycle');
      const rounds = await roundsUntilSuspended(instance);
      expect(await instance.call('spinAndWait', rounds, 3, how)).toBe(how === 'storage' ? '012' : answer);
      expect(instance.state).toBe('ready');
    });

    test('several instances at once', async () => {
      const instances = await Promise.all([1, 2, 3].map(() => probe()));
      const calls = instances.map((instance, at) => instance.call('spinAndWait', LONG * (at + 1), 3, 'sleep'));
      expect(await Promise.all(calls)).toEqual(['012', '012', '012']);
    });

    test('a timer ticks on meanwhile', async () => {
      const instance = await probe();
      let ticks = 0;
      const timer = setInterval(() => (ticks += 1), 10);
      const { usage } = await instance.invoke('spin', [LONG * 5]);
      clearInterval(timer);
      expect(ticks).toBeGreaterThanOrEqual(Math.min(5, usage.durationMs / 50));
    });
  });

  describe('errors', () => {
    const failure = async (kind: string): Promise<TrapError> =>
      await trapOf((await probe({ mounts: { '/data': temporaryDirectory() } })).call('fail', kind));
    const text = (error: { stack: string } | undefined): string => error?.stack ?? '';

    test('name, message, code, and a stack in the file of the author', async () => {
      const trap = await failure('error');
      expect(trap).toMatchObject({
        kind: 'guest-error',
        code: 'AIRSSYS_TRAP_GUEST_ERROR',
        operation: 'fail',
        message: 'fail threw OrderError: no such order',
      });
      expect(trap.guestError).toMatchObject({
        name: 'OrderError',
        message: 'no such order',
        operation: 'fail',
        code: 'E_ORDER',
        cause: undefined,
      });
      const frames = text(trap.guestError).split('\n');
      for (const frame of frames)
        expect(frame).toMatch(/^ {4}at ([\w.<>/]+ )?\(?test\/fixtures\/probe\.ts:\d+:\d+\)?$/);
      expect(frames.filter((frame) => frame.includes('fail'))).toHaveLength(1);
      expect(trap.stack).toContain('TrapError: fail threw OrderError: no such order\n    at ');
      expect(trap.stack).not.toContain('wasm');
      expect(text(trap.guestError)).not.toContain('airssys:');
    });

    test('the line of the author', async () => {
      const source = readFileSync(new URL('fixtures/probe.ts', import.meta.url), 'utf8').split('\n');
      // The constructor of a class that is derived from Error is a frame of its own.
      const lines = (stack: string): string =>
        Array.from(stack.matchAll(/probe\.ts:(\d+)/g), ([, line]) => source[Number(line) - 1]?.trim()).join('\n');
      expect(lines(text((await failure('error')).guestError))).toContain("new OrderError('no such order')");
      const { guestError } = await failure('cause');
      expect(lines(text(guestError)).split('\n')[0]).toContain("new Error('outer', { cause })");
      expect(guestError).toMatchObject({
        message: 'outer',
        cause: { name: 'OrderError', message: 'inner', code: 'E_ORDER' },
      });
      expect(lines(text(guestError?.cause))).toContain("new OrderError('inner')");
      expect(text(guestError?.cause).match(/deep/g)?.length).toBeGreaterThanOrEqual(3);
    });

    test('what is thrown and is no error', async () => {
      expect((await failure('value')).guestError).toMatchObject({
        name: 'thrown value',
        message: 'just words',
        stack: '',
      });
    });

    test("a host's refusal that is not caught", async () => {
      expect((await failure('host')).guestError).toMatchObject({
        name: 'HostError',
        code: 'not-found',
        message: 'files: not-found: /data/nothing',
      });
    });

    test('they end the instance', async () => {
      const instance = await probe();
      await trapOf(instance.call('fail', 'error'));
      expect(instance.state).toBe('trapped');
      await expect(instance.call('add', 1, 2)).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    });

    test.each([
      ['no JSON', '{'],
      ['no object', '7'],
      ['nothing', 'null'],
      ['a list', '[]'],
      ['wrong types', JSON.stringify({ name: 7, message: {}, stack: [], operation: null, code: 1, cause: 'x' })],
      ['causes without end', '{"cause":'.repeat(5_000) + '{}' + '}'.repeat(5_000)],
      ['a prototype', '{"__proto__":{"name":"x"},"constructor":1}'],
      ['a stack of one long line', JSON.stringify({ stack: 'a '.repeat(20_000) })],
      ['a stack of many lines', JSON.stringify({ stack: 'at f (component.js:1:1)\n'.repeat(20_000) })],
      ['absurd positions', JSON.stringify({ stack: 'at f (component.js:99999999999999999999:1)\nat g (x:0:0)' })],
      ['more than a report may hold', JSON.stringify({ message: 'x'.repeat(1 << 20) })],
    ])('a forged report does no harm: %s', async (_name, report) => {
      const logged: LogEntry[] = [];
      const instance = await probe({ log: (entry) => logged.push(entry) });
      const startedAt = performance.now();
      expect(await instance.call('forge', report, false)).toBe('went on');
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      expect(logged.map(({ message, context }) => [message, context])).toEqual([['forged', [['other', 'kept']]]]);
      expect(await instance.call('add', 1, 2)).toBe(3);
      const trap = await trapOf(instance.call('forge', report, true));
      expect(trap.guestError).toMatchObject({ name: 'TypeError', message: 'a real one' });
    });

    test('endless recursion', async () => {
      const trap = await trapOf((await probe()).call('recurse', 100_000_000));
      expect(['stack-overflow', 'guest-error']).toContain(trap.kind);
    });

    test('endless recursion with many arguments', async () => {
      const trap = await trapOf((await probe()).call('recurseWide'));
      // QuickJS keeps them on the stack in its memory, SpiderMonkey on its heap.
      expect(trap.kind).toBe(engine === 'quickjs' ? 'stack-overflow' : 'memory-limit');
    });

    test('memory without end', async () => {
      const trap = await trapOf(
        (await probe({ limits: { ...LIMITS, maxMemoryBytes: 24 << 20 } })).call('hoard', 1_000),
      );
      expect([trap.kind, trap.usage.memoryBytes <= 24 << 20, trap.usage.refusedGrowths > 0]).toEqual([
        'memory-limit',
        true,
        true,
      ]);
    });
  });

  describe('values', () => {
    test('of the types of the author, both ways', async () => {
      const instance = await probe();
      expect(await instance.call('add', 2, 4_294_967_293)).toBe(4_294_967_295);
      expect(await instance.call('double', 2n ** 63n - 1n)).toBe(2n ** 64n - 2n);
      const line = { kind: 'line', to: { x: 1.5, label: 'ä😀', tags: ['a', ''] } };
      expect(await instance.call('move', line, 2)).toEqual({
        kind: 'line',
        to: { x: 3.5, label: 'ä😀', tags: ['a', ''] },
      });
      expect(await instance.call('move', { kind: 'dot' }, 2)).toEqual({ kind: 'dot' });
      expect([await instance.call('find', 'origin'), await instance.call('find', 'x')]).toEqual([
        { x: 0, tags: [] },
        undefined,
      ]);
      expect(await instance.call('reverse', new Uint8Array([1, 2, 3]))).toEqual(new Uint8Array([3, 2, 1]));
      expect(await instance.call('become', 'degraded')).toBeUndefined();
    });

    test('a Result is a value, also the failed one', async () => {
      const instance = await probe();
      expect(await instance.call('divide', 1, 4)).toEqual({ ok: true, value: 0.25 });
      expect(await instance.call('divide', 1, 0)).toEqual({ ok: false, error: { reason: 'by zero' } });
      expect(instance.state).toBe('ready');
    });

    test('one of the wrong type is refused before the component is called', async () => {
      const instance = await probe();
      const { fuel } = instance.usage;
      for (const args of [[1, -1], [1, '2'], [1], [1, 2, 3], [1.5, 1], [2 ** 32, 0]]) {
        await expect(instance.call('add', ...args)).rejects.toMatchObject({ code: 'AIRSSYS_VALUE_INVALID' });
      }
      await expect(instance.call('move', { kind: 'circle' }, 1)).rejects.toMatchObject({
        code: 'AIRSSYS_VALUE_INVALID',
      });
      await expect(instance.call('double', 5)).rejects.toMatchObject({ code: 'AIRSSYS_VALUE_INVALID' });
      expect([instance.usage.fuel, instance.state]).toEqual([fuel, 'ready']);
    });
  });

  describe('the lifecycle', () => {
    test('environment, configuration and limits reach @onInitialize', async () => {
      const instance = await probe({
        env: { A: '1', B: 'ü' },
        config: new Uint8Array([7, 8]),
        limits: { maxFuel: 5e12, timeoutMs: 5_000 },
      });
      expect(await instance.call('settings')).toBe('A=1,B=ü|7 8|67108864|5000|5000000000000');
      expect(await (await probe()).call('settings')).toBe('|none|67108864|30000|1000000000000000');
    });

    test('a component can refuse to start', async () => {
      const refused = await probe({ env: { REFUSE: 'today' } }).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'AIRSSYS_SANDBOX_INITIALIZE',
        message: 'The component refused to start: initialization-failed: RangeError: refused: today',
      });
    });

    test('health', async () => {
      const instance = await probe();
      const answers = [];
      for (const health of ['healthy', 'degraded', 'unhealthy', 'unknown']) {
        await instance.call('become', health);
        answers.push(await instance.health());
      }
      // The probe throws for the last one.
      expect(answers).toEqual(['healthy', 'degraded', 'unhealthy', 'unhealthy']);
    });

    test('shutting down', async () => {
      const logged: string[] = [];
      const instance = await probe({ log: ({ message }) => logged.push(message) });
      await instance.shutdown();
      await instance.shutdown();
      expect([logged, instance.state]).toEqual([['shut down'], 'disposed']);
      await expect(instance.call('add', 1, 2)).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    });

    test('shutting down what has trapped', async () => {
      const instance = await probe();
      await trapOf(instance.call('fail', 'error'));
      await instance.shutdown();
      expect(instance.state).toBe('disposed');
    });

    test('what it says of itself, and what it does not have', async () => {
      const instance = await probe();
      expect(instance.operations).toContain('spinAndWait');
      await expect(instance.call('toString')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' });
      const metadata = await instance.callExport('airssys:core/component-lifecycle@1.0.0', 'metadata', []);
      expect(metadata).toMatchObject({ value: { name: 'probe', version: '1.2.3', stateful: true } });
    });
  });

  describe('globals', () => {
    test('the clock is the one of the host', async () => {
      const nowMs = Date.UTC(2031, 1, 3, 4, 5, 6, 789);
      const instance = await probe({ clock: { nowMs: () => nowMs, sleep: async () => {} } });
      expect(await instance.call('times')).toEqual([nowMs, nowMs, nowMs, nowMs, 2020]);
      expect(await instance.call('sleep', 1_000_000)).toBeUndefined();
    });

    test('randomness too', async () => {
      const instance = await probe({ randomness: (bytes) => bytes.fill(0x10) });
      const [first, second, ...rest] = (await instance.call('chances')) as number[];
      expect([first === second, (first ?? 1) < 1, rest]).toEqual([true, true, [5, 3]]);
      const [one, other] = [await (await probe()).call('chances'), await (await probe()).call('chances')];
      expect(one).not.toEqual(other);
      expect(await trapOf((await probe({ grants: ['clock'] })).call('chances'))).toMatchObject({ kind: 'denied' });
    });

    test('without the grant the call ends', async () => {
      expect(await trapOf((await probe({ grants: ['random'] })).call('times'))).toMatchObject({ kind: 'denied' });
      expect(await trapOf((await probe({ grants: [] })).call('sleep', 1))).toMatchObject({ kind: 'denied' });
    });

    test('while one waits others run', async () => {
      const waiting: (() => void)[] = [];
      // Nobody goes on before all three wait.
      const sleep = async (): Promise<void> => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 3) for (const proceed of waiting) proceed();
        });
      };
      const instances = await Promise.all([1, 2, 3].map(() => probe({ clock: { nowMs: () => 0, sleep } })));
      await Promise.all(instances.map((instance) => instance.call('sleep', 1)));
      expect(waiting).toHaveLength(3);
    });

    test('console', async () => {
      const logged: unknown[] = [];
      const instance = await probe({
        log: ({ level, message, context, component, operation }) =>
          logged.push([level, message, context, component, operation]),
      });
      await instance.call('print');
      const from = ['test:probe', 'print'];
      expect(logged).toEqual([
        ['info', 'plain 1 {"a":["1n",null]} null', [], ...from],
        ['warn', 'careful', [], ...from],
        ['error', 'shown', [], ...from],
        ['debug', '', [], ...from],
        [
          'trace',
          'with context',
          [
            ['n', '1'],
            ['yes', 'true'],
            ['big', '2'],
          ],
          ...from,
        ],
      ]);
    });

    test('TextEncoder and TextDecoder', async () => {
      const instance = await probe();
      for (const text of ['', 'plain', 'ä€😀\u{10ffff}\u{0}', 'x\u{feff}']) {
        expect(await instance.call('encode', text)).toEqual(new TextEncoder().encode(text));
        const bytes = new TextEncoder().encode(text);
        expect(await instance.call('decode', bytes)).toBe(new TextDecoder().decode(bytes));
      }
      for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc3, 0x41], [0xc0, 0x80], [0xef, 0xbb, 0xbf, 0x41]]) {
        expect(await instance.call('decode', new Uint8Array(bytes))).toBe(
          new TextDecoder().decode(new Uint8Array(bytes)),
        );
      }
    });
  });
});
