import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type CallResult, ComponentHost, type ConnectorPeer, type LoadedComponent } from '../../../src/index.ts';
import { built, CACHE_DIR } from '../../components.ts';
import { httpServer } from './servers.ts';

describe('a connector of one instance', () => {
  let loaded: LoadedComponent;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    loaded = await host.load(await built('network', 'quickjs'), 'network');
    return async () => await host[Symbol.asyncDispose]();
  });

  const asked: ConnectorPeer[] = [];
  const instanceWith = async (grants: readonly string[], port: number) => {
    const instance = await loaded.instantiate({
      grants,
      network: {
        connector: (peer) => {
          asked.push(peer);
          if (peer.host === 'down.example') {
            return Promise.reject(Object.assign(new Error('not here'), { code: 'ECONNREFUSED' }));
          }
          if (!peer.host.endsWith('.example')) return undefined;
          const socket = connect(port, '127.0.0.1');
          return once(socket, 'connect').then(() => socket);
        },
      },
    });
    onTestFinished(async () => await instance[Symbol.asyncDispose]());
    asked.length = 0;
    return async (url: string): Promise<CallResult> => (await instance.call('send', url, {})) as CallResult;
  };

  test('makes the connections, TLS included, to names that lead nowhere', async () => {
    const port = await httpServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
    const send = await instanceWith(['network.outbound:*.example:*'], port);
    expect(await send('https://api.example/a')).toMatchObject({ ok: true, value: { body: 'api.example /a' } });
    expect(await send('http://api.example:8080/')).toMatchObject({ ok: true, value: { body: 'api.example:8080 /' } });
    expect(asked).toEqual([
      { host: 'api.example', port: 443, isSecure: true },
      { host: 'api.example', port: 8080, isSecure: false },
    ]);
  });

  test('is not asked for what is not granted', async () => {
    const send = await instanceWith(['network.outbound:api.example:443'], 1);
    expect(await send('https://other.example/')).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
  });

  test('fails in the words of the network', async () => {
    const send = await instanceWith(['network.outbound:*.example:*'], 1);
    expect(await send('https://down.example/')).toMatchObject({
      ok: false,
      error: expect.stringContaining('connection-refused'),
    });
  });

  test('leaves to the host what it does not want', async () => {
    const port = await httpServer((_request, response) => response.end('the host'));
    const send = await instanceWith(['network.outbound:127.0.0.1:*'], port);
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ ok: true, value: { body: 'the host' } });
  });
});
