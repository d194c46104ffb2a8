/** Links as plain functions: nothing here knows of HTTP or of storage. */

/** What may be a code: it stands in a path as it is. */
const CODE = /^[a-z0-9-]{1,32}$/;
/** Without letters and digits that are read for another: 0 and o, 1, i and l. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
export const CODE_LENGTH = 6;
const MAX_TARGET = 2_000;

export interface LinkRequest {
  readonly target: string;
  /** The code that was wished for; undefined for any. */
  readonly code: string | undefined;
}

/** What a client has sent, read as the wish for a link; a text says what is wrong with it. */
export function readLinkRequest(value: unknown): LinkRequest | string {
  if (typeof value !== 'object' || value === null || !('target' in value)) return 'Send {"target": "https://…"}.';
  const { target } = value;
  const code = 'code' in value ? value.code : undefined;
  if (typeof target !== 'string' || !isTarget(target)) return 'The target is no address of http or https.';
  if (code !== undefined && (typeof code !== 'string' || !CODE.test(code))) {
    return 'A code has 1 to 32 small letters, digits and hyphens.';
  }
  return { target, code };
}

/** Whether a browser can be sent there. No spaces or control characters: it becomes a header. */
function isTarget(text: string): boolean {
  return text.length <= MAX_TARGET && /^https?:\/\/[\x21-\x7e]+$/.test(text);
}

/** @param random As many bytes as a code has letters. */
export function codeOf(random: Uint8Array): string {
  return Array.from(random, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
