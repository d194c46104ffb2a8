/** Who has sent a webhook: the sender signs it with a secret that both know. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** `sha256=` and the HMAC of the body, in hexadecimal digits. */
export function signatureOf(body: Uint8Array, secret: string): string {
  return `sha256=${bytesToHex(hmac(sha256, utf8ToBytes(secret), body))}`;
}

/** Takes as long for a signature that is nearly right as for any other, so that nobody can find it out digit by digit. */
export function isSignature(given: string, body: Uint8Array, secret: string): boolean {
  const wanted = signatureOf(body, secret);
  if (given.length !== wanted.length) return false;
  let difference = 0;
  for (let at = 0; at < wanted.length; at += 1) difference |= given.charCodeAt(at) ^ wanted.charCodeAt(at);
  return difference === 0;
}
