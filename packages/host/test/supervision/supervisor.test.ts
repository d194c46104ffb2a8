/** Supervisors with real components: what the rules come to for who calls them, is told of them, and looks at them. */
import { expect, test } from 'vitest';
import {
  type ComponentActor,
  components,
  type ComponentsOptions,
  type EndReason,
  formatTree,
  type LoadedComponent,
  supervise,
  type SuperviseOptions,
  type Supervised,
  Supervisor,
  type SupervisorEvent,
} from '../../src/index.ts';
import { built, testHost } from '../components.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

const GRANTS = { instance: { grants: ['storage', 'clock'] } };

const actor = async (): Promise<LoadedComponent> => await testHost().load(await built('actor'));

/** Two actors, `a-1` and `b-1`. */
async function pair(options: SuperviseOptions, each: ComponentsOptions = {}): Promise<Supervisor<ComponentActor>> {
  const loaded = await actor();
  return await supervise(options)
    .child(components(loaded, { id: 'a', ...GRANTS, ...each }))
    .child(components(loaded, { id: 'b', ...GRANTS, ...each }))
    .start();
}

/** Of the kind, and those before it. */
async function until(
  events: AsyncIterable<SupervisorEvent>,
  kind: SupervisorEvent['kind'],
  child?: string,
): Promise<void> {
  for await (const event of events) {
    if (event.kind === kind && (child === undefined || ('child' in event && event.child === child))) return;
  }
  throw new Error(`there was no ${kind}`);
}

const told = (events: readonly SupervisorEvent[]): readonly string[] =>
  events.map((event) => `${event.path.join('/')} ${event.kind}${'child' in event ? ` ${event.child}` : ''}`);

async function crash(one: ComponentActor | undefined): Promise<void> {
  await expect(one?.invoke('fail', [])).rejects.toMatchObject({ code: 'AIRSSYS_TRAP_GUEST_ERROR' });
}

test('a component that traps is there again, and its siblings have gone on', async () => {
  await using tree = await pair({ name: 'shop' });
  const [a, b] = [tree.child('a-1'), tree.child('b-1')];
  const restarted = until(tree.events(), 'child-started', 'a-1');
  await crash(a);
  await restarted;
  expect(tree.child('a-1')).not.toBe(a);
  expect((await tree.child('a-1')?.invoke('add', [1, 2]))?.value).toBe(3);
  expect(tree.child('b-1')).toBe(b);
  expect(tree.whichChildren()).toMatchObject([
    { id: 'a-1', status: 'running', restarts: 1, lastEnd: { kind: 'failed' } },
    { id: 'b-1', status: 'running', restarts: 0, lastEnd: undefined },
  ]);
  expect(tree.countChildren()).toEqual({ specs: 2, active: 2, workers: 2, supervisors: 0 });
});

test('one restart too many ends all, with what led to it', async () => {
  const events: SupervisorEvent[] = [];
  const tree = await pair({ name: 'shop', intensity: 1, onEvent: (event) => events.push(event) });
  const restarted = until(tree.events(), 'child-started', 'a-1');
  await crash(tree.child('a-1'));
  await restarted;
  await crash(tree.child('b-1'));
  const reason = await tree.ended;
  expect(reason).toMatchObject({
    kind: 'failed',
    error: {
      code: 'AIRSSYS_SUPERVISION_INTENSITY',
      data: { causes: [{ child: 'a-1', error: 'fail threw TypeError: a defect' }, { child: 'b-1' }] },
      cause: { errors: [{ code: 'AIRSSYS_TRAP_GUEST_ERROR' }, { code: 'AIRSSYS_TRAP_GUEST_ERROR' }] },
    },
  });
  expect(tree.state).toBe('ended');
  expect(told(events)).toEqual([
    'shop child-started a-1',
    'shop child-started b-1',
    'shop child-ended a-1',
    'shop child-restarting a-1',
    'shop child-started a-1',
    'shop child-ended b-1',
    'shop escalated',
    'shop child-ended a-1',
    'shop supervisor-ended',
  ]);
  await expect(tree.restartChild('a-1')).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_STATE' });
});

test('a supervisor above starts the one that has given up again, and hears of all beneath', async () => {
  const loaded = await actor();
  const events: SupervisorEvent[] = [];
  await using root = await supervise({ name: 'root', onEvent: (event) => events.push(event) })
    .child(supervise({ name: 'back', intensity: 0 }).child(components(loaded, { id: 'a', ...GRANTS })))
    .start();
  const first = root.child('back');
  const restarted = until(root.events(), 'child-started', 'back');
  await crash(first?.child('a-1'));
  await restarted;
  expect(root.child('back')).not.toBe(first);
  expect(root.child('back')?.child('a-1')?.state).toBe('ready');
  expect(told(events)).toEqual([
    'root child-started back',
    'root/back child-started a-1',
    'root/back child-ended a-1',
    'root/back escalated',
    'root/back supervisor-ended',
    'root child-ended back',
    'root child-restarting back',
    'root child-started back',
    'root/back child-started a-1',
  ]);
});

