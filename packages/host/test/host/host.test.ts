import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Host, type InstalledComponent, type OpenOptions } from '../../src/index.ts';
import { CACHE_DIR, temporaryDirectory } from '../components.ts';
import { versioned } from './versioned.ts';

const ID = 'test:versioned';
const PATIENT = { timeout: 20_000 };

async function opened(dataDir = temporaryDirectory(), options: Partial<OpenOptions> = {}): Promise<Host> {
  const host = await Host.open({ dataDir, cacheDir: CACHE_DIR, ...options });
  onTestFinished(async () => await host.close());
  return host;
}

const states = (host: Host): readonly string[] => host.history().map(({ from, to }) => `${from} → ${to}`);
const filesOf = (dataDir: string): readonly string[] => readdirSync(join(dataDir, 'components'));

test('a component is installed, started, called, stopped and taken off', async () => {
  const dataDir = temporaryDirectory();
  const host = await opened(dataDir);
  const file = join(dataDir, 'one.wasm');
  writeFileSync(file, await versioned({ answer: 7 }));
  const installed = await host.install(file, { labels: { tier: 'web' }, instances: 2 });
  expect(installed).toMatchObject({
    id: ID,
    state: 'installed',
    version: '1.0.0',
    instances: 2,
    labels: { tier: 'web' },
    versions: [{ version: '1.0.0', source: { kind: 'file', path: file }, description: 'Version 1.0.0' }],
  } satisfies Partial<Record<keyof InstalledComponent, unknown>>);
  await expect(host.call(ID, 'answer')).rejects.toMatchObject({ code: 'AIRSSYS_LIFECYCLE_STATE' });
  expect((await host.start(ID)).state).toBe('running');
  expect(await host.call(ID, 'answer')).toBe(7);
  await expect(host.uninstall(ID)).rejects.toMatchObject({ data: { state: 'running', command: 'uninstall' } });
  expect((await host.stop(ID)).state).toBe('stopped');
  await host.uninstall(ID);
  expect(host.query().list()).toEqual([]);
  expect(states(host)).toEqual([
    'uninstalled → installing',
    'installing → installed',
    'installed → starting',
    'starting → running',
    'running → stopping',
    'stopping → stopped',
    'stopped → uninstalled',
  ]);
  const { files, freedBytes } = await host.collectGarbage();
  expect({ files, left: filesOf(dataDir) }).toEqual({ files: [installed.hash], left: [] });
  expect(freedBytes).toBe(installed.versions[0]?.sizeBytes);
});

test('what ran when the host was closed runs again, what was stopped does not', async () => {
  const dataDir = temporaryDirectory();
  const first = await opened(dataDir);
  for (const name of ['test:one', 'test:two']) {
    await first.install(await versioned({ name, answer: 3 }), { config: new Uint8Array([1, 2]), env: { A: 'b' } });
    await first.start(name);
  }
  await first.stop('test:two');
  await first.close();
  await expect(first.call('test:one', 'answer')).rejects.toMatchObject({ code: 'AIRSSYS_LIFECYCLE_CLOSED' });
  const second = await opened(dataDir);
  expect(
    second
      .query()
      .list()
      .map(({ id, state }) => `${id} ${state}`),
  ).toEqual(['test:one running', 'test:two stopped']);
  expect(await second.call('test:one', 'answer')).toBe(3);
});

test('a second host is refused the directory, and gets it when the first is closed', async () => {
  const dataDir = temporaryDirectory();
  const first = await opened(dataDir);
  await expect(Host.open({ dataDir, cacheDir: CACHE_DIR })).rejects.toMatchObject({
    code: 'AIRSSYS_REGISTRY_LOCKED',
    data: { holder: process.pid },
  });
  await first.close();
  await opened(dataDir);
});

test('an update takes the place of what runs, and a rollback brings it back', async () => {
  const host = await opened();
  await host.install(await versioned({ answer: 1 }));
  await host.start(ID);
  const steps: string[] = [];
  const plan = await host.update(
    ID,
    await versioned({ version: '1.1.0', answer: 2, operations: { more: '(i32.const 5)' } }),
    {
      onProgress: ({ step }) => steps.push(step),
    },
  );
  expect(plan).toMatchObject({
    isRunning: true,
    difference: { isBreaking: false, operations: [{ kind: 'added', operation: 'more' }] },
  });
  expect(steps).toEqual(['keep', 'prepare', 'start', 'route']);
  expect([await host.call(ID, 'answer'), host.get(ID).version]).toEqual([2, '1.1.0']);
  expect((await host.rollback(ID)).version).toBe('1.0.0');
  expect(await host.call(ID, 'answer')).toBe(1);
  expect((await host.rollback(ID)).version).toBe('1.1.0');
  expect(await host.call(ID, 'answer')).toBe(2);
});

