/** Messages as they are stored: the length of a JSON header (32 bits, little-endian), the header, and the payload as it is. */
import { AirssysError } from '@airssys/model';
import type { DeadLetter, DeadLetterReason } from './dead-letters.ts';
import { Envelope } from './envelope.ts';
import type { DeliveryGuarantee } from './mailbox-options.ts';
import type { ComponentAddress, ComponentMessage, MessageMetadata } from './message.ts';

interface Header {
  /** Of this form. */
  readonly version: 1;
  readonly sender: ComponentAddress;
  readonly metadata: MessageMetadata;
  readonly id: string;
  readonly isNamed: boolean;
  readonly isCallback: boolean;
  readonly attempt: number;
  readonly guarantee: DeliveryGuarantee;
  readonly expiresAtMs?: number;
  /** Of a dead letter. */
  readonly letter?: {
    readonly reason: DeadLetterReason;
    readonly error?: string | undefined;
    readonly timeMs: number;
  };
}

export function writeRecord(envelope: Envelope): Uint8Array {
  return write(headerOf(envelope), envelope.payload);
}

export function writeLetter({ message, reason, error, timeMs }: DeadLetter): Uint8Array {
  const header = message instanceof Envelope ? headerOf(message) : headerOf(envelopeOf(message));
  return write({ ...header, letter: { reason, error, timeMs } }, message.payload);
}

export function readRecord(bytes: Uint8Array, target: ComponentAddress): Envelope {
  const { header, payload } = read(bytes);
  return new Envelope({
    ...header,
    target,
    payload,
    id: header.id,
    ...(header.expiresAtMs !== undefined && { expiresAtMs: header.expiresAtMs }),
  });
}

export function readLetter(
  bytes: Uint8Array,
  target: ComponentAddress,
): { readonly letter: Omit<DeadLetter, 'number' | 'message'>; readonly message: Envelope } {
  const message = readRecord(bytes, target);
  const { letter } = read(bytes).header;
  if (letter === undefined) throw corrupt();
  return { letter: { ...letter, target, attempts: message.attempt }, message };
}

function headerOf(envelope: Envelope): Header {
  const { sender, metadata, id, isNamed, isCallback, attempt, guarantee, expiresAtMs } = envelope;
  return {
    version: 1,
    sender,
    metadata,
    id,
    isNamed,
    isCallback,
    attempt,
    guarantee,
    ...(expiresAtMs !== Infinity && { expiresAtMs }),
  };
}

const envelopeOf = (message: ComponentMessage): Envelope =>
  new Envelope({ ...message, target: message.sender, guarantee: 'at-most-once' });

function write(header: Header, payload: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + text.length + payload.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(payload, 4 + text.length);
  return bytes;
}

function read(bytes: Uint8Array): { readonly header: Header; readonly payload: Uint8Array } {
  if (bytes.length < 4) throw corrupt();
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length < 4 + length) throw corrupt();
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4, 4 + length)));
  } catch (cause) {
    throw corrupt(cause);
  }
  if (typeof header !== 'object' || header === null || !('version' in header) || header.version !== 1) throw corrupt();
  // What has this version was written by `write`, and the store gives back what it was given.
  return { header: header as Header, payload: bytes.slice(4 + length) };
}

const corrupt = (cause?: unknown): AirssysError =>
  new AirssysError('AIRSSYS_STORAGE_CORRUPT', 'A stored message cannot be read', {
    hint: 'The storage was written by another version, or is damaged. Restore it from an export.',
    cause,
  });
