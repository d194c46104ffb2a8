/** Keys of ed25519, in PEM: PKCS #8 the private ones, SubjectPublicKeyInfo the public ones. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { AirssysError } from '@airssys/model';

/** A new pair of keys of ed25519. */
export interface SigningKeys {
  /** PEM. Whoever has it can sign. */
  readonly privateKey: string;
  /** PEM. */
  readonly publicKey: string;
  /** The SHA-256 of the public key, in hexadecimal. */
  readonly keyId: string;
}

/** Makes a new pair of keys, for {@link signComponent}. */
export function newSigningKeys(): SigningKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    keyId: keyIdOf(publicKey),
  };
}

/** The SHA-256 of a public key in DER, in hexadecimal. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** @throws AirssysError `AIRSSYS_SIGNATURE_KEY` where it is no private key of ed25519. */
export function readPrivateKey(pem: string): KeyObject {
  return read('private', () => createPrivateKey(pem));
}

/** A private key's PEM gives its public key. @throws AirssysError `AIRSSYS_SIGNATURE_KEY` where it is no key of ed25519. */
export function readPublicKey(key: string | KeyObject): KeyObject {
  return read('public', () => (key instanceof KeyObject && key.type === 'public' ? key : createPublicKey(key)));
}

function read(what: 'private' | 'public', make: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = make();
  } catch (cause) {
    throw noKey(what, 'cannot be read', cause);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw noKey(what, `is of ${key.asymmetricKeyType ?? 'an unknown kind'}`);
  return key;
}

function noKey(what: string, why: string, cause?: unknown): AirssysError {
  // Nothing of the key itself: it may be a private one.
  return new AirssysError('AIRSSYS_SIGNATURE_KEY', `The ${what} key ${why}`, {
    hint: 'Give a key of ed25519 in PEM; `airssys sign --new-key FILE` makes one.',
    cause,
  });
}
