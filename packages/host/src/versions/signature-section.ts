/**
 * Signatures travel inside of the component, each in a custom section of its own at the end of the file, which no runtime reads.
 * What is signed is the component without such sections, so that several can sign, in any order. See decision 0023.
 */
import { AirssysError } from '@airssys/model';
import { sectionsOf } from '../engine/component-binary.ts';

/** Name of the custom section. */
export const SIGNATURE_SECTION = 'airssys:signature';

/** The content of one such section, as JSON. */
export interface SignatureRecord {
  readonly format: 1;
  readonly algorithm: 'ed25519';
  /** The SHA-256 of the public key (DER, SubjectPublicKeyInfo), in hexadecimal. It says whose signature this claims to be. */
  readonly keyId: string;
  /** In base64. */
  readonly signature: string;
}

export interface SplitComponent {
  /** The component without signatures. */
  readonly unsigned: Uint8Array;
  readonly signatures: readonly SignatureRecord[];
}

const CUSTOM_SECTION_ID = 0;
const PREAMBLE = 8;
const NAME = Buffer.from(SIGNATURE_SECTION);
/** The name's length in one byte of LEB128, and the name. */
const SECTION_HEAD = Buffer.concat([Buffer.from([NAME.length]), NAME]);

/**
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT`; `AIRSSYS_SIGNATURE_INVALID` where a signature cannot be read, or is of a
 *   later format.
 */
export function splitSignatures(bytes: Uint8Array, name: string): SplitComponent {
  const signatures: SignatureRecord[] = [];
  const kept: Uint8Array[] = [bytes.subarray(0, PREAMBLE)];
  let end = PREAMBLE;
  for (const { id, content, start } of sectionsOf(bytes, name)) {
    const [from, to] = [end, start + content.length];
    end = to;
    const isSignature =
      id === CUSTOM_SECTION_ID && Buffer.compare(content.subarray(0, SECTION_HEAD.length), SECTION_HEAD) === 0;
    if (isSignature) signatures.push(readSignature(content.subarray(SECTION_HEAD.length), name));
    else kept.push(bytes.subarray(from, to));
  }
  return { unsigned: signatures.length === 0 ? bytes : Buffer.concat(kept), signatures };
}

/** The component with one signature more. */
export function withSignature(bytes: Uint8Array, record: SignatureRecord): Uint8Array {
  const content = Buffer.concat([SECTION_HEAD, Buffer.from(JSON.stringify(record))]);
  return Buffer.concat([bytes, Buffer.from([CUSTOM_SECTION_ID]), leb128(content.length), content]);
}

/** INVARIANT: one signature has one spelling: no byte of a signed component can be another. */
function readSignature(content: Uint8Array, name: string): SignatureRecord {
  const text = new TextDecoder().decode(content);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(name, 'is not JSON', cause);
  }
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<string, unknown>>; // an object
  if (given['format'] !== 1) throw unreadable(name, `is of the format ${JSON.stringify(given['format'])}, not 1`);
  const { algorithm, keyId, signature } = given;
  const isRecord =
    algorithm === 'ed25519' &&
    typeof keyId === 'string' &&
    /^[0-9a-f]{64}$/.test(keyId) &&
    typeof signature === 'string' &&
    Buffer.from(signature, 'base64').toString('base64') === signature;
  if (!isRecord) throw unreadable(name, 'has not the members that it should have');
  const record: SignatureRecord = { format: 1, algorithm, keyId, signature };
  if (JSON.stringify(record) !== text) throw unreadable(name, 'is not written as it should be');
  return record;
}

function unreadable(name: string, what: string, cause?: unknown): AirssysError {
  return new AirssysError('AIRSSYS_SIGNATURE_INVALID', `A signature in ${name} ${what}`, {
    hint: 'Sign the component again, with `airssys sign` of this version.',
    data: { name },
    cause,
  });
}

function leb128(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest > 0x7f;
    bytes.push((rest & 0x7f) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}
