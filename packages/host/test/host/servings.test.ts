/** Components that a host serves over HTTP, while they are updated. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, onTestFinished, test } from 'vitest';
import { httpComponent } from '../../../../test/http-component.ts';
import { Host, type ServedRequest } from '../../src/index.ts';
import { CACHE_DIR, temporaryDirectory } from '../components.ts';
import { versioned } from './versioned.ts';

const ID = 'demo:web';

/** What `then` does is how versions differ. */
const web = async (then: string): Promise<Uint8Array> => await parse(httpComponent(then));

async function opened(): Promise<Host> {
  const host = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  return host;
}

test('a server goes with the updates of its component, and ends with the host', async () => {
  const host = await opened();
  await host.install(await web('(call $drop (local.get 1))'), { id: ID });
  const requests: ServedRequest[] = [];
  const server = await host.serve(ID, { port: 0, onRequest: (request) => requests.push(request) });
  const why = async (): Promise<unknown> => {
    expect((await fetch(server.url)).status).toBe(500);
    return requests.at(-1)?.error;
  };
  expect(await why()).toMatchObject({ message: 'the component gave no response' });
  await host.update(ID, await web('unreachable'));
  expect(await why()).toMatchObject({ code: 'AIRSSYS_TRAP', kind: 'unreachable' });
  await host.rollback(ID);
  expect(await why()).toMatchObject({ message: 'the component gave no response' });

  // One that answers no requests is the active version then, and the server stays with the one before.
  const silent = await parse('(component)');
  await expect(host.update(ID, silent)).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' });
  expect(await why()).toMatchObject({ message: 'the component gave no response' });
  await host.close();
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});

test('an update that asks for more is done without it, where that is said', async () => {
  const host = await opened();
  await host.install(await versioned(), { grants: ['clock'] });
  const greedy = await versioned({ version: '1.1.0', permissions: ['storage.read'] });
  await host.update('test:versioned', greedy, { unapproved: 'deny' });
  expect(host.get('test:versioned')).toMatchObject({ version: '1.1.0', grants: ['clock'] });
});

test('where a policy decides, such an update is held all the same', async () => {
  const host = await opened();
  await host.install(await versioned());
  const greedy = await versioned({ version: '1.1.0', permissions: ['storage.read'] });
  const updating = host.update('test:versioned', greedy, { unapproved: 'deny' });
  await expect(updating).rejects.toMatchObject({ code: 'AIRSSYS_CAPABILITY_HELD' });
});
