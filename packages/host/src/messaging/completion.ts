/**
 * The end of a message that was handled: it leaves the store, and its answer goes to who has asked. Of a message that is handled
 * exactly once, what was stored and sent meanwhile takes effect in the same step.
 */
import type { Write } from '../services/storage/key-value-backend.ts';
import type { DeadLetterReason } from './dead-letters.ts';
import { Envelope } from './envelope.ts';
import type { Handling } from './handling.ts';
import type { Mailbox } from './mailbox.ts';
import type { ComponentAddress } from './message.ts';
import type { MessageStore } from './message-store.ts';
import type { Requests } from './requests.ts';

export interface CompletionOptions {
  readonly store: MessageStore | undefined;
  readonly requests: Requests;
  readonly find: (address: ComponentAddress) => Mailbox | undefined;
  readonly nowMs: () => number;
  readonly bury: (envelope: Envelope, reason: DeadLetterReason) => void;
}

export class Completion {
  readonly #options: CompletionOptions;

  constructor(options: CompletionOptions) {
    this.#options = options;
  }

  complete(
    mailbox: Mailbox,
    envelope: Envelope,
    answer: Uint8Array | undefined,
    handling: Handling,
  ): Promise<void> | undefined {
    const { store } = this.#options;
    if (store !== undefined && envelope.sequence !== undefined) {
      return this.#commit(store, mailbox, envelope, answer, handling);
    }
    const reply = this.#answered(envelope, answer);
    return reply === undefined ? undefined : this.#deliver(reply);
  }

  async #commit(
    store: MessageStore,
    mailbox: Mailbox,
    envelope: Envelope,
    answer: Uint8Array | undefined,
    handling: Handling,
  ): Promise<void> {
    const reply = this.#callback(envelope, answer);
    const staged = await handling.take();
    const writes: Write[] = [store.removal(mailbox, envelope), ...staged.writes];
    const stored: (readonly [Mailbox, Envelope])[] = [];
    const others: Envelope[] = [];
    for (const one of [...handling.outbox, ...(reply === undefined ? [] : [reply])]) {
      const target = this.#options.find(one.target);
      if (target?.settings.durable !== true || one.guarantee === 'at-most-once') {
        others.push(one);
        continue;
      }
      await target.recovered();
      if (await store.has(target, one)) continue;
      writes.push(...store.writesFor(target, one));
      stored.push([target, one]);
    }
    await store.commit(mailbox, writes, staged.quotas);
    // From here on the message is done, whatever becomes of what follows from it.
    this.#answered(envelope, answer);
    for (const [target, one] of stored) target.enter(one);
    for (const one of others) await this.#deliver(one);
  }

  /** The answer as a message, where it is to be one; without saying yet that the request is over. */
  #callback(envelope: Envelope, answer: Uint8Array | undefined): Envelope | undefined {
    const { correlationId, replyTo } = envelope.metadata;
    if (envelope.isCallback || answer === undefined || correlationId === undefined || replyTo === undefined)
      return undefined;
    const request = this.#options.requests.get(correlationId);
    if (request?.asker !== undefined) return undefined;
    if (request === undefined && !this.#isLeft(envelope)) return undefined;
    return this.#message(envelope, answer, correlationId, replyTo);
  }

  /** Whether an earlier process took the request, and there is time left for its answer. */
  #isLeft({ isRecovered, expiresAtMs }: Envelope): boolean {
    return isRecovered && expiresAtMs > this.#options.nowMs();
  }

  /** Ends the request that the message is. The answer as a message, where it is to be one. */
  #answered(envelope: Envelope, answer: Uint8Array | undefined): Envelope | undefined {
    const { correlationId, replyTo } = envelope.metadata;
    if (envelope.isCallback || correlationId === undefined || replyTo === undefined) return undefined;
    const request = this.#options.requests.answer(correlationId);
    if (request === undefined) return undefined;
    request.asker?.resolve(answer);
    if (request.asker !== undefined || answer === undefined) return undefined;
    return this.#message(envelope, answer, correlationId, replyTo);
  }

  #message(envelope: Envelope, answer: Uint8Array, correlationId: string, replyTo: ComponentAddress): Envelope {
    const guarantee = this.#options.find(replyTo)?.settings.guarantee ?? 'at-most-once';
    return new Envelope({
      sender: envelope.target,
      target: replyTo,
      payload: answer,
      metadata: { correlationId, timestampMs: this.#options.nowMs() },
      isCallback: true,
      guarantee,
    });
  }

  /** What cannot be taken is a dead letter: its sender is not there any more to be told. */
  #deliver(envelope: Envelope): Promise<void> | undefined {
    const target = this.#options.find(envelope.target);
    if (target === undefined) {
      this.#options.bury(envelope, 'no-target');
      return undefined;
    }
    try {
      return target.accept(envelope)?.catch(() => this.#options.bury(envelope, 'refused'));
    } catch {
      this.#options.bury(envelope, 'refused');
      return undefined;
    }
  }
}
