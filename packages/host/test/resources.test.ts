/** Resources of a component of each engine, through the sandbox. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ComponentHost, type ComponentInstance, type LoadedComponent, type ResourceClass } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName, trapOf } from './components.ts';

type Method = (...args: readonly unknown[]) => Promise<unknown>;
type Handle = AsyncDisposable &
  Readonly<Record<'name' | 'read' | 'write' | 'find' | 'fork' | 'self' | 'isSame', Method>> &
  Readonly<Record<'absorb' | 'cursor' | 'spin' | 'next' | 'session' | 'demand' | 'slow', Method>>;

/** All elements of an async iterable. */
async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of items) all.push(one);
  return all;
}

const drop = async (handle: Handle): Promise<void> => await handle[Symbol.asyncDispose]();

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let loaded: LoadedComponent;
  let instance: ComponentInstance;
  let Session: ResourceClass;

  const call = async <T = Handle>(operation: string, ...args: readonly unknown[]): Promise<T> =>
    (await instance.call(operation, ...args)) as T; // as the fixture declares it
  const alive = async (): Promise<unknown> => await Session['alive']?.();

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    loaded = await host.load(await built('sessions', engine), 'sessions');
    return async () => await host[Symbol.asyncDispose]();
  }, 240_000);

  beforeEach(async () => {
    instance = await loaded.instantiate({});
    Session = instance.resource('Session');
    return async () => await instance[Symbol.asyncDispose]();
  });

  test('the constructor, methods and statics', async () => {
    expect(instance.resources).toEqual(['Session', 'Cursor']);
    const session = (await Session['new']?.('main', [{ key: 'a', value: '1' }])) as Handle;
    await session.write('b', '2');
    expect(await session.read('b')).toBe('2');
    expect(await session.read('c')).toBeUndefined();
    expect(await session.find('a')).toEqual({ ok: true, value: { key: 'a', value: '1' } });
    expect(await session.find('c')).toEqual({ ok: false, error: 'no c' });
    expect(await alive()).toBe(1);
    const temporary = (await Session['temporary']?.()) as Handle;
    expect(await temporary.name()).toBe('temporary');
    expect(Object.prototype.toString.call(session)).toBe('[object Session]');
  });

  test('a resource that leads to itself and to another one', async () => {
    const session = await call('open', 'main');
    await session.write('k', 'v');
    const fork = (await session.fork()) as Handle;
    expect([await fork.name(), await fork.read('k')]).toEqual(["main'", 'v']);
    const cursor = (await fork.cursor()) as Handle;
    expect([await cursor.next(), await cursor.next()]).toEqual([{ key: 'k', value: 'v' }, undefined]);
    expect(await fork.isSame(await cursor.session())).toBe(true);
  });

  test('a handle that comes back is the same object', async () => {
    const [a, b] = [await call('open', 'a'), await call('open', 'b')];
    expect(await call('same', a, a)).toBe(true);
    expect(await call('same', a, b)).toBe(false);
    const again = (await a.self()) as Handle;
    expect(again).not.toBe(a);
    expect(await call('same', a, again)).toBe(true);
  });

  test('disposal runs once, with the last handle, in the order of the calls', async () => {
    const [a, b] = [await call('open', 'a'), await call('open', 'b')];
    const again = (await a.self()) as Handle;
    await drop(a);
    await drop(a);
    expect(await call('events')).toEqual([]);
    expect(await again.name()).toBe('a');
    await drop(b);
    await drop(again);
    expect(await call('events')).toEqual(['disposed b', 'disposed a']);
    expect(await alive()).toBe(0);
  });

  test('after disposal a handle says so', async () => {
    const session = await call('open', 'main');
    await drop(session);
    await expect(session.name()).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_HANDLE',
      message: 'Session.name cannot be called: this handle of Session was disposed',
    });
    await expect(call('same', session, session)).rejects.toMatchObject({
      code: 'AIRSSYS_VALUE_INVALID',
      message: 'a: expected a handle of Session, got one that was disposed',
    });
  });

  test('what is taken over belongs to the component', async () => {
    const session = await call('open', 'main');
    expect(await call('keep', session)).toBe('main');
    await expect(session.name()).rejects.toMatchObject({
      message: 'Session.name cannot be called: this handle of Session was given to the component',
    });
    await drop(session);
    expect(await call('events')).toEqual([]);
    const kept = await call('kept');
    expect(await kept.name()).toBe('main');
    await drop(kept);
    expect(await call('events')).toEqual(['disposed main']);
  });

  test('handles in records, lists, options and variants', async () => {
    const [a, b, c] = [await call('open', 'a'), await call('open', 'b'), await call('open', 'c')];
    const job = await call<{ session: Handle; times: number }>('run', { session: a, times: 1 }, [b, a], c);
    expect([await job.session.name(), job.times]).toEqual(['a+b+a+c', 2]);
    expect(await call('ask', '')).toEqual({ kind: 'refused', reason: 'no name' });
    const answer = await call<{ kind: 'opened'; session: Handle }>('ask', 'x');
    expect([answer.kind, await answer.session.name()]).toEqual(['opened', 'x']);
    const list = await call<readonly Handle[]>('many', 3);
    for (const one of list) await drop(one);
    expect(await call('events')).toEqual(['disposed many 0', 'disposed many 1', 'disposed many 2']);
    const rest = await call<readonly Handle[]>('many', 2);
    expect(await call('drain', rest)).toBe(2);
    await expect(rest[1]?.name()).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_HANDLE' });
  });

  test('handles of another instance, another resource, and no handles at all are refused by name', async () => {
    const other = await loaded.instantiate({});
    const stranger = await other.call('open', 'x');
    const session = await call('open', 'main');
    const cursor = await session.cursor();
    const message = async (value: unknown): Promise<unknown> =>
      await call('same', session, value).catch((error: unknown) => (error as Error).message);
    expect(await message(stranger)).toBe(
      `b: expected a handle of Session of this instance, got one of instance ${other.id}`,
    );
    expect(await message(cursor)).toBe('b: expected a handle of Session, got one of Cursor');
    expect(await message({ name: 'x' })).toBe('b: expected a handle of Session, got an object');
    await other[Symbol.asyncDispose]();
    expect(await session.name()).toBe('main');
  });

  test('a call that does not take place leaves a handle where it was', async () => {
    const session = await call('open', 'main');
    await expect(call('drain', [session, session])).rejects.toMatchObject({
      message: 'sessions[1]: expected a handle of Session, got one that was given to the component',
    });
    const signal = AbortSignal.abort(new Error('not now'));
    await expect(instance.invoke('keep', [session], { signal })).rejects.toThrow('not now');
    await expect(session.absorb(session)).rejects.toMatchObject({
      message: 'other: expected a handle of Session, got one that the same call lends',
    });
    expect(await session.name()).toBe('main');
  });

  test('what a method declares to throw is an answer, and methods may be async', async () => {
    const session = await call('open', 'main');
    await expect(session.demand('k')).rejects.toMatchObject({ name: 'Missing', message: 'there is no k', key: 'k' });
    await session.write('k', 'v');
    expect([await session.demand('k'), await session.slow('k'), await session.slow('x')]).toEqual([
      'v',
      'v',
      undefined,
    ]);
  });

  test("a method's error is told as an operation's, and ends the instance", async () => {
    const session = await call('open', 'main');
    const trap = await trapOf(session.write('', 'x'));
    expect(trap.message).toBe('Session.write threw RangeError: a key has letters');
    expect(trap.guestError?.stack).toMatch(/session\.ts:\d+/);
    await expect(session.name()).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_STATE',
      message: 'Session.name cannot be called: the instance is trapped',
    });
    await drop(session);
    await expect(Session['alive']?.()).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  });

  test('an error of the disposal is not swallowed', async () => {
    const trap = await trapOf(drop(await call('open', 'grumpy')));
    expect(trap.message).toBe('Session[Symbol.dispose] threw Error: it does not want to go');
  });

  test('a disposal can call functions of the host that wait', async () => {
    const own = await loaded.instantiate({ grants: ['storage'] });
    await drop((await own.call('open', 'stored')) as Handle);
    expect(await own.call('events')).toEqual(['disposed stored']);
    expect(await own.call('stored')).toBe('stored');
    // As the component takes it over, it is not disposed.
    expect(await own.call('drain', [await own.call('open', 'kept')])).toBe(1);
    expect(await own.call('events')).toEqual([]);
    await own.shutdown();
  });

  test('a handle that the component has taken over is refused by itself, should a host use it again', async () => {
    const wit = 'test:sessions/operations@1.0.0';
    const opened = await instance.callExport(wit, '[constructor]session', ['main', []]);
    if (!opened.ok) throw new Error('it was not opened');
    expect(await instance.callExport(wit, 'keep', [opened.value])).toMatchObject({ ok: true, value: 'main' });
    const trap = await trapOf(instance.callExport(wit, '[method]session.name', [opened.value]));
    expect(trap.message).toMatch(/this handle of Session was given to the component before/);
  });

  test('methods have the limits of calls', async () => {
    const session = await call('open', 'main');
    const trap = await trapOf(instance.invokeMethod(session, 'spin', [], { timeoutMs: 50 }));
    expect(trap.kind).toBe('deadline');
  });

  test('calls to handles and operations wait for each other', async () => {
    const session = await call('open', 'main');
    const calls = [session.write('k', '1'), session.read('k'), drop(session), call('events'), alive()];
    expect(await Promise.all(calls)).toEqual([undefined, '1', undefined, ['disposed main'], 0]);
  });

  test('a shutdown disposes what callers still hold, the youngest first', async () => {
    const logged: string[] = [];
    const own = await loaded.instantiate({ log: ({ message }) => logged.push(message) });
    await own.call('open', 'a');
    await own.call('open', 'b');
    await own.shutdown();
    expect(logged).toEqual(['disposed b', 'disposed a']);
  });

  test('async iterables, to the end and left early', async () => {
    const numbers: unknown[] = [];
    for await (const one of await call<AsyncIterable<unknown>>('count', 3)) numbers.push(one);
    expect(numbers).toEqual([1, 2, 3]);
    expect(await call('events')).toEqual(['counted']);
    for await (const one of await call<AsyncIterable<number>>('count', 1000)) if (one === 2) break;
    expect(await call('events')).toEqual(['counted']);
    const { names } = await call<{ names: AsyncIterable<unknown> }>('maybe');
    expect(await collected(names)).toEqual(['a', undefined, 'b']);
    expect(await collected(names)).toEqual([]);
    const unused = await call<AsyncDisposable>('count', 5);
    await unused[Symbol.asyncDispose]();
    expect(await call('events')).toEqual([]);
  });

  test('async iterables of handles, and several at a time', async () => {
    const sessions = await collected(await call<AsyncIterable<Handle>>('opened', ['x', 'y']));
    expect(await Promise.all(sessions.map((one) => one.name()))).toEqual(['x', 'y']);
    const runs = [await call<AsyncIterable<number>>('count', 2), await call<AsyncIterable<number>>('count', 3)];
    expect(await Promise.all(runs.map((one) => collected(one)))).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
  });

  test('an error of an async iterable', async () => {
    const run = (await call<AsyncIterable<number>>('failing'))[Symbol.asyncIterator]();
    expect(await run.next()).toEqual({ done: false, value: 1 });
    const trap = await trapOf(run.next());
    expect(trap.message).toBe('U32Stream.next threw RangeError: there is no second one');
    expect(trap.guestError?.stack).toMatch(/sessions\.ts:\d+/);
  });

  test.each(['worker', 'process'] as const)('an instance in a %s of its own has them too', async (isolation) => {
    const apart = await loaded.instantiate({ isolation });
    const Remote = apart.resource('Session');
    const session = (await Remote['new']?.('far')) as Handle;
    await session.write('k', 'v');
    const fork = (await session.fork()) as Handle;
    expect([await fork.name(), await fork.read('k'), await session.isSame(fork)]).toEqual(["far'", 'v', false]);
    expect(await apart.call('keep', session)).toBe('far');
    await drop(fork);
    expect(await apart.call('events')).toEqual(["disposed far'"]);
    expect(await Remote['alive']?.()).toBe(1);
    expect(await collected((await apart.call('count', 3)) as AsyncIterable<number>)).toEqual([1, 2, 3]);
    // A handle is its instance's own, wherever that runs.
    await expect(instance.call('keep', session)).rejects.toMatchObject({ code: expect.stringMatching(/^AIRSSYS_/) });
    await apart.shutdown();
  });

  test('a state per call keeps no objects', async () => {
    await expect(loaded.instantiate({ reuse: 'call' })).rejects.toMatchObject({
      code: 'AIRSSYS_CONFIG_INVALID',
      message: "reuse: 'call' cannot keep objects of AsyncIterable, Cursor, Session",
    });
  });

  test('10,000 handles leave nothing behind', async () => {
    const round = async (count: number): Promise<number> => {
      for (let done = 0; done < count; done += 100) {
        const list = await call<readonly Handle[]>('many', 100);
        for (const one of list) await drop(one);
        expect((await call<readonly string[]>('events')).length).toBe(100);
      }
      return instance.usage.memoryBytes;
    };
    const before = await round(5_000);
    const after = await round(5_000);
    // StarlingMonkey collects its older garbage when it has some 100 MB of it, so that each call seems to leave a trace.
    if (engine === 'quickjs') expect(after).toBe(before);
    expect(await alive()).toBe(0);
  }, 120_000);
});
