/** An actor is one instance: it is called, given messages, suspended, resumed, and ends in each way in which it can. */
import { readdirSync, readFileSync } from 'node:fs';
import { isAirssysError } from '@airssys/model';
import { expect, test, vi } from 'vitest';
import { ComponentActor, type ComponentActorOptions } from '../../src/supervision/component-actor.ts';
import type { ActorMessage } from '../../src/supervision/message-record.ts';
import type { ActorStateChange } from '../../src/supervision/actor-state.ts';
import { type HostOptions, type InstanceOptions, MemoryBackend } from '../../src/index.ts';
import { built, testHost } from '../components.ts';

type Extra = Partial<ComponentActorOptions> & { readonly host?: HostOptions };

async function actorOf(instance: InstanceOptions = {}, { host, ...options }: Extra = {}): Promise<ComponentActor> {
  const loaded = await testHost(host).load(await built('actor'));
  const grants = ['storage', 'clock', 'secrets.read:key'];
  return await ComponentActor.start({ loaded, instance: { grants, ...instance }, ...options });
}

const message = (text: string, metadata: Partial<ActorMessage['metadata']> = {}): ActorMessage => ({
  sender: { namespace: 'acme', name: 'shop', instance: '' },
  payload: new TextEncoder().encode(text),
  metadata: { timestampMs: 1_700_000_000_250, ...metadata },
});

const textOf = (payload: Uint8Array | undefined): string => new TextDecoder().decode(payload);

test('is called, counts, and tells of its states', async () => {
  const changes: ActorStateChange[] = [];
  const actor = await actorOf({}, { onStateChange: (change) => changes.push(change) });
  expect(actor.state).toBe('ready');
  const call = actor.invoke('add', [1, 2]);
  expect(actor.state).toBe('processing');
  expect((await call).value).toBe(3);
  expect(actor.state).toBe('ready');
  await expect(actor.invoke('refuse', [])).rejects.toThrow('as declared');
  expect(actor.counters).toMatchObject({ calls: 2, failures: 0, messages: 0, inFlight: 0, lastEnd: undefined });
  await actor.stop();
  expect(actor.state).toBe('terminated');
  expect(await actor.ended).toEqual({ kind: 'shutdown' });
  expect(changes.map(({ from, to }) => `${from} ${to}`)).toEqual([
    'initializing ready',
    'ready processing',
    'processing ready',
    'ready processing',
    'processing ready',
    'ready terminating',
    'terminating terminated',
  ]);
});

test('is given messages and callbacks, and answers', async () => {
  await using actor = await actorOf();
  expect(await actor.handleMessage(message('hello'))).toBeUndefined();
  await actor.handleCallback(message('answer', { correlationId: '7' }));
  expect(textOf(await actor.handleMessage(message('count')))).toBe('102');
  const replyTo = { namespace: 'acme', name: 'desk', instance: '2' };
  const metadata = { correlationId: '8', replyTo, contentType: 'text/plain' };
  expect(JSON.parse(textOf(await actor.handleMessage(message('describe', metadata))))).toEqual({
    from: 'acme:shop',
    sentAtMs: 1_700_000_000_250,
    ...metadata,
  });
  expect(actor.counters).toMatchObject({ calls: 0, messages: 4, failures: 0 });
});

test('goes on after a message that it could not handle, whose error has no secret in it', async () => {
  const secrets = { get: () => 'swordfish' };
  await using actor = await actorOf({}, { host: { secrets } });
  const error = await actor.handleMessage(message('secret')).catch((thrown: unknown) => thrown);
  expect(isAirssysError(error, 'AIRSSYS_SUPERVISION_MESSAGE')).toBe(true);
  expect(String(error)).toContain('the key is ');
  expect(JSON.stringify([String(error), error])).not.toContain('swordfish');
  expect((await actor.invoke('counted', [])).value).toBe(0);
  expect(actor.counters.failures).toBe(1);
});

test.each(['inline', 'worker', 'process'] as const)('has failed when a call of it traps: %s', async (isolation) => {
  const actor = await actorOf({ isolation });
  const call = actor.invoke('fail', []);
  await expect(call).rejects.toMatchObject({ code: 'AIRSSYS_TRAP_GUEST_ERROR' });
  expect(await actor.ended).toMatchObject({ kind: 'failed', error: { code: 'AIRSSYS_TRAP_GUEST_ERROR' } });
  expect(actor.state).toBe('terminated');
  await expect(actor.invoke('add', [1, 2])).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_STATE' });
  await actor.stop();
});

test.skipIf(process.platform !== 'linux')('has failed when its process is gone between calls', async () => {
  const before = children();
  const actor = await actorOf({ isolation: 'process' });
  const [pid, ...others] = children().filter((one) => !before.includes(one));
  expect(others).toEqual([]);
  process.kill(Number(pid), 'SIGKILL');
  expect(await actor.ended).toMatchObject({ kind: 'failed', error: { code: 'AIRSSYS_TRAP_LOST' } });
});

