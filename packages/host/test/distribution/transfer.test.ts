/** How servers are asked: what goes where, what is tried again, and what is refused before anything is asked. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { parseComponentSource } from '../../src/distribution/component-source.ts';
import { transfer } from '../../src/distribution/http-transfer.ts';
import { parseChallenge } from '../../src/distribution/oci/auth-challenge.ts';
import { fetchComponent } from '../../src/index.ts';
import { listening } from '../../../../test/docker-registry.ts';

const serve = async (listener: RequestListener): Promise<string> => await listening(createServer(listener));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('INVARIANT: credentials go to no other origin', async () => {
  const seen: IncomingMessage[] = [];
  const other = await serve((request, response) => {
    seen.push(request);
    response.end('there');
  });
  const first = await serve((request, response) => {
    seen.push(request);
    response.writeHead(307, { location: request.url === '/here' ? '/there' : `${other}/there` }).end();
  });
  const response = await transfer(new URL(`${first}/here`), { authorization: 'Basic secret' }, {});
  expect(await response.text()).toBe('there');
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Basic secret', 'Basic secret', undefined]);
});

test('a server that has no time is asked again when it says, and not for ever', async () => {
  const asked: number[] = [];
  const url = await serve((_request, response) => {
    asked.push(Date.now());
    if (asked.length > 2) response.end('component');
    else response.writeHead(asked.length === 1 ? 429 : 503, { 'retry-after': '0' }).end();
  });
  expect((await fetchComponent(`${url}/a.wasm`)).resolved).toBe(`${url}/a.wasm#sha256:${sha256('component')}`);
  expect(asked).toHaveLength(3);
  let refusals = 0;
  const busy = await serve((_request, response) => {
    refusals += 1;
    response.writeHead(503, { 'retry-after': '3600' }).end();
  });
  await expect(fetchComponent(`${busy}/a.wasm`)).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_UNREACHABLE' });
  expect(refusals).toBe(1);
});

test('INVARIANT: without encryption nothing goes to another machine, not by a redirect either', async () => {
  const url = await serve(
    (_request, response) => void response.writeHead(302, { location: 'http://example.com/a' }).end(),
  );
  for (const source of ['http://example.com/a.wasm', `${url}/a.wasm`]) {
    await expect(fetchComponent(source)).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_INVALID' });
  }
});

test('a URL gives what its digest says, no more than is allowed, or an error that says why', async () => {
  const url = await serve((request, response) => {
    if (request.url !== '/cut') return void response.writeHead(request.url === '/a' ? 200 : 404).end('component');
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => request.socket.destroy());
  });
  const pinned = `${url}/a#sha256:${sha256('component')}`;
  expect(await fetchComponent(pinned, { requirePinned: true })).toMatchObject({ resolved: pinned });
  await expect(fetchComponent(`${url}/a#sha256:${sha256('other')}`)).rejects.toMatchObject({
    code: 'AIRSSYS_SOURCE_DIGEST',
  });
  await expect(fetchComponent(`${url}/a`, { maxBytes: 8 })).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_INVALID' });
  await expect(fetchComponent(`${url}/b`)).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_NOT_FOUND' });
  await expect(fetchComponent(`${url}/cut`)).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_UNREACHABLE' });
});

test('sources are read as they are written, or not at all', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(parseComponentSource('dist/shop.wasm')).toEqual({ kind: 'file', path: 'dist/shop.wasm' });
  expect(parseComponentSource(`oci://ghcr.io/acme/shop@${digest}`)).toMatchObject({ kind: 'oci', pinned: true });
  expect(parseComponentSource('npm:@acme/shop@^1.2')).toMatchObject({ kind: 'npm', name: '@acme/shop', range: '^1.2' });
  expect(parseComponentSource('npm:shop')).toMatchObject({ name: 'shop', range: 'latest', integrity: undefined });
  expect(parseComponentSource(`https://acme.example/shop.wasm#${digest}`)).toMatchObject({ kind: 'url', digest });
  const refused = [
    'oci://ghcr.io/Acme/shop',
    'oci://ghcr.io',
    'oci://ghcr.io/../shop',
    'oci://user:word@ghcr.io/shop',
    'npm:shop@1 --registry=http://other',
    'npm:-g',
    'npm:../shop',
    'npm:shop@1|x',
    'https://acme.example/shop.wasm#part',
    'https://user:word@acme.example/shop.wasm',
    'ftp://acme.example/shop.wasm',
  ];
  for (const source of refused) {
    expect(() => parseComponentSource(source)).toThrow(expect.objectContaining({ code: 'AIRSSYS_SOURCE_INVALID' }));
  }
  expect(() => parseComponentSource('https://user:word@acme.example/')).not.toThrow(/word/);
});

test('what registries ask of who asks them', () => {
  expect(parseChallenge('Bearer realm="https://auth.example/token",service="a \\"b\\"",scope="x"')).toEqual({
    scheme: 'bearer',
    realm: 'https://auth.example/token',
    service: 'a "b"',
  });
  expect(parseChallenge('basic realm="x"')).toMatchObject({ scheme: 'basic' });
  expect(parseChallenge('Negotiate')).toBeUndefined();
});
