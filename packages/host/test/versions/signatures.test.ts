import { generateKeyPairSync } from 'node:crypto';
import fc from '../../../../test/properties.ts';
import { expect, onTestFinished, test } from 'vitest';
import { Host, keyIdOf, newSigningKeys, readPublicKey, signComponent, verifyComponent } from '../../src/index.ts';
import { SIGNATURE_SECTION } from '../../src/versions/signature-section.ts';
import { CACHE_DIR, temporaryDirectory } from '../components.ts';
import { versioned, withSection } from '../host/versioned.ts';

const [mine, other, stranger] = [newSigningKeys(), newSigningKeys(), newSigningKeys()];

test('several sign one component, in any order, each once', async () => {
  const bytes = await versioned();
  const [one, two] = [signComponent(bytes, mine.privateKey), signComponent(bytes, other.privateKey)];
  const both = signComponent(one, other.privateKey);
  const ids = (component: Uint8Array, ...keys: readonly string[]): readonly string[] =>
    verifyComponent(component, keys).map(({ keyId }) => keyId);
  expect(ids(both, mine.publicKey, other.publicKey)).toEqual([mine.keyId, other.keyId]);
  expect(ids(both, stranger.publicKey)).toEqual([]);
  expect(signComponent(two, mine.privateKey).length).toBe(both.length);
  // ed25519 signs the same bytes in the same way each time.
  expect(signComponent(both, other.privateKey)).toEqual(both);
  expect(keyIdOf(readPublicKey(mine.privateKey))).toBe(mine.keyId);
});

// INVARIANT: a signature that claims to be by one of the keys and is not of these bytes is an error.
test('no byte of a signed component can be changed without the signature being lost', async () => {
  const signed = signComponent(await versioned(), mine.privateKey);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: signed.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, difference) => {
      const changed = Uint8Array.from(signed);
      changed[at] = (changed[at] ?? 0) ^ difference;
      let found: readonly unknown[] = [];
      try {
        found = verifyComponent(changed, [mine.publicKey]);
      } catch (error) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^AIRSSYS_(SIGNATURE_INVALID|ENGINE_INVALID_COMPONENT)$/),
        });
      }
      // Where the section's name, or the key's id in it, is another, there is no signature by this key.
      expect(found).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('a signature is of one component: moved to another it is none', async () => {
  const signed = signComponent(await versioned(), mine.privateKey);
  const text = Buffer.from(signed).toString('latin1');
  const record = text.slice(text.lastIndexOf('{"format"'));
  const moved = withSection(await versioned({ answer: 2 }), SIGNATURE_SECTION, record);
  expect(() => verifyComponent(moved, [mine.publicKey])).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_SIGNATURE_INVALID' }),
  );
  const later = withSection(await versioned(), SIGNATURE_SECTION, record.replace('"format":1', '"format":2'));
  expect(() => verifyComponent(later, [mine.publicKey])).toThrow('is of the format 2, not 1');
});

test('only keys of ed25519 are taken, and errors tell nothing of them', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(() => readPublicKey(rsa.publicKey)).toThrow('The public key is of rsa');
  expect(() => signComponent(new Uint8Array(), 'SECRET')).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_SIGNATURE_KEY', message: expect.not.stringContaining('SECRET') }),
  );
});

test('a host that demands signatures takes what a trusted key has signed, and nothing else', async () => {
  const host = await Host.open({
    dataDir: temporaryDirectory(),
    cacheDir: CACHE_DIR,
    signatures: { trustedKeys: [mine.publicKey, readPublicKey(other.publicKey)] },
  });
  onTestFinished(async () => await host.close());
  const bytes = await versioned();
  for (const refused of [bytes, signComponent(bytes, stranger.privateKey)]) {
    await expect(host.install(refused)).rejects.toMatchObject({ code: 'AIRSSYS_SIGNATURE_REQUIRED' });
  }
  const { versions } = await host.install(signComponent(bytes, other.privateKey));
  expect(versions[0]?.signatures).toEqual([{ keyId: other.keyId, algorithm: 'ed25519' }]);
  const next = await versioned({ version: '1.1.0', answer: 2 });
  await expect(host.update('test:versioned', next)).rejects.toMatchObject({ code: 'AIRSSYS_SIGNATURE_REQUIRED' });
  await host.start('test:versioned');
  await host.update('test:versioned', signComponent(next, mine.privateKey));
  expect(await host.call('test:versioned', 'answer')).toBe(2);
});
