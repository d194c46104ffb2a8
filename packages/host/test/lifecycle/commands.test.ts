/** Commands to one component at the same time, by the table of docs/lifecycle.md. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { Host, type InstalledComponent, LIFECYCLE_STATES, type OpenOptions, TRANSITIONS } from '../../src/index.ts';
import { COMMAND_RULES } from '../../src/lifecycle/command-rules.ts';
import {
  DEFAULT_TIMEOUTS,
  findTransition,
  isActive,
  isTerminal,
  isTransitional,
} from '../../src/lifecycle/lifecycle-state.ts';
import { CACHE_DIR, temporaryDirectory } from '../components.ts';
import { versioned } from '../host/versioned.ts';

const ID = 'test:versioned';
const SLOW = 'test:slow';
/** A component that is prepared for the first time takes a while. */
const PATIENT = { timeout: 20_000 };
/** Elsewhere, since nothing can stop a start function on this thread before its time. */
const surroundings = (id: string) => (id === SLOW ? ({ isolation: 'worker' } as const) : {});
const LOOP = '(loop $l (br $l))';
/** An update that lasts until it is stopped. */
const ENDLESS = { kind: 'canary', steps: [{ weight: 50, durationMs: 3_600_000 }] } as const;

let host: Host;

async function opened(options: Partial<OpenOptions> = {}): Promise<Host> {
  const made = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR, ...options });
  onTestFinished(async () => await made.close());
  host = made;
  return made;
}

async function running(): Promise<void> {
  await opened();
  await host.install(await versioned({ answer: 1 }));
  await host.start(ID);
}

const inState = async (state: InstalledComponent['state'], id = ID): Promise<void> =>
  await expect.poll(() => host.query().byName(id).first()?.state, PATIENT).toBe(state);
/** What a command has failed with; undefined where it has not. */
const failure = async (command: Promise<unknown>): Promise<unknown> =>
  await command.then(
    () => undefined,
    (error: unknown) => error,
  );

/** An update that is under way; its promise is in an object, so that it is not waited for. */
async function updating(): Promise<{ readonly ended: Promise<unknown> }> {
  const ended = failure(host.update(ID, await versioned({ version: '2.0.0', answer: 2 }), { strategy: ENDLESS }));
  await inState('updating');
  return { ended };
}

test('the tables of the documentation are those of the code', () => {
  const page = readFileSync(new URL('../../../../docs/lifecycle.md', import.meta.url), 'utf8');
  const cells = (line: string): readonly string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
  const table = (first: string): readonly (readonly string[])[] => {
    const lines =
      page
        .slice(page.indexOf(`| ${first} `))
        .split('\n\n')[0]
        ?.split('\n') ?? [];
    return lines.filter((_, at) => at !== 1).map(cells);
  };
  expect(table('from').slice(1)).toEqual(TRANSITIONS.map(({ from, to, cause }) => [from, to, cause]));
  const [head = [], ...rows] = table('command');
  expect(head.slice(1)).toEqual(LIFECYCLE_STATES);
  expect(rows).toEqual(
    Object.entries(COMMAND_RULES).map(([command, rules]) => [
      command,
      ...LIFECYCLE_STATES.map((state) => rules[state]),
    ]),
  );
});

test('each state can be reached and left, and those that end by themselves have a time for it', () => {
  for (const state of LIFECYCLE_STATES) {
    expect(TRANSITIONS.some(({ to }) => to === state) && TRANSITIONS.some(({ from }) => from === state)).toBe(true);
    expect(isTransitional(state)).toBe(state in DEFAULT_TIMEOUTS);
  }
  expect(LIFECYCLE_STATES.filter(isTerminal)).toEqual(['uninstalled']);
  expect(LIFECYCLE_STATES.filter(isActive)).toEqual(['starting', 'running', 'updating', 'stopping']);
  expect(findTransition('installed', 'running')).toBeUndefined();
});

test('a second update is refused while one is under way, and the state is named', async () => {
  await running();
  await updating();
  expect(await failure(host.update(ID, await versioned({ version: '3.0.0' })))).toMatchObject({
    code: 'AIRSSYS_LIFECYCLE_STATE',
    data: { state: 'updating', command: 'update' },
  });
  // Both versions answer meanwhile.
  const answers = new Set<unknown>();
  await expect.poll(async () => answers.add(await host.call(ID, 'answer')).size, PATIENT).toBe(2);
});

