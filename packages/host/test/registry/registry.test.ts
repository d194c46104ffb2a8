import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { type ComponentQuery, Host, type InstalledComponent } from '../../src/index.ts';
import { ComponentFiles, hashOf } from '../../src/registry/component-files.ts';
import { DataDirLock } from '../../src/registry/data-dir-lock.ts';
import { Registry } from '../../src/registry/registry.ts';
import { CACHE_DIR, temporaryDirectory } from '../components.ts';
import { versioned } from '../host/versioned.ts';

async function opened(dataDir: string): Promise<Host> {
  const host = await Host.open({ dataDir, cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  return host;
}

test('components are found by name, version, state, capability and label', async () => {
  const host = await opened(temporaryDirectory());
  await host.install(await versioned({ name: 'acme:shop', version: '1.4.0' }), {
    grants: ['network.outbound:api.acme.test:443', 'storage.read'],
    labels: { tier: 'web', 'acme/team': 'one' },
  });
  await host.install(await versioned({ name: 'acme:shop-admin', permissions: ['storage'] }), {
    labels: { tier: 'ops' },
  });
  await host.install(await versioned({ name: 'other:mail', version: '2.0.0' }));
  await host.start('acme:shop');
  const ids = (query: ComponentQuery): readonly string[] => query.list().map(({ id }) => id);
  expect(ids(host.query())).toEqual(['acme:shop', 'acme:shop-admin', 'other:mail']);
  expect(ids(host.query().byName('shop*'))).toEqual(['acme:shop', 'acme:shop-admin']);
  expect(ids(host.query().byName('shop'))).toEqual(['acme:shop']);
  expect(ids(host.query().byName('acme:*').inState('installed', 'failed'))).toEqual(['acme:shop-admin']);
  expect(ids(host.query().withVersion('1.*'))).toEqual(['acme:shop', 'acme:shop-admin']);
  expect(ids(host.query().withVersion('1.4.0'))).toEqual(['acme:shop']);
  // A dot is a dot, and no other sign of an expression means anything.
  expect(ids(host.query().withVersion('1.4|2'))).toEqual([]);
  expect(ids(host.query().byName('acme.shop'))).toEqual([]);
  expect(ids(host.query().withCapability('network.outbound'))).toEqual(['acme:shop']);
  expect(ids(host.query().withCapability('storage'))).toEqual(['acme:shop', 'acme:shop-admin']);
  expect(ids(host.query().withCapability('storage.write'))).toEqual(['acme:shop-admin']);
  expect(ids(host.query().withLabel('tier'))).toEqual(['acme:shop', 'acme:shop-admin']);
  expect(
    ids(
      host
        .query()
        .withLabel('tier', 'web')
        .where(({ instances }) => instances === 1),
    ),
  ).toEqual(['acme:shop']);
  expect(host.query().withLabel('toString').first()).toBeUndefined();
  const found: InstalledComponent | undefined = host.query().inState('running').first();
  expect(found?.version).toBe('1.4.0');
});

test('events tell what the history has, and a slow reader what it has missed', async () => {
  const host = await opened(temporaryDirectory());
  const [all, slow] = [host.events(), host.events({ capacity: 2 })];
  await host.install(await versioned());
  await host.start('test:versioned');
  await host.close();
  const read = async (events: AsyncIterable<unknown>): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    for await (const event of events) found.push(event);
    return found;
  };
  const told = await read(all);
  expect(told).toMatchObject([
    { kind: 'transition', sequence: 1, from: 'uninstalled', to: 'installing', reason: { what: 'install' } },
    { sequence: 2, to: 'installed' },
    { sequence: 3, to: 'starting' },
    { sequence: 4, to: 'running' },
    { sequence: 5, to: 'stopping', reason: { what: 'close' } },
    { sequence: 6, to: 'stopped' },
  ]);
  expect(await read(slow)).toEqual([{ kind: 'gap', missed: 4, first: 1, last: 4 }, ...told.slice(4)]);
});

test('the history goes on over restarts, can be read in parts, and is shortened on demand alone', async () => {
  const dataDir = temporaryDirectory();
  const first = await opened(dataDir);
  await first.install(await versioned());
  await first.start('test:versioned');
  await first.close();
  const second = await opened(dataDir);
  const all = second.history();
  expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, at) => at + 1));
  expect(second.history({ after: 3, limit: 2 }).map(({ sequence }) => sequence)).toEqual([4, 5]);
  expect(second.history({ limit: 2 })).toEqual(all.slice(-2));
  expect(second.history({ component: 'other:one' })).toEqual([]);
  expect((await second.collectGarbage({ keepHistory: 3 })).historyEntries).toBe(all.length - 3);
  expect(second.history()).toEqual(all.slice(-3));
});