test('children are added, ended, started and forgotten by hand', async () => {
  const loaded = await actor();
  await using tree = await pair({});
  const [late] = components(loaded, { id: 'late', ...GRANTS });
  if (late === undefined) throw new Error('there is one');
  const started = await tree.startChild(late);
  expect(started).toBe(tree.child('late-1'));
  await expect(tree.startChild(late)).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_CHILD' });
  await expect(tree.deleteChild('late-1')).rejects.toThrow('cannot delete a child that is running: late-1');
  await tree.terminateChild('late-1');
  expect(started.state).toBe('terminated');
  expect((await tree.restartChild('late-1')).state).toBe('ready');
  await tree.terminateChild('late-1');
  await tree.deleteChild('late-1');
  await expect(tree.restartChild('late-1')).rejects.toThrow('has no child late-1');
});

test('where one does not start, none of them is left', async () => {
  const loaded = await actor();
  const started: ComponentActor[] = [];
  const good = components(loaded, { id: 'good', instances: 2, onStateChange: (_, one) => started.push(one) });
  const tree = supervise({ name: 'shop' })
    .child(good)
    .child({ id: 'bad', start: async () => await Promise.reject(new Error('no port')) });
  await expect(tree.start()).rejects.toMatchObject({
    code: 'AIRSSYS_SUPERVISION_START',
    message: 'bad of shop failed to start: no port',
    cause: { message: 'no port' },
  });
  expect(new Set(started.map(({ state }) => state))).toEqual(new Set(['terminated']));
});

test('a start that is called off rejects with its reason, once all is ended', async () => {
  const loaded = await actor();
  const abort = new AbortController();
  const seen: ComponentActor[] = [];
  const starting = supervise()
    .child(components(loaded, { id: 'a', onStateChange: (_, one) => seen.push(one) }))
    .child({
      id: 'slow',
      start: async (signal) => {
        setImmediate(() => abort.abort(new Error('not wanted')));
        return await new Promise<Supervised>((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('given up')));
        });
      },
    })
    .start(abort.signal);
  await expect(starting).rejects.toThrow('not wanted');
  expect(seen.at(-1)?.state).toBe('terminated');
});

test('a child that fails to start again is tried again, and is no child to be started or forgotten meanwhile', async () => {
  let starts = 0;
  const { promise: during, resolve: reached } = Promise.withResolvers<void>();
  const { promise: goOn, resolve: go } = Promise.withResolvers<void>();
  const ends: ((reason: EndReason) => void)[] = [];
  const start = async (): Promise<Supervised> => {
    starts += 1;
    if (starts === 2) {
      reached();
      await goOn;
      throw new Error('not yet');
    }
    const { promise: ended, resolve } = Promise.withResolvers<EndReason>();
    ends.push(resolve);
    return { ended, stop: async () => await Promise.resolve(resolve({ kind: 'shutdown' })), kill: () => {} };
  };
  await using tree = await Supervisor.start({ intensity: 2 }, [{ id: 'a', start }]);
  ends[0]?.({ kind: 'normal' });
  await during;
  const command = tree.restartChild('a');
  go();
  await expect(command).rejects.toThrow('cannot start a child that is restarting: a');
  await settle();
  expect(starts).toBe(3);
  expect(tree.whichChildren()).toMatchObject([{ id: 'a', status: 'running', restarts: 1 }]);
});

test('a child that is unhealthy too often in a row is started again', async () => {
  const clock = new VirtualClock();
  const events: SupervisorEvent[] = [];
  const healthCheck = { intervalMs: 1_000, timeoutMs: 500, unhealthyAfter: 2 };
  const tree = await pair({ clock, onEvent: (event) => events.push(event) }, { healthCheck });
  const a = tree.child('a-1');
  await clock.runTo(3_500);
  expect(told(events).slice(2)).toEqual([]);
  await a?.invoke('become', ['unhealthy']);
  const restarted = until(tree.events(), 'child-started', 'a-1');
  await clock.runTo(4_500);
  await a?.invoke('become', ['degraded']);
  await clock.runTo(5_500);
  await a?.invoke('become', ['unhealthy']);
  await clock.runTo(8_000);
  await restarted;
  expect(told(events).slice(2)).toEqual([
    'supervisor child-unhealthy a-1',
    'supervisor child-unhealthy a-1',
    'supervisor child-unhealthy a-1',
    'supervisor child-ended a-1',
    'supervisor child-restarting a-1',
    'supervisor child-started a-1',
  ]);
  expect(tree.whichChildren()[0]).toMatchObject({
    lastEnd: { kind: 'failed', error: { code: 'AIRSSYS_SUPERVISION_UNHEALTHY' } },
  });
  // In order: it was alive.
  expect(await a?.ended).toEqual({ kind: 'shutdown' });
  await tree.stop();
  expect(clock.pending).toBe(0);
});

