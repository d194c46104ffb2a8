import { AirssysError } from '@airssys/model';
import { bytesOf, decodeUtf8, encodeUtf8 } from '../text.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';
import { decodeMessagePack, encodeMessagePack } from './messagepack.ts';
import { broken, entriesOf, MAX_DEPTH, type PayloadValue } from './value.ts';

/** How a payload is encoded. `protobuf` is passed on as bytes: what is in it depends on a schema. */
export type PayloadCodec = 'raw' | 'json' | 'cbor' | 'messagepack' | 'protobuf';

/**
 * A payload that was read. `codec` is what its prefix names, `value` what the bytes mean; the bytes themselves where the codec
 * has no values.
 */
export type DecodedPayload =
  | { readonly codec: 'raw' | 'protobuf'; readonly value: Uint8Array }
  | { readonly codec: 'json' | 'cbor' | 'messagepack'; readonly value: PayloadValue };

/** Numbers of the table of multicodecs, as varints. */
const PREFIXES: Readonly<Record<PayloadCodec, readonly number[]>> = {
  raw: [0x55],
  json: [0x80, 0x04],
  cbor: [0x51],
  messagepack: [0x81, 0x04],
  protobuf: [0x50],
};
const CODECS = Object.keys(PREFIXES) as readonly PayloadCodec[]; // the keys of PREFIXES

/**
 * Payloads that say how they are encoded: the number of a multicodec in front, and then the bytes. What the host's `encodePayload`
 * writes, this reads, and the other way around.
 */
export const payload = {
  /**
   * Encodes a value, with the codec in front. `raw` and `protobuf` take bytes; JSON has no bytes and no bigints. Throws an
   * error with the code `AIRSSYS_MESSAGING_CODEC` for a value that the codec does not have. Answers the bytes.
   */
  encode(codec: PayloadCodec, value: PayloadValue): Uint8Array {
    if (!CODECS.includes(codec)) throw unsupported(codec);
    const body = encoded(codec, value);
    const prefix = PREFIXES[codec];
    const bytes = new Uint8Array(prefix.length + body.length);
    bytes.set(prefix);
    bytes.set(body, prefix.length);
    return bytes;
  },
  /**
   * Reads a payload by the codec that it names. Whole numbers beyond 2⁵³ are bigints. Throws an error with the code
   * `AIRSSYS_MESSAGING_CODEC` where the codec is unknown, or the bytes are not what it says.
   */
  decode(bytes: Uint8Array): DecodedPayload {
    const codec = CODECS.find((one) => PREFIXES[one].every((byte, at) => bytes[at] === byte));
    if (codec === undefined) throw unsupported(`${bytes[0] ?? 'nothing'}`);
    // Of this code's own class: what the author got from another client may be of the engine's.
    const body = bytesOf(bytes).slice(PREFIXES[codec].length);
    switch (codec) {
      case 'raw':
      case 'protobuf':
        return { codec, value: body };
      case 'json':
        return { codec, value: decodeJson(body) };
      case 'cbor':
        return { codec, value: decodeCbor(body) };
      case 'messagepack':
        return { codec, value: decodeMessagePack(body) };
    }
  },
} as const;

function encoded(codec: PayloadCodec, value: PayloadValue): Uint8Array {
  switch (codec) {
    case 'raw':
    case 'protobuf':
      if (value instanceof Uint8Array) return value;
      throw broken(codec, 'it takes bytes');
    case 'json':
      demandJson(value, 0);
      return encodeUtf8(JSON.stringify(value));
    case 'cbor':
      return encodeCbor(value);
    case 'messagepack':
      return encodeMessagePack(value);
  }
}

function decodeJson(body: Uint8Array): PayloadValue {
  try {
    return JSON.parse(decodeUtf8(body, { fatal: true, ignoreBOM: true })) as PayloadValue; // what JSON can be is one
  } catch (error) {
    throw broken('json', error instanceof Error ? error.message : String(error));
  }
}

/** JSON would write something else for what it does not have. */
function demandJson(value: PayloadValue, depth: number): void {
  if (depth > MAX_DEPTH) throw broken('json', `it is nested more than ${MAX_DEPTH} times`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object' || value instanceof Uint8Array) {
    throw broken(
      'json',
      `JSON has no ${typeof value === 'object' ? 'bytes' : typeof value === 'number' ? value : typeof value}`,
    );
  }
  const values = Array.isArray(value)
    ? (value as readonly PayloadValue[])
    : entriesOf(value, 'json').map(([, one]) => one);
  for (const one of values) demandJson(one, depth + 1);
}

const unsupported = (codec: string): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_CODEC', `There is no codec ${codec}`, {
    hint: `Codecs: ${CODECS.join(', ')}.`,
    data: { reason: 'unsupported-codec', codec },
  });