test('versions are kept until they are collected', async () => {
  const host = await opened(temporaryDirectory());
  await host.install(await versioned({ answer: 0 }));
  for (const answer of [1, 2, 3]) await host.update('test:versioned', await versioned({ answer }));
  const { versions } = host.get('test:versioned');
  expect(versions).toHaveLength(4);
  expect((await host.collectGarbage({ keepVersions: 1 })).versions.map(({ hash }) => hash)).toEqual([
    versions[0]?.hash,
  ]);
  expect((await host.collectGarbage()).files).toEqual([versions[1]?.hash]);
  expect(host.get('test:versioned').versions).toEqual(versions.slice(2));
  await host.rollback('test:versioned');
});

test('settings come back as they were given, bytes too', async () => {
  const dataDir = temporaryDirectory();
  const settings = {
    grants: ['clock'],
    limits: { timeoutMs: 5 },
    config: new Uint8Array([0, 255, 7]),
    env: { A: 'é' },
    instances: 3,
    restart: 'transient',
    supervision: { intensity: 9 },
    labels: { a: 'b' },
    mailbox: { maxMessages: 5 },
  } as const;
  const first = await opened(dataDir);
  await first.install(await versioned(), settings);
  await first.close();
  const registry = Registry.open(join(dataDir, 'registry.db'));
  onTestFinished(() => registry[Symbol.dispose]());
  expect(registry.get('test:versioned')?.settings).toMatchObject(settings);
});

test('a registry of a later version, or one that is damaged, is left alone', async () => {
  const dir = temporaryDirectory();
  const path = join(dir, 'registry.db');
  Registry.open(path)[Symbol.dispose]();
  const database = new DatabaseSync(path);
  database.exec("INSERT INTO components VALUES ('a:b', 'running', '{}')");
  expect(() => Registry.open(path)).toThrow(expect.objectContaining({ code: 'AIRSSYS_REGISTRY_DAMAGED' }));
  database.exec('DELETE FROM components; PRAGMA user_version = 99');
  database.close();
  expect(() => Registry.open(path)).toThrow(expect.objectContaining({ code: 'AIRSSYS_REGISTRY_IO' }));
  writeFileSync(path, 'no database, and long enough to be read as one'.repeat(40));
  expect(() => Registry.open(path)).toThrow(expect.objectContaining({ code: 'AIRSSYS_REGISTRY_IO' }));
});

test('what was half written is gone when the files are opened next', async () => {
  const dir = temporaryDirectory();
  const bytes = await versioned();
  const steps: string[] = [];
  const crashing = await ComponentFiles.open(dir, (step) => {
    steps.push(step);
    if (step === 'file: rename') throw new Error('the power is gone');
  });
  await expect(crashing.put(bytes)).rejects.toThrow('the power is gone');
  expect(readdirSync(join(dir, 'components'))).toEqual([expect.stringMatching(/\.tmp$/)]);
  const files = await ComponentFiles.open(dir);
  expect(await files.list()).toEqual([]);
  expect(await files.put(bytes)).toBe(hashOf(bytes));
  expect(readFileSync(files.pathOf(hashOf(bytes)))).toEqual(Buffer.from(bytes));
  expect(await files.removeUnless(hashOf(bytes), () => true)).toBe(false);
  expect(await files.read(hashOf(bytes))).toEqual(Buffer.from(bytes));
});

// INVARIANT: whoever has the lock is alive.
test('a process that is killed leaves no lock behind', async () => {
  const dir = temporaryDirectory();
  const module = new URL('../../src/registry/data-dir-lock.ts', import.meta.url).href;
  const program = join(dir, 'holder.mjs');
  writeFileSync(
    program,
    `import { DataDirLock } from ${JSON.stringify(module)};
     globalThis.lock = DataDirLock.acquire(${JSON.stringify(dir)});
     process.send('held'); setInterval(() => {}, 1000);`,
  );
  const holder = fork(program);
  await once(holder, 'message');
  expect(() => DataDirLock.acquire(dir)).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_REGISTRY_LOCKED', data: { dataDir: dir, holder: holder.pid } }),
  );
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  using lock = DataDirLock.acquire(dir);
  expect(lock).toBeInstanceOf(DataDirLock);
  // And another process is refused by this one.
  const { status } = spawnSync(process.execPath, [program], { stdio: 'ignore' });
  expect(status).toBe(1);
});
