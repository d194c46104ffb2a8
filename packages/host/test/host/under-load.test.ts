/** A host whose component is called all the time, with an account of every call and message. */
import { expect, onTestFinished, test } from 'vitest';
import { Host, type UpdateStrategy } from '../../src/index.ts';
import { built, CACHE_DIR, temporaryDirectory } from '../components.ts';
import { Account } from '../updates/versions.ts';
import { versioned } from './versioned.ts';

const TALLY = 'acme:tally';
const MESSENGER = 'test:messenger';
const GRANTS = ['storage', 'messaging.publish:*', 'messaging.subscribe:*', 'messaging.send:*', 'messaging.request:*'];

const STRATEGIES: readonly (readonly [string, UpdateStrategy])[] = [
  ['stop-start', { kind: 'stop-start' }],
  ['blue-green', { kind: 'blue-green' }],
  ['canary', { kind: 'canary', steps: [{ weight: 30, calls: 5 }], guard: { minCalls: 5 } }],
  ['rolling', { kind: 'rolling', guard: {} }],
];

test.each(STRATEGIES)('%s: no call is lost or runs twice, in memory and in the registry', async (_name, strategy) => {
  const account = new Account();
  const host = await Host.open({
    dataDir: temporaryDirectory(),
    cacheDir: CACHE_DIR,
    surroundings: () => ({ log: account.log }),
  });
  onTestFinished(async () => await host.close());
  const [one, two] = await Promise.all([built('versions/tally-1'), built('versions/tally-2')]);
  await host.install(one, { instances: 2 });
  await host.start(TALLY);
  let calls = 0;
  const done = new AbortController();
  const failures: unknown[] = [];
  const caller = async (): Promise<void> => {
    while (!done.signal.aborted) {
      calls += 1;
      await host.call(TALLY, 'add', [calls]).catch((error: unknown) => failures.push(error));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const callers = [caller(), caller(), caller()];
  for (let round = 0; round < 3; round += 1) {
    await host.update(TALLY, two, { strategy, migrate: false });
    expect(host.get(TALLY)).toMatchObject({ state: 'running', version: '2.0.0' });
    await host.rollback(TALLY);
    expect(host.get(TALLY)).toMatchObject({ state: 'running', version: '1.0.0' });
  }
  done.abort();
  await Promise.all(callers);
  expect(failures).toEqual([]);
  expect(Array.from({ length: calls }, (_, at) => account.runsOf(at + 1)).filter((runs) => runs !== 1)).toEqual([]);
});

test('a dry run says whether the state would be taken over, and changes nothing', async () => {
  const host = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  await host.install(await built('versions/tally-1'));
  await host.start(TALLY);
  await host.call(TALLY, 'add', [7]);
  const two = await built('versions/tally-2');
  const plan = await host.update(TALLY, two, { dryRun: true });
  expect(plan).toMatchObject({ isRunning: true, migration: { ok: true } });
  expect(plan.migration?.stateBytes).toHaveLength(1);
  expect(host.get(TALLY)).toMatchObject({ version: '1.0.0', state: 'running' });
  await host.update(TALLY, two);
  expect(await host.call(TALLY, 'calls')).toEqual([7]);
});

test('a version that does worse than the guard allows is taken back by itself', async () => {
  const host = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  await host.install(await versioned({ answer: 1 }));
  await host.start('test:versioned');
  const worse = await versioned({ version: '2.0.0', operations: { answer: '(unreachable)' } });
  const strategy = { kind: 'canary', steps: [{ weight: 50, calls: 1_000 }], guard: { maxTraps: 0 } } as const;
  const ended = host.update('test:versioned', worse, { strategy }).catch((error: unknown) => error);
  const done = new AbortController();
  void ended.finally(() => done.abort());
  while (!done.signal.aborted) await host.call('test:versioned', 'answer').catch(() => {});
  expect(await ended).toMatchObject({ code: 'AIRSSYS_UPDATE_ROLLED_BACK', data: { finding: { measure: 'traps' } } });
  expect(host.get('test:versioned')).toMatchObject({
    state: 'running',
    version: '1.0.0',
    versions: [{ version: '1.0.0' }],
  });
  expect(await host.call('test:versioned', 'answer')).toBe(1);
});

test('messages go to whichever instance is ready, over updates and restarts, and topics to who subscribed', async () => {
  const host = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  const bytes = await built('messenger');
  await host.install(bytes, { grants: GRANTS, env: { TOPICS: 'orders.*' } });
  const text = (payload: Uint8Array | undefined): string => new TextDecoder().decode(payload);
  const say = (words: string): Uint8Array => new TextEncoder().encode(words);
  await expect(host.send(MESSENGER, say('echo a'))).rejects.toMatchObject({
    code: 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND',
  });
  await host.start(MESSENGER);
  expect(text(await host.ask(MESSENGER, say('echo hello')))).toBe('hello');
  expect(await host.publish('orders.created', say('one'))).toBe(1);
  await expect
    .poll(async () => await host.call(MESSENGER, 'received'), { timeout: 20_000 })
    .toEqual(['message from airssys:host: echo hello', 'message from airssys:host on orders.created: one']);
  // The message that traps is lost with its instance; the next is for the one that takes its place.
  await expect(host.ask(MESSENGER, say('fail'))).rejects.toThrow(/./);
  expect(text(await host.ask(MESSENGER, say('echo again')))).toBe('again');
  await host.update(MESSENGER, bytes, { labels: { changed: 'yes' } });
  expect(host.query().withLabel('changed').count()).toBe(1);
  expect(text(await host.ask(MESSENGER, say('echo updated')))).toBe('updated');
  await expect(host.install(bytes, { id: 'airssys:host' })).rejects.toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
});

test('what a component has stored goes with it, unless it is to be kept', async () => {
  const host = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  const bytes = await built('messenger');
  const count = new TextEncoder().encode('count');
  const counted = async (): Promise<string> => {
    await host.install(bytes, { grants: GRANTS });
    await host.start(MESSENGER);
    const answer = new TextDecoder().decode(await host.ask(MESSENGER, count));
    await host.stop(MESSENGER);
    return answer;
  };
  expect(await counted()).toBe('1');
  await host.uninstall(MESSENGER, { keepData: true });
  expect(await counted()).toBe('2');
  await host.uninstall(MESSENGER);
  expect(await counted()).toBe('1');
});