test('rollback during an update takes it back, and goes no further', async () => {
  await running();
  await host.update(ID, await versioned({ version: '1.1.0', answer: 5 }));
  const { ended } = await updating();
  expect(await host.rollback(ID)).toMatchObject({ state: 'running', version: '1.1.0' });
  expect(await ended).toMatchObject({
    code: 'AIRSSYS_LIFECYCLE_CANCELLED',
    data: { command: 'update', by: 'rollback' },
  });
  expect(await host.call(ID, 'answer')).toBe(5);
});

test('stop during an update takes it back and stops', async () => {
  await running();
  const { ended } = await updating();
  expect(await host.stop(ID)).toMatchObject({ state: 'stopped', version: '1.0.0' });
  expect(await ended).toMatchObject({ code: 'AIRSSYS_LIFECYCLE_CANCELLED' });
});

test('stop during a start cancels it', async () => {
  await opened({ surroundings });
  await host.install(await versioned({ name: SLOW, start: LOOP }));
  const started = failure(host.start(SLOW));
  await inState('starting', SLOW);
  expect((await host.stop(SLOW)).state).toBe('stopped');
  expect(await started).toMatchObject({ code: 'AIRSSYS_LIFECYCLE_CANCELLED' });
});

test('a start that takes too long has failed', async () => {
  await opened({ surroundings, timeouts: { starting: 50 } });
  await host.install(await versioned({ name: SLOW, start: LOOP }));
  expect(await failure(host.start(SLOW))).toMatchObject({
    code: 'AIRSSYS_LIFECYCLE_TIMEOUT',
    data: { state: 'starting' },
  });
  expect(host.get(SLOW)).toMatchObject({ state: 'failed', reason: { code: 'AIRSSYS_LIFECYCLE_TIMEOUT' } });
  expect((await host.stop(SLOW)).state).toBe('stopped');
});

test('a time is refused that is none, or of no state that ends by itself', async () => {
  for (const timeouts of [{ starting: 0 }, { updating: Infinity }, { running: 5 } as object]) {
    expect(await failure(opened({ timeouts }))).toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
  }
});

test('what a caller gives up is undone', async () => {
  await running();
  const given = new AbortController();
  const ended = failure(
    host.update(ID, await versioned({ version: '2.0.0', answer: 2 }), { strategy: ENDLESS, signal: given.signal }),
  );
  await inState('updating');
  given.abort(new Error('enough'));
  await ended;
  expect(host.get(ID)).toMatchObject({ state: 'running', version: '1.0.0' });
  expect(host.get(ID).versions).toHaveLength(1);
});

test('commands that wait are carried out in their order', async () => {
  await running();
  await Promise.all([host.stop(ID), host.start(ID), host.stop(ID), host.start(ID), host.start(ID)]);
  expect(host.get(ID).state).toBe('running');
  expect(
    host
      .history({ component: ID })
      .slice(4)
      .map(({ to }) => to),
  ).toEqual(['stopping', 'stopped', 'starting', 'running', 'stopping', 'stopped', 'starting', 'running']);
});

test('what hangs in a call is stopped by force', async () => {
  await opened({ timeouts: { stopping: 50 } });
  await host.install(await versioned());
  await host.start(ID);
  const call = failure(host.call(ID, 'spin'));
  expect((await host.stop(ID)).state).toBe('stopped');
  expect(await call).toMatchObject({ code: 'AIRSSYS_TRAP_CANCELLED' });
});

test('closing gives up what is under way, and the next host goes on', async () => {
  const dataDir = temporaryDirectory();
  await opened({ dataDir, surroundings });
  await host.install(await versioned({ answer: 1 }));
  await host.start(ID);
  await host.install(await versioned({ name: SLOW, start: LOOP }));
  const slow = failure(host.start(SLOW));
  const { ended } = await updating();
  await host.close();
  expect([await slow, await ended]).toMatchObject([
    { code: 'AIRSSYS_LIFECYCLE_CLOSED' },
    { code: 'AIRSSYS_LIFECYCLE_CLOSED' },
  ]);
  await opened({ dataDir, surroundings, timeouts: { starting: 3_000 } });
  expect(
    host
      .query()
      .list()
      .map(({ id, state, version }) => [id, state, version]),
  ).toEqual([
    [SLOW, 'failed', '1.0.0'],
    [ID, 'running', '1.0.0'],
  ]);
});
