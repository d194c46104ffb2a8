/** The components of the docs' pages on files, processes, secrets and messages, as they stand there. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { expect, test } from 'vitest';
import { ComponentActor, directorySecrets, type HostOptions, type LoadedComponent } from '../src/index.ts';
import { temporaryDirectory, testHost } from './components.ts';
import { testBroker } from './messaging/receivers.ts';

/** The page's first example, built within this package, so that it finds the SDK. */
async function documented(page: string, hostOptions: HostOptions = {}): Promise<LoadedComponent> {
  const text = readFileSync(join(import.meta.dirname, `../../../docs/${page}.md`), 'utf8');
  const [, source = ''] = /```ts\n(.*?)```/s.exec(text) ?? [];
  const dir = join(import.meta.dirname, '../../../node_modules/.cache/airssys-documented');
  mkdirSync(dir, { recursive: true });
  const entry = join(dir, `${page}.ts`);
  writeFileSync(entry, source);
  const { component, warnings } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
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

test('secrets', async () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'smtp'));
  writeFileSync(join(root, 'smtp/password'), 'correct horse\n');
  const component = await documented('secrets', { secrets: directorySecrets(root) });
  await using mailer = await component.instantiate({ grants: ['secrets.read:smtp/password'] });
  expect(await mailer.call('login')).toBe('AUTH 13 characters');
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
