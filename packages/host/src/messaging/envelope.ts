import { randomUUID } from 'node:crypto';
import type { DeliveryGuarantee } from './mailbox-options.ts';
import type { ComponentAddress, ComponentMessage, MessageMetadata } from './message.ts';

/** What the broker knows of a message on its way. */
export interface EnvelopeOptions {
  readonly sender: ComponentAddress;
  readonly target: ComponentAddress;
  readonly payload: Uint8Array;
  readonly metadata: MessageMetadata;
  /** Whether it is the answer to a request. */
  readonly isCallback?: boolean;
  readonly id?: string | undefined;
  /** Whether it was the sender who gave the id. Default: where there is one. */
  readonly isNamed?: boolean;
  /** Milliseconds since 1970-01-01T00:00:00Z from which on it is not handed over any more. */
  readonly expiresAtMs?: number;
  readonly guarantee: DeliveryGuarantee;
  readonly attempt?: number;
}

/** Ids that nobody has given need be unique only; those of requests must not be guessed either, and are made elsewhere. */
const PROCESS_PREFIX = randomUUID();
let made = 0;

/** A message on its way to one mailbox. What its receiver sees of it is the {@link ComponentMessage}. */
export class Envelope implements ComponentMessage {
  readonly sender: ComponentAddress;
  readonly target: ComponentAddress;
  readonly payload: Uint8Array;
  readonly metadata: MessageMetadata;
  readonly isCallback: boolean;
  readonly expiresAtMs: number;
  readonly guarantee: DeliveryGuarantee;
  /** Whether its sender named it, so that a second one of the same id is the same message. */
  readonly isNamed: boolean;
  attempt: number;
  /** Its place in the store, where it has one. */
  sequence: number | undefined;
  /** Whether it was found in the store, so that the process that took it is gone. */
  isRecovered = false;
  /** Settles when it is in the store: true, or false where it is there already under the same id. It is not handed over before. */
  stored: Promise<boolean> | undefined;
  #id: string | undefined;

  constructor(options: EnvelopeOptions) {
    this.sender = options.sender;
    this.target = options.target;
    this.payload = options.payload;
    this.metadata = options.metadata;
    this.isCallback = options.isCallback ?? false;
    this.expiresAtMs = options.expiresAtMs ?? Infinity;
    this.guarantee = options.guarantee;
    this.isNamed = options.isNamed ?? options.id !== undefined;
    this.attempt = options.attempt ?? 1;
    this.#id = options.id;
  }

  /** Made when first asked for: most messages never need one. */
  get id(): string {
    return (this.#id ??= `${PROCESS_PREFIX}-${(made += 1)}`);
  }
}
