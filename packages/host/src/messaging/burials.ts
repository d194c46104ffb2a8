/** Messages that nobody has handled: what their senders are told, and where they are kept. */
import type { Clock } from '../services/host-services.ts';
import type { BrokerOptions } from './broker-options.ts';
import { type DeadLetterReason, DeadLetters } from './dead-letters.ts';
import { Envelope } from './envelope.ts';
import type { Mailbox } from './mailbox.ts';
import { within } from './mailbox-options.ts';
import { addressText } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { describeFailure, handlingFailed } from './messaging-error.ts';
import type { Requests } from './requests.ts';

export interface BurialsOptions {
  readonly options: BrokerOptions;
  readonly clock: Clock;
  readonly requests: Requests;
  readonly store: MessageStore | undefined;
}

export class Burials {
  readonly letters: DeadLetters;
  readonly #clock: Clock;
  readonly #requests: Requests;
  readonly #store: MessageStore | undefined;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
  constructor({ options, clock, requests, store }: BurialsOptions) {
    this.#clock = clock;
    this.#requests = requests;
    this.#store = store;
    this.letters = new DeadLetters({
      maxLetters: within('maxDeadLetters', options.maxDeadLetters ?? 1_000, 0, 1_000_000),
      maxBytes: within('maxDeadLetterBytes', options.maxDeadLetterBytes ?? 16 * 1024 * 1024, 0, 2 ** 31),
      listener: options.onDeadLetter,
      onRemoved: ({ target, message }) => {
        if (message instanceof Envelope && message.sequence !== undefined) {
          store?.exhume(addressText(target), message.sequence).catch(() => {}); // it is found again at the next start
        }
      },
    });
  }

  /** @param mailbox Whose store has the message, where one has. */
  bury(
    mailbox: Mailbox | undefined,
    envelope: Envelope,
    reason: DeadLetterReason,
    error?: unknown,
  ): Promise<void> | undefined {
    const { target, attempt, metadata } = envelope;
    const said = error === undefined ? undefined : describeFailure(error);
    if (metadata.correlationId !== undefined && !envelope.isCallback) {
      this.#requests.fail(metadata.correlationId, handlingFailed(target, said ?? reason, error));
    }
    const letter = this.letters.add({
      reason,
      target,
      message: envelope,
      attempts: reason === 'failed' ? attempt : attempt - 1,
      error: said,
      timeMs: this.#clock.nowMs(),
    });
    if (mailbox === undefined || envelope.sequence === undefined) return undefined;
    return this.#store?.bury(mailbox, envelope, letter);
  }

  /** Takes up what an earlier mailbox at the address has left. */
  async recover(mailbox: Mailbox): Promise<void> {
    try {
      for (const letter of (await this.#store?.letters(mailbox)) ?? []) this.letters.restore(letter);
    } catch {
      // Who sends to the mailbox is told that its store fails.
    }
  }
}
