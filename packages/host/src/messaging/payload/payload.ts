/**
 * Payloads that say how they are encoded: the number of a codec in the table of multicodecs, as a varint, and then the bytes. The
 * component's side of it is `payload` of `@airssys/sdk`.
 */
import { decode as decodeMessagePack, encode as encodeMessagePack } from '@msgpack/msgpack';
import { AirssysError } from '@airssys/model';
import { decode as decodeCbor, encode as encodeCbor, Token, Type, type TypeEncoder } from 'cborg';
import { varint } from 'multiformats';
import { fromMessagePack, fromCbor, type PayloadValue, toEncoder } from './payload-value.ts';

export type { PayloadValue } from './payload-value.ts';

/** How a payload is encoded. `protobuf` is passed on as bytes: what is in it depends on a schema. */
export type PayloadCodec = 'raw' | 'json' | 'cbor' | 'messagepack' | 'protobuf';

/**
 * A payload that was read. `codec` is what its prefix names, `value` what the bytes mean; the bytes themselves where the codec
 * has no values.
 */
export type DecodedPayload =
  | { readonly codec: 'raw' | 'protobuf'; readonly value: Uint8Array }
  | { readonly codec: 'json' | 'cbor' | 'messagepack'; readonly value: PayloadValue };

/** Of the table of multicodecs. */
const NUMBERS: Readonly<Record<PayloadCodec, number>> = {
  raw: 0x55,
  json: 0x02_00,
  cbor: 0x51,
  messagepack: 0x02_01,
  protobuf: 0x50,
};

const CODECS: ReadonlyMap<number, PayloadCodec> = new Map(
  (Object.keys(NUMBERS) as PayloadCodec[]).map((codec) => [NUMBERS[codec], codec]), // the keys of NUMBERS
);

/**
 * Encodes a value for a message, with the codec in front. Answers the bytes.
 *
 * ```ts
 * await broker.send(me, shop, encodePayload('json', { order: 7 }));
 * ```
 *
 * @param value For `raw` and `protobuf` bytes. JSON has no bytes and no bigints; JSON and MessagePack write −0 as 0.
 * @throws AirssysError `AIRSSYS_MESSAGING_CODEC` for a value that the codec does not have.
 */
export function encodePayload(codec: PayloadCodec, value: PayloadValue): Uint8Array {
  const number = NUMBERS[codec];
  if (number === undefined) throw unsupported(codec);
  const prefix = varint.encodeTo(number, new Uint8Array(varint.encodingLength(number)));
  const body = encoded(codec, value);
  const bytes = new Uint8Array(prefix.length + body.length);
  bytes.set(prefix);
  bytes.set(body, prefix.length);
  return bytes;
}

/**
 * Reads a payload by the codec that it names. Whole numbers beyond 2⁵³ are bigints.
 *
 * @throws AirssysError `AIRSSYS_MESSAGING_CODEC` where the codec is unknown, or the bytes are not what it says.
 */
export function decodePayload(payload: Uint8Array): DecodedPayload {
  const [number, length] = prefixOf(payload);
  const codec = CODECS.get(number);
  if (codec === undefined) throw unsupported(`0x${number.toString(16)}`);
  const body = payload.subarray(length);
  if (codec === 'raw' || codec === 'protobuf') return { codec, value: body };
  try {
    return { codec, value: decoded(codec, body) };
  } catch (cause) {
    throw broken(codec, cause);
  }
}

function encoded(codec: PayloadCodec, value: PayloadValue): Uint8Array {
  if (codec === 'raw' || codec === 'protobuf') {
    if (value instanceof Uint8Array) return value;
    throw broken(codec, new TypeError('it takes bytes'));
  }
  try {
    const own = toEncoder(value, codec);
    if (codec === 'json') return new TextEncoder().encode(JSON.stringify(own));
    return codec === 'cbor'
      ? encodeCbor(own, { typeEncoders: { number: negativeZero } })
      : encodeMessagePack(own, { useBigInt64: true });
  } catch (cause) {
    throw broken(codec, cause);
  }
}

/** Where a number is −0 it keeps its sign as a float; all others are the encoder's own matter. */
const negativeZero: TypeEncoder = (value: unknown) => (Object.is(value, -0) ? [new Token(Type.float, -0)] : null);

function decoded(codec: 'json' | 'cbor' | 'messagepack', body: Uint8Array): PayloadValue {
  if (codec === 'json') {
    // What JSON can be is a PayloadValue.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)) as PayloadValue;
  }
  return codec === 'cbor'
    ? fromCbor(decodeCbor(body, { useMaps: true, rejectDuplicateMapKeys: true }))
    : fromMessagePack(decodeMessagePack(body, { useBigInt64: true }));
}

function prefixOf(payload: Uint8Array): readonly [number: number, length: number] {
  try {
    const [number, length] = varint.decode(payload);
    return [number, length];
  } catch (cause) {
    throw broken('the codec', cause);
  }
}

const unsupported = (codec: string): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_CODEC', `There is no codec ${codec}`, {
    hint: `Codecs: ${Object.keys(NUMBERS).join(', ')}.`,
    data: { reason: 'unsupported-codec', codec },
  });

const broken = (codec: string, cause: unknown): AirssysError =>
  new AirssysError(
    'AIRSSYS_MESSAGING_CODEC',
    `The payload is not of ${codec}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { hint: 'See what the sender encodes.', cause, data: { reason: 'serialization-error', codec } },
  );
