import { decodePayload, encodePayload, type PayloadCodec, type PayloadValue } from '@airssys/host';

/**
 * What a test sends: bytes, text (as UTF-8), or a value with the codec that the receiver reads by `payload.decode` of the SDK:
 * `{ json: { order: 7 } }`, `{ cbor: … }`.
 */
export type Payload = Uint8Array | string | { readonly [C in PayloadCodec]?: PayloadValue };

/** @throws AirssysError `AIRSSYS_MESSAGING_CODEC` for a value that the codec does not have, or none. */
export function toBytes(payload: Payload): Uint8Array {
  if (payload instanceof Uint8Array) return payload;
  if (typeof payload === 'string') return new TextEncoder().encode(payload);
  const [[codec, value] = ['none', null]] = Object.entries(payload);
  return encodePayload(codec as PayloadCodec, value); // checked there
}

/** A payload that was received. */
export class MessagePayload {
  /** As it was sent. */
  readonly bytes: Uint8Array;

  /** Of these bytes. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** As UTF-8. */
  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  /** Read as JSON, without a codec in front. Throws a SyntaxError where it is none. */
  get json(): unknown {
    return JSON.parse(this.text);
  }

  /**
   * What was encoded by `payload.encode` of the SDK.
   *
   * @throws AirssysError `AIRSSYS_MESSAGING_CODEC` where the bytes name no codec, or are not of it.
   */
  get value(): PayloadValue {
    return decodePayload(this.bytes).value;
  }
}
