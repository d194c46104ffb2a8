/** Components in a real registry, without and with what it may ask of whoever asks. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fetchComponent, Host, pushComponent, type RegistryOptions } from '../../src/index.ts';
import { CACHE_DIR, temporaryDirectory, written } from '../components.ts';
import {
  ADA,
  dockerConfig,
  HAS_REGISTRY,
  listening,
  startRegistry,
  startTokenServer,
  type TestRegistry,
} from '../../../../test/docker-registry.ts';

const FACTS = {
  world: { imports: ['airssys:core/types@1.0.0'], exports: [] },
  annotations: { 'org.opencontainers.image.version': '1.2.0' },
};
const SHOP = { core: '(func (export "run") (result i32) i32.const 7)' };
const NOBODY: RegistryOptions = { env: { HOME: '/nonexistent' } };

const push = async (bytes: Uint8Array, reference: string, options: RegistryOptions = NOBODY) =>
  await pushComponent(bytes, reference, { facts: FACTS, ...options });

// Where Debian's docker-registry is not installed there is nothing to test against.
describe.runIf(HAS_REGISTRY)('a registry', () => {
  test('gives what was published, by tag and by digest', async () => {
    const { host } = await startRegistry();
    const component = await written(SHOP);
    const pushed = await push(component, `oci://${host}/team/shop:1.2.0`);
    expect(pushed.reference).toBe(`oci://${host}/team/shop:1.2.0@${pushed.digest}`);
    expect(pushed.wasThere).toBe(false);
    // The same component is the same artifact.
    expect(await push(component, `oci://${host}/team/shop`)).toMatchObject({ digest: pushed.digest, wasThere: true });

    const found = await fetchComponent(`oci://${host}/team/shop:1.2.0`, NOBODY);
    expect(Buffer.compare(found.bytes, component)).toBe(0);
    expect(found.resolved).toBe(pushed.reference);
    const again = await fetchComponent(`oci://${host}/team/shop@${pushed.digest}`, { ...NOBODY, requirePinned: true });
    expect(Buffer.compare(again.bytes, component)).toBe(0);
    await expect(fetchComponent(`oci://${host}/team/shop:1.2.0`, { requirePinned: true })).rejects.toMatchObject({
      code: 'AIRSSYS_SOURCE_DIGEST',
    });

    const manifest = await fetch(`http://${host}/v2/team/shop/manifests/1.2.0`, {
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
    });
    expect(await manifest.json()).toMatchObject({
      config: { mediaType: 'application/vnd.wasm.config.v0+json' },
      layers: [{ mediaType: 'application/wasm', size: component.length, digest: pushed.componentDigest }],
      annotations: FACTS.annotations,
    });
  });

  test('is where a host installs from, and the record keeps what was found', async () => {
    const { host } = await startRegistry();
    const { reference } = await push(await written(SHOP), `oci://${host}/shop:1`);
    await using operated = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR, sources: NOBODY });
    const from = `oci://${host}/shop:1`;
    const installed = await operated.install(from, { id: 'acme:shop' });
    expect(installed.versions[0]?.source).toEqual({ kind: 'remote', from, resolved: reference });
    await expect(operated.install(`oci://${host}/shop:2`, { id: 'acme:other' })).rejects.toMatchObject({
      code: 'AIRSSYS_SOURCE_NOT_FOUND',
      hint: expect.stringContaining('shop') as string,
    });
  });

  test('as the page on distribution says it', async () => {
    const { host } = await startRegistry();
    const text = readFileSync(join(import.meta.dirname, '../../../../docs/distribution.md'), 'utf8');
    const [, source = ''] = /```ts\n(.*?)```/s.exec(text) ?? [];
    // Within this package, so that it finds the host.
    const dir = join(import.meta.dirname, '../../../../node_modules/.cache/airssys-documented');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'distribution.ts'), source);
    const { release } = (await import(join(dir, 'distribution.ts'))) as {
      readonly release: (component: Uint8Array, place: string, dataDir: string) => Promise<string>;
    };
    const component = await written(SHOP);
    const told = await release(component, `oci://${host}/acme/shop:1.2.0`, temporaryDirectory());
    expect(told).toBe(`installed, ${component.length} bytes`);
  });

  test('is not believed: a changed component is refused, and one that is too large', async () => {
    const registry = await startRegistry();
    const component = await written(SHOP);
    const { componentDigest, digest } = await push(component, `oci://${registry.host}/shop:1`);
    const source = `oci://${registry.host}/shop:1`;
    await expect(fetchComponent(source, { ...NOBODY, maxBytes: component.length - 1 })).rejects.toMatchObject({
      code: 'AIRSSYS_SOURCE_INVALID',
    });
    flip(registry, componentDigest);
    await expect(fetchComponent(source, NOBODY)).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_DIGEST' });
    await expect(
      fetchComponent(`${source}@${digest.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`, NOBODY),
    ).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_NOT_FOUND' });
  });

  test('that wants a password is told the one that Docker keeps for it, or the environment', async () => {
    const { host } = await startRegistry({ kind: 'basic' });
    const component = await written(SHOP);
    const reference = `oci://${host}/shop:1`;
    await expect(push(component, reference)).rejects.toMatchObject({
      code: 'AIRSSYS_SOURCE_DENIED',
      message: `${host} wants to know who asks, for shop`,
      hint: expect.stringContaining('~/.docker/config.json') as string,
    });
    const wrong = { env: { DOCKER_CONFIG: dockerConfig(host, { username: 'ada', password: 'tell nobody' }) } };
    const refused = await push(component, reference, wrong).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'AIRSSYS_SOURCE_DENIED', message: `${host} does not allow it, for shop` });
    expect(JSON.stringify([refused, String(refused)])).not.toContain('tell nobody');
    await push(component, reference, { env: { DOCKER_CONFIG: dockerConfig(host) } });
    const env = {
      AIRSSYS_REGISTRY_USERNAME: ADA.username,
      AIRSSYS_REGISTRY_PASSWORD: ADA.password,
      HOME: '/nonexistent',
    };
    const found = await fetchComponent(reference, { env: { ...env, AIRSSYS_REGISTRY_HOST: host } });
    expect(Buffer.compare(found.bytes, component)).toBe(0);
    // Those of another registry are not shown to this one.
    await expect(fetchComponent(reference, { env: { ...env, AIRSSYS_REGISTRY_HOST: 'other' } })).rejects.toMatchObject({
      code: 'AIRSSYS_SOURCE_DENIED',
    });
  });

  test('that wants a token gets one from where it says', async () => {
    const tokens = await startTokenServer();
    const { host } = await startRegistry({ kind: 'token', ...tokens });
    const component = await written(SHOP);
    const reference = `oci://${host}/team/shop:1`;
    const known = { env: { DOCKER_CONFIG: dockerConfig(host) } };
    await push(component, reference, known);
    expect(new Set(tokens.asked.map(({ scope }) => scope))).toEqual(new Set(['repository:team/shop:pull,push']));
    const found = await fetchComponent(reference, known);
    expect(Buffer.compare(found.bytes, component)).toBe(0);
    expect(tokens.asked.at(-1)?.scope).toBe('repository:team/shop:pull');
    await expect(fetchComponent(reference, NOBODY)).rejects.toMatchObject({ code: 'AIRSSYS_SOURCE_DENIED' });
  });
});

test('what is no component is named as what it is', async () => {
  const manifest = JSON.stringify({ config: { mediaType: 'application/vnd.oci.image.config.v1+json' }, layers: [] });
  const url = await listening(createServer((_request, response) => void response.end(manifest)));
  await expect(fetchComponent(`oci://${new URL(url).host}/image:1`, NOBODY)).rejects.toMatchObject({
    code: 'AIRSSYS_SOURCE_INVALID',
    message: expect.stringContaining('application/vnd.oci.image.config.v1+json') as string,
  });
});

function flip(registry: TestRegistry, digest: string): void {
  const file = registry.blobFile(digest);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