/** The processes that this one has started. */
function children(): readonly string[] {
  return readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8')
      .split(' ')
      .filter((pid) => pid !== ''),
  );
}

test('has failed when a message outlives its deadline', async () => {
  const actor = await actorOf();
  await expect(actor.handleMessage(message('hang'), { timeoutMs: 20 })).rejects.toMatchObject({ kind: 'deadline' });
  expect(await actor.ended).toMatchObject({ kind: 'failed', error: { kind: 'deadline' } });
});

test('lets calls wait while it is suspended, in their order', async () => {
  await using actor = await actorOf();
  const before = actor.invoke('wait', [20]);
  await actor.suspend();
  await before;
  expect(actor.state).toBe('suspended');
  const order: number[] = [];
  const calls = [1, 2, 3].map(async (at) => {
    await actor.invoke('add', [at, 1]);
    order.push(at);
  });
  const given = new AbortController();
  const givenUp = actor.invoke('add', [1, 1], { signal: given.signal });
  await new Promise(setImmediate);
  expect(order).toEqual([]);
  expect(actor.counters.waiting).toBe(4);
  given.abort(new Error('no longer'));
  await expect(givenUp).rejects.toThrow('no longer');
  actor.resume();
  await Promise.all(calls);
  expect(order).toEqual([1, 2, 3]);
  expect(actor.state).toBe('ready');
});

test('refuses those that wait beyond its bound, and all that wait when it is stopped', async () => {
  const actor = await actorOf({}, { maxWaiting: 1 });
  await actor.suspend();
  const waits = actor.invoke('add', [1, 2]);
  await expect(actor.invoke('add', [1, 2])).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OVERLOADED' });
  await Promise.all([expect(waits).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_STATE' }), actor.stop()]);
  expect(actor.counters.inFlight).toBe(0);
  expect(() => actor.resume()).toThrow('it is terminated');
});

test('finishes what is under way before it shuts down', async () => {
  const storage = new MemoryBackend();
  const actor = await actorOf({}, { host: { storage } });
  const called = vi.fn<() => void>();
  const call = actor.invoke('wait', [30]).then(called);
  await actor.handleMessage(message('one'));
  const stopping = actor.stop();
  expect(actor.state).toBe('terminating');
  await stopping;
  await call;
  expect(called).toHaveBeenCalledOnce();
  // It wrote in @onShutdown that it had received one message.
  expect(textOf(await storage.get('test:actor', 'ended'))).toBe('1');
});

test('has failed where its @onShutdown does; stop resolves all the same', async () => {
  const actor = await actorOf();
  await actor.invoke('endAs', ['fails']);
  await actor.stop();
  expect(await actor.ended).toMatchObject({ kind: 'failed', error: { code: 'AIRSSYS_SANDBOX_SHUTDOWN' } });
});

test('is killed when the signal of its stop aborts', async () => {
  const actor = await actorOf({ limits: { timeoutMs: 60_000, maxFuel: 1e15 } });
  await actor.invoke('endAs', ['hangs']);
  await actor.stop(AbortSignal.timeout(30));
  expect(await actor.ended).toMatchObject({ kind: 'failed', error: { code: 'AIRSSYS_SUPERVISION_KILLED' } });
});

test('is killed at any time, which stops the call that is under way', async () => {
  const { promise: hangs, resolve: log } = Promise.withResolvers<unknown>();
  const actor = await actorOf({ limits: { timeoutMs: 60_000, maxFuel: 1e15 }, log });
  const call = actor.invoke('hang', []);
  await hangs;
  actor.kill();
  actor.kill();
  await expect(call).rejects.toMatchObject({ code: 'AIRSSYS_TRAP_CANCELLED' });
  expect(await actor.ended).toMatchObject({ kind: 'failed', error: { code: 'AIRSSYS_SUPERVISION_KILLED' } });
  expect(actor.instance.state).toBe('disposed');
});

test('tells how it is; a question that waits behind a call is not held against it', async () => {
  await using actor = await actorOf();
  expect(await actor.health()).toBe('healthy');
  await actor.invoke('become', ['degraded']);
  expect(await actor.health()).toBe('degraded');
  const call = actor.invoke('wait', [60]);
  expect(await actor.health(AbortSignal.timeout(10))).toBe('unknown');
  await call;
  expect(await actor.health(AbortSignal.timeout(10_000))).toBe('degraded');
});

test('a start that is aborted rejects, and leaves no instance', async () => {
  const loaded = await testHost().load(await built('actor'));
  const abort = new AbortController();
  const starting = ComponentActor.start({ loaded }, abort.signal);
  abort.abort(new Error('not wanted'));
  await expect(starting).rejects.toThrow('not wanted');
  await expect(ComponentActor.start({ loaded }, abort.signal)).rejects.toThrow('not wanted');
});
