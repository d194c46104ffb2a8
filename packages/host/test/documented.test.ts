/** The components of the docs' pages on files, processes, secrets, storage, updates and messages, as they stand there. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildComponent } from '@airssys/sdk/build';
import { expect, test } from 'vitest';
import {
  ComponentActor,
  ComponentGeneration,
  Deployment,
  directorySecrets,
  exportStates,
  type HostOptions,
  importStates,
  instanceSlots,
  type LoadedComponent,
} from '../src/index.ts';
import { temporaryDirectory, testHost } from './components.ts';
import { testBroker } from './messaging/receivers.ts';

/** One of the page's examples as a file within this package, so that it finds the SDK and the host. */
function example(page: string, index = 0, extension = 'ts'): string {
  const text = readFileSync(join(import.meta.dirname, `../../../docs/${page}.md`), 'utf8');
  const [, source = ''] = [...text.matchAll(/```ts\n(.*?)```/gs)][index] ?? [];
  const dir = join(import.meta.dirname, '../../../node_modules/.cache/airssys-documented');
  mkdirSync(dir, { recursive: true });
  const entry = join(dir, `${page}${index === 0 ? '' : `-${index}`}.${extension}`);
  writeFileSync(entry, source);
  return entry;
}

/** The page's first example, built. */
async function documented(page: string, hostOptions: HostOptions = {}): Promise<LoadedComponent> {
  const { component, warnings } = await buildComponent({ entry: example(page), engine: 'quickjs', outDir: false });
  expect(warnings).toEqual([]);
  return await testHost(hostOptions).load(component, page);
}

test('files', async () => {
  const data = temporaryDirectory();
  mkdirSync(join(data, 'reports'));
  writeFileSync(join(data, 'access.log'), 'line\n'.repeat(30_000));
  const component = await documented('files');
  const grants = ['filesystem.read:/data/**', 'filesystem.write:/data/reports/*'];
  await using reports = await component.instantiate({
    grants,
    mounts: { '/data': { path: data, maxEntries: 10_000 } },
  });
  expect(await reports.call('summarize')).toBe(30_000);
  expect(readFileSync(join(data, 'reports/summary.txt'), 'utf8')).toBe('30000 lines');
});

test.runIf(existsSync('/usr/bin/git'))('processes', async () => {
  const component = await documented('processes');
  const grants = ['process.spawn:/usr/bin/git', 'filesystem.read:/repo'];
  await using versions = await component.instantiate({
    grants,
    mounts: { '/repo': join(import.meta.dirname, '../../..') },
  });
  // Of a checkout of another user git says nothing; then it says that.
  const said = await versions.call('head').catch((error: unknown) => String(error));
  expect(said).toMatch(/^[0-9a-f]{40}$|dubious ownership|not a git repository/);
});

test('storage', async () => {
  const component = await documented('storage');
  await using stock = await component.instantiate({ grants: ['storage'] });
  await using other = await component.instantiate({ grants: ['storage'] });
  expect([await stock.call('lock', 'one'), await other.call('lock', 'other')]).toEqual([true, false]);
  const orders = await Promise.all(
    [10, 20, 30].map(async (pieces, at) => await (at === 1 ? other : stock).call('order', pieces)),
  );
  expect(orders.every((version) => Number(version) > 0)).toBe(true);
  expect(await other.call('order', 50)).toBe(0);
  expect(await other.call('left')).toBe('40 after 3 orders');
});

test('storage, by the host', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [example('storage', 1, 'mjs')], {
    cwd: temporaryDirectory(),
  });
  expect(stdout).toBe('1 entry, 8 bytes\n');
});

test('secrets', async () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'smtp'));
  writeFileSync(join(root, 'smtp/password'), 'correct horse\n');
  const component = await documented('secrets', { secrets: directorySecrets(root) });
  await using mailer = await component.instantiate({ grants: ['secrets.read:smtp/password'] });
  expect(await mailer.call('login')).toBe('AUTH 13 characters');
});

test('updates', async () => {
  const component = await documented('updates');
  const { signal } = new AbortController();
  const version = { version: '2.0.0', hash: '' };
  const start = (): Promise<ComponentGeneration> =>
    ComponentGeneration.start({ version, makeSlot: instanceSlots(component) }, 1, signal);
  await using before = new Deployment({ current: await start() });
  await before.invoke('add', ['ann', 3]);
  const kept = await exportStates(version, before.current.slots, signal);
  await using after = new Deployment({ current: await start() });
  await importStates(kept, after.current.slots, signal);
  expect(await after.invoke('add', ['ann', 4])).toMatchObject({ value: 7 });
  const states = [new Uint8Array([0x80, 0x04, ...Buffer.from('12')])];
  await importStates({ version: { version: '1.4.0', hash: '' }, states }, after.current.slots, signal);
  expect(await after.invoke('add', ['ann', 1])).toMatchObject({ value: 1 });
});

test('messaging', async () => {
  const messaging = testBroker();
  const loaded = await documented('messaging', { messaging });
  const shop = { namespace: 'acme', name: 'shop', instance: '' };
  const me = { namespace: 'acme', name: 'desk', instance: '' };
  await using actor = await ComponentActor.start({
    loaded,
    instance: { id: 'acme:shop', grants: ['messaging.subscribe:orders.*'] },
  });
  messaging.attach(shop, actor);
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(await messaging.publish(me, 'orders.created', bytes('7 apples'))).toBe(1);
  expect(await messaging.publish(me, 'stock.low', bytes('apples'))).toBe(0);
  expect(await messaging.ask(me, shop, bytes('how many?'))).toEqual(bytes('1'));
});