test('a version that does not start leaves the one before at work', async () => {
  const dataDir = temporaryDirectory();
  const host = await opened(dataDir);
  await host.install(await versioned({ answer: 1 }));
  await host.start(ID);
  const bad = await versioned({ version: '2.0.0', start: '(unreachable)' });
  await expect(host.update(ID, bad)).rejects.toMatchObject({ code: 'AIRSSYS_TRAP' });
  expect(host.get(ID)).toMatchObject({
    state: 'running',
    version: '1.0.0',
    reason: { what: 'update', code: 'AIRSSYS_TRAP' },
  });
  expect(await host.call(ID, 'answer')).toBe(1);
  expect(filesOf(dataDir)).toHaveLength(1);
  await expect(host.rollback(ID)).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_NO_PREVIOUS' });
  expect(await host.call(ID, 'answer')).toBe(1);
});

test('an update that asks for more, or breaks callers, is held until somebody approves it', async () => {
  const host = await opened();
  await host.install(await versioned(), { grants: ['clock'] });
  const greedy = await versioned({ version: '1.1.0', permissions: ['storage.read'] });
  await expect(host.update(ID, greedy)).rejects.toMatchObject({ code: 'AIRSSYS_CAPABILITY_HELD' });
  expect((await host.update(ID, greedy, { dryRun: true })).difference.capabilities.additional).toEqual([
    'storage.read',
  ]);
  expect(host.get(ID)).toMatchObject({ version: '1.0.0', state: 'installed' });
  await host.update(ID, greedy, { approved: ['storage.read'] });
  expect(host.get(ID)).toMatchObject({ version: '1.1.0', grants: ['clock', 'storage.read'] });
  const narrow = await versioned({ version: '1.2.0', without: ['count'] });
  await expect(host.update(ID, narrow)).rejects.toMatchObject({
    code: 'AIRSSYS_LIFECYCLE_BREAKING',
    data: { operations: [{ kind: 'removed', operation: 'count', isBreaking: true }] },
  });
  await host.update(ID, narrow, { allowBreaking: true });
  await expect(host.update(ID, await versioned({ name: 'test:other' }))).rejects.toMatchObject({
    code: 'AIRSSYS_CONFIG_INVALID',
  });
});

test('an instance that traps is replaced; one that does so too often has failed, and can be started again', async () => {
  const host = await opened();
  await host.install(await versioned());
  await host.start(ID);
  await expect(host.call(ID, 'trap')).rejects.toMatchObject({ code: 'AIRSSYS_TRAP' });
  await expect.poll(async () => await host.call(ID, 'answer').catch(() => undefined), PATIENT).toBe(1);
  const failing = host.events().next();
  await expect
    .poll(async () => {
      await host.call(ID, 'trap').catch(() => {});
      return host.get(ID).state;
    }, PATIENT)
    .toBe('failed');
  expect((await failing).value).toMatchObject({ from: 'running', to: 'failed', reason: { what: 'crash' } });
  expect((await host.start(ID)).state).toBe('running');
});

test('what cannot be installed leaves nothing behind', async () => {
  const dataDir = temporaryDirectory();
  const host = await opened(dataDir);
  const bytes = await versioned();
  await expect(host.install(bytes, { grants: ['nonsense'] })).rejects.toMatchObject({
    code: 'AIRSSYS_CAPABILITY_INVALID',
  });
  await expect(host.install(bytes, { id: 'no' })).rejects.toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
  await expect(host.install('http://127.0.0.1:1/a.wasm')).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_UNREACHABLE' });
  // A component that validates only when it is prepared: its last section is cut in the middle of a function.
  const damaged = Uint8Array.from(bytes);
  damaged[40] = 0xff;
  await expect(host.install(damaged)).rejects.toThrow(/./);
  expect({ files: filesOf(dataDir), left: host.query().count(), first: states(host).at(-1) }).toEqual({
    files: [],
    left: 0,
    first: 'installing → uninstalled',
  });
  await host.install(bytes);
  await expect(host.install(bytes)).rejects.toMatchObject({ code: 'AIRSSYS_LIFECYCLE_STATE' });
});

test('a file that was changed is not run', async () => {
  const dataDir = temporaryDirectory();
  const host = await opened(dataDir);
  const { hash } = await host.install(await versioned());
  writeFileSync(join(dataDir, 'components', `${hash}.wasm`), await versioned({ answer: 666 }));
  await expect(host.start(ID)).rejects.toMatchObject({ code: 'AIRSSYS_REGISTRY_DAMAGED' });
  expect(host.get(ID)).toMatchObject({ state: 'failed', reason: { code: 'AIRSSYS_REGISTRY_DAMAGED' } });
  expect(existsSync(join(dataDir, 'components', `${hash}.wasm`))).toBe(true);
});