test('a question for its health without an answer counts against a child', async () => {
  const clock = new VirtualClock();
  const { promise: ended, resolve } = Promise.withResolvers<EndReason>();
  const asked: AbortSignal[] = [];
  const tree = await Supervisor.start({ clock }, [
    {
      id: 'mute',
      restart: 'temporary',
      healthCheck: { intervalMs: 100, timeoutMs: 10, unhealthyAfter: 3 },
      start: async () =>
        await Promise.resolve({
          ended,
          stop: async () => await Promise.resolve(resolve({ kind: 'shutdown' })),
          kill: () => {},
          health: async (signal: AbortSignal) => {
            asked.push(signal);
            return await new Promise<'healthy'>(() => {});
          },
        }),
    },
  ]);
  await clock.runTo(1_000);
  expect(asked.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  expect(tree.whichChildren()).toEqual([]);
  await tree.stop();
});

test('restarts wait longer each time, by chance a little less, until the child has run for long enough', async () => {
  const clock = new VirtualClock();
  const delays: number[] = [];
  const tree = await Supervisor.start(
    {
      clock,
      intensity: 100,
      backoff: { baseMs: 100, factor: 2, maxMs: 350, jitter: 0.5, resetAfterMs: 1_000 },
      // Half of what chance can give.
      randomness: (bytes) => bytes.fill(0).fill(0x80, 0, 1),
      onEvent: (event) => event.kind === 'child-restarting' && delays.push(event.delayMs),
    },
    [
      {
        id: 'a',
        start: async () => {
          const ended = clock.sleep(delays.length === 4 ? 1_000 : 10).then(() => ({ kind: 'normal' }) as const);
          return await Promise.resolve({ ended, stop: async () => void (await ended), kill: () => {} });
        },
      },
    ],
  );
  await clock.runTo(2_000);
  expect(delays.slice(0, 5)).toEqual([75, 150, 262.5, 262.5, 75]);
  const stopping = tree.stop();
  await clock.runTo(10_000);
  await stopping;
});

test('the tree is drawn, and what a component says does not leave its line', async () => {
  const loaded = await actor();
  await using tree = await supervise({ name: 'shop', strategy: 'rest-for-one' })
    .child(components(loaded, { id: 'cart', instances: 2, ...GRANTS }))
    .child(
      supervise({ name: 'stock', strategy: 'one-for-all' })
        .child(components(loaded, { id: 'ledger', restart: 'temporary', ...GRANTS }))
        .child(components(loaded, { id: 'report', restart: 'transient', ...GRANTS })),
    )
    .start();
  const restarted = until(tree.events(), 'child-started', 'stock');
  await crash(tree.child('cart-2') as ComponentActor);
  await restarted;
  const report = (tree.child('stock') as Supervisor<ComponentActor>).child('report-1');
  await report?.suspend();
  const cart = tree.child('cart-1') as ComponentActor;
  await cart.invoke('add', [1, 2]);
  expect(formatTree(tree)).toMatchInlineSnapshot(`
    "shop · rest-for-one
    ├─ cart-1 · ready · 1 call
    ├─ cart-2 · ready · 1 restart · last: fail threw TypeError: a defect
    └─ stock · one-for-all · 1 restart
       ├─ ledger-1 · ready
       └─ report-1 · suspended"
  `);
  const [evil] = [{ id: 'e\u001b[2Jvil\n', start: async () => await Promise.resolve(cart) }];
  await tree.startChild(evil);
  expect(formatTree(tree)).toContain('└─ e [2Jvil  · ready');
});

test('events end with the supervisor, and with whoever reads them', async () => {
  const tree = await pair({});
  const kinds: string[] = [];
  const reading = (async () => {
    for await (const { kind } of tree.events()) kinds.push(kind);
  })();
  const abort = new AbortController();
  const given = until(tree.events(abort.signal), 'escalated');
  await settle();
  abort.abort();
  await expect(given).rejects.toThrow('there was no escalated');
  await tree.stop();
  await reading;
  expect(kinds).toEqual(['child-ended', 'child-ended', 'supervisor-ended']);
});

test('a listener that throws harms nobody', async () => {
  const { promise: warned, resolve } = Promise.withResolvers<string>();
  process.once('warning', ({ message }) => resolve(message));
  await using tree = await pair({
    onEvent: () => {
      throw new Error('full');
    },
  });
  expect(await warned).toBe('A listener of a supervisor failed: full');
  expect(tree.countChildren().active).toBe(2);
});

test.each<[SuperviseOptions, ComponentsOptions]>([
  [{ intensity: -1 }, {}],
  [{ periodMs: 0 }, {}],
  [{ backoff: { baseMs: 10, maxMs: 5 } }, {}],
  [{ backoff: { baseMs: 10, jitter: 2 } }, {}],
  [{}, { instances: 0 }],
  [{}, { shutdown: -1 }],
  [{}, { restart: 'transient', significant: true }],
  [{ autoShutdown: 'any-significant' }, { significant: true }],
  [{}, { healthCheck: { intervalMs: 0, timeoutMs: 1, unhealthyAfter: 1 } }],
])('options out of range are refused before anything starts: %o %o', async (options, each) => {
  await expect(pair(options, each)).rejects.toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
});
