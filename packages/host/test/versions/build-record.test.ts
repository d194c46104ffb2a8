import { createHash } from 'node:crypto';
import { MANIFEST_SECTION, type Manifest, SOURCE_MAP_SECTION } from '@airssys/model';
import { expect, test } from 'vitest';
import { demandAsRecorded, Host, readComponent, signComponent, newSigningKeys } from '../../src/index.ts';
import { built, CACHE_DIR, temporaryDirectory, written } from '../components.ts';
import { withSection } from '../host/versioned.ts';

test('a built component is what its record says, signed or not; with other code or another source map it is refused', async () => {
  const component = await built('probe');
  const { build } = readComponent(component, 'it').manifest as Manifest; // it has one
  expect(build).toMatchObject({ entry: expect.stringMatching(/probe\.ts$/) as string });
  expect(build.sources?.map(({ name }) => name)).toContain(build.entry);
  const check = (bytes: Uint8Array): void => demandAsRecorded(readComponent(bytes, 'it'), 'it');
  check(component);
  check(signComponent(component, newSigningKeys().privateKey));
  const refusal = expect.objectContaining({ code: 'AIRSSYS_MANIFEST_INVALID' }) as Error;
  expect(() => check(withSection(component, 'producers', 'somebody else'))).toThrow(refusal);
  expect(() => check(withSection(component, SOURCE_MAP_SECTION, '{}'))).toThrow(refusal);
});

test('INVARIANT: a host installs nothing that was changed after its build', async () => {
  const code = await written({ core: '(func (export "run") (result i32) i32.const 7)' });
  const { manifest } = readComponent(await built('probe'), 'it');
  const codeHash = createHash('sha256').update(code).digest('hex');
  const recorded = (hash: string): Uint8Array => {
    const { build, component } = manifest as Manifest; // it has one
    const { sourceMapHash: _, ...rest } = build;
    return withSection(
      code,
      MANIFEST_SECTION,
      JSON.stringify({ format: 1, component, build: { ...rest, codeHash: hash } }),
    );
  };
  await using host = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR });
  await expect(host.install(recorded('0'.repeat(64)), { id: 'acme:changed' })).rejects.toMatchObject({
    code: 'AIRSSYS_MANIFEST_INVALID',
  });
  expect((await host.install(recorded(codeHash), { id: 'acme:kept' })).state).toBe('installed');
});
