/** Signs components, and says whose signatures they have. */
import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { AirssysError } from '@airssys/model';
import type { VersionSignature } from '../registry/component-record.ts';
import { splitSignatures, withSignature } from './signature-section.ts';
import { keyIdOf, readPrivateKey, readPublicKey } from './signing-keys.ts';

/** Stands before what is signed, so that a signature of something else can never be one of a component. */
const CONTEXT = 'airssys component signature 1\n';

/**
 * Adds a signature to a component. One that the same key has made before is replaced. The bytes are the component's. Answers
 * those of the signed one.
 *
 * @param privateKey ed25519, PEM (PKCS #8).
 * @throws AirssysError `AIRSSYS_SIGNATURE_KEY`, `AIRSSYS_ENGINE_INVALID_COMPONENT`, `AIRSSYS_SIGNATURE_INVALID`.
 */
export function signComponent(bytes: Uint8Array, privateKey: string): Uint8Array {
  const key = readPrivateKey(privateKey);
  const keyId = keyIdOf(readPublicKey(privateKey));
  const { unsigned, signatures } = splitSignatures(bytes, 'the component');
  const signature = sign(null, messageOf(unsigned), key).toString('base64');
  const others = signatures.filter((one) => one.keyId !== keyId);
  return [...others, { format: 1 as const, algorithm: 'ed25519' as const, keyId, signature }].reduce(
    withSignature,
    unsigned,
  );
}

/**
 * The signatures of a component that are by one of the keys. `name` is what errors call it.
 *
 * INVARIANT: a signature that claims to be by one of the keys and is not of these bytes is an error, never one that is missing.
 *
 * @param trustedKeys Public keys of ed25519.
 * @throws AirssysError `AIRSSYS_SIGNATURE_INVALID`, `AIRSSYS_SIGNATURE_KEY`, `AIRSSYS_ENGINE_INVALID_COMPONENT`.
 */
export function verifyComponent(
  bytes: Uint8Array,
  trustedKeys: Iterable<string | KeyObject>,
  name = 'the component',
): readonly VersionSignature[] {
  const keys = new Map([...trustedKeys].map(readPublicKey).map((key) => [keyIdOf(key), key]));
  const { unsigned, signatures } = splitSignatures(bytes, name);
  const message = messageOf(unsigned);
  const found = new Map<string, VersionSignature>();
  for (const { keyId, algorithm, signature } of signatures) {
    const key = keys.get(keyId);
    if (key === undefined) continue; // somebody else's
    if (!verify(null, message, key, Buffer.from(signature, 'base64'))) {
      throw new AirssysError(
        'AIRSSYS_SIGNATURE_INVALID',
        `The signature in ${name} by ${keyId.slice(0, 16)} is not of it`,
        {
          hint: 'The component was changed after it was signed: take it from where it was signed, or have it signed again.',
          data: { name, keyId },
        },
      );
    }
    found.set(keyId, { keyId, algorithm });
  }
  return [...found.values()];
}

/**
 * The component as it was before it was signed.
 *
 * @param bytes A component, with any number of signatures.
 * @param name What errors call it. Default `the component`.
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT`, `AIRSSYS_SIGNATURE_INVALID`.
 */
export function withoutSignatures(bytes: Uint8Array, name = 'the component'): Uint8Array {
  return splitSignatures(bytes, name).unsigned;
}

/** @throws AirssysError as {@link verifyComponent}; `AIRSSYS_SIGNATURE_REQUIRED` where no trusted key has signed it. */
export function demandSigned(
  bytes: Uint8Array,
  trustedKeys: Iterable<string | KeyObject>,
  name: string,
): readonly VersionSignature[] {
  const signatures = verifyComponent(bytes, trustedKeys, name);
  if (signatures.length > 0) return signatures;
  const claimed = splitSignatures(bytes, name).signatures.map(({ keyId }) => keyId);
  const by = claimed.map((keyId) => keyId.slice(0, 16)).join(', ');
  throw new AirssysError(
    'AIRSSYS_SIGNATURE_REQUIRED',
    `${name} is ${claimed.length === 0 ? 'not signed' : `signed by nobody that this host trusts (by ${by})`}`,
    {
      hint: 'Sign it with a trusted key (`airssys sign --key FILE`), or trust the one that has signed it.',
      data: { name, keyIds: claimed },
    },
  );
}

function messageOf(unsigned: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(CONTEXT), createHash('sha256').update(unsigned).digest()]);
}
