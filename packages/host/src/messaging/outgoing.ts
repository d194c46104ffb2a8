/** What a sender says becomes a message, and finds its way into a mailbox. */
import type { AirssysError } from '@airssys/model';
import type { Clock } from '../services/host-services.ts';
import type { SendingCall, SendOptions } from './broker-options.ts';
import { Envelope } from './envelope.ts';
import { currentHandling } from './handling.ts';
import type { Mailbox } from './mailbox.ts';
import { within } from './mailbox-options.ts';
import type { ComponentAddress } from './message.ts';
import { invalidMessage, queueFull } from './messaging-error.ts';
import type { WaitsFor } from './waits-for.ts';

export const DAY_MS = 86_400_000;
/** Characters of an id or a media type. */
export const MAX_ID = 256;

/** A sender leaves it to the broker to find out on whose behalf it sends. */
export const NOT_SAID: SendingCall = Object.freeze({});

export interface AnswerWanted {
  readonly replyTo?: ComponentAddress;
  readonly correlationId?: string;
  readonly expiresAtMs?: number;
}

export interface PutOptions {
  readonly call: SendingCall;
  readonly waitTimeoutMs: number | undefined;
  /** Whether that the sender waits is noted already. */
  readonly isNoted?: boolean;
}

export class Outgoing {
  readonly #clock: Clock;
  readonly #waits: WaitsFor;
  #sent = 0;

  constructor(clock: Clock, waits: WaitsFor) {
    this.#clock = clock;
    this.#waits = waits;
  }

  get sent(): number {
    return this.#sent;
  }

  /** @throws AirssysError `AIRSSYS_MESSAGING_INVALID`, `AIRSSYS_CONFIG_INVALID`. */
  envelope(
    mailbox: Mailbox,
    from: ComponentAddress,
    payload: Uint8Array,
    { contentType, id, guarantee, ttlMs }: SendOptions,
    about: AnswerWanted = {},
  ): Envelope {
    if (contentType !== undefined && contentType.length > MAX_ID) throw tooLong('media type', contentType);
    if (id !== undefined && (id === '' || id.length > MAX_ID)) throw tooLong('id', id);
    const timestampMs = this.#clock.nowMs();
    const endsAtMs = ttlMs === undefined ? Infinity : timestampMs + within('ttlMs', ttlMs, 1, 30 * DAY_MS);
    const { correlationId, replyTo, expiresAtMs = endsAtMs } = about;
    return new Envelope({
      sender: from,
      target: mailbox.address,
      payload,
      metadata: { correlationId, replyTo, timestampMs, contentType },
      id,
      guarantee: guarantee ?? mailbox.settings.guarantee,
      expiresAtMs,
    });
  }

  /** Undefined where the message is in its mailbox when this returns. */
  put(
    mailbox: Mailbox,
    envelope: Envelope,
    { call, waitTimeoutMs, isNoted = false }: PutOptions,
  ): Promise<void> | undefined {
    this.#sent += 1;
    const handling = call === NOT_SAID ? currentHandling() : call.handling;
    if (handling?.isAtomic === true && !isNoted) {
      // It is taken with the end of what is being handled. What can be said of it now is said now.
      mailbox.demandFit(envelope);
      const isRefused = mailbox.settings.overflow === 'reject' || mailbox.settings.overflow === 'wait';
      if (isRefused && !mailbox.hasRoom(envelope)) throw queueFull(mailbox.address, mailbox.depth, mailbox.bytes);
      handling.outbox.push(envelope);
      return undefined;
    }
    if (mailbox.settings.overflow !== 'wait') return mailbox.accept(envelope);
    const waiter = isNoted ? undefined : (call.waiter ?? handling?.address);
    return mailbox.accept(envelope, {
      begin: waiter === undefined ? undefined : () => this.#waits.begin(waiter, mailbox.key),
      timeoutMs: waitTimeoutMs,
      signal: call.signal,
    });
  }
}

const tooLong = (what: string, text: string): AirssysError =>
  invalidMessage(
    `A message cannot have ${text === '' ? 'an empty' : 'a'} ${what} of ${text.length} characters`,
    `It has 1 to ${MAX_ID}.`,
  );
