/**
 * The messages that wait for one receiver. They are handed over one at a time, in the order in which they were taken, so those of
 * one sender in the order in which they were sent.
 *
 * INVARIANT: what waits is bounded, in messages and in bytes, whoever sends. Answers come besides, of which there are no more than
 * requests under way.
 */
import type { Clock } from '../services/host-services.ts';
import type { DeadLetterReason } from './dead-letters.ts';
import { Delivery } from './delivery.ts';
import type { Envelope } from './envelope.ts';
import { GUARANTEES, type MailboxSettings, type ReceiverDescription } from './mailbox-options.ts';
import { addressText, type ComponentAddress } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { closed, invalidMessage, queueFull, timedOut } from './messaging-error.ts';
import type { Handling } from './handling.ts';
import type { Receiver } from './receiver.ts';

/** What a mailbox has done so far. */
export interface MailboxCounters {
  /** Messages and answers that were taken. */
  readonly accepted: number;
  /** Those that were handled. */
  readonly handled: number;
  /** Times that a receiver failed. */
  readonly failures: number;
  /** Times that a message was handed over again. */
  readonly redelivered: number;
  /** Messages that their senders were told to be too many. */
  readonly refused: number;
  /** Messages that were there already under the same id. */
  readonly duplicates: number;
  /** Messages that became dead letters. */
  readonly dead: number;
}

/** The receiver of a mailbox; or who it is at the moment, undefined while there is none. */
export type ReceiverSource = Receiver | (() => Receiver | undefined);

/**
 * - `idle`: waits for messages. - `handling`: a receiver has one. - `retrying`: waits before it hands one over again.
 * - `paused`: has no receiver, or was told to wait. - `disposed`: takes nothing any more.
 */
export type MailboxState = 'idle' | 'handling' | 'retrying' | 'paused' | 'disposed';

/** What a mailbox needs of its broker. */
export interface MailboxSurroundings {
  readonly clock: Clock;
  /** Undefined where messages do not outlive the process. */
  readonly store: MessageStore | undefined;
  /** The message was handled. With the store's writes, if it is held there, this is one step. */
  complete(
    mailbox: Mailbox,
    envelope: Envelope,
    answer: Uint8Array | undefined,
    handling: Handling,
  ): Promise<void> | undefined;
  /** Nobody will handle the message. */
  bury(mailbox: Mailbox, envelope: Envelope, reason: DeadLetterReason, error?: unknown): Promise<void> | undefined;
  /** What was sent in a handling that failed is not sent. */
  abandon(handling: Handling): void;
  detach(mailbox: Mailbox): void;
  /** Ends its subscriptions. */
  unsubscribe(mailbox: Mailbox): void;
}

/** How a sender waits for room in a mailbox that has it wait. */
export interface WaitForRoom {
  /** Called where it has to wait; it may refuse by throwing. What it answers is disposed when the wait is over. */
  readonly begin?: (() => Disposable) | undefined;
  /** Default: as the mailbox says. */
  readonly timeoutMs?: number | undefined;
  /** Aborts when the sender waits no more. */
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly envelope: Envelope;
  readonly enter: (stored: Promise<void> | undefined) => void;
  readonly giveUp: (error: unknown) => void;
}

/**
 * The messages that wait for one receiver, which gets them one at a time, in their order. An `envelope` is a message on its
 * way, with what it was sent with.
 */
export class Mailbox implements AsyncDisposable {
  /** Where it is attached. */
  readonly address: ComponentAddress;
  /** The address as text. */
  readonly key: string;
  /** How much it takes, and what it does when that is reached. */
  readonly settings: MailboxSettings;
  readonly #surroundings: MailboxSurroundings;
  readonly #delivery: Delivery;
  readonly #waiting = new Set<Waiting>();
  /** Until then nothing is put into the store: what is there comes first. */
  #recovering: Promise<void> | undefined;
  #accepted = 0;
  #refused = 0;
  #isDisposed = false;

  /** For {@link Broker.attach}, which makes mailboxes. It is given its settings and surroundings there. */
  constructor(
    address: ComponentAddress,
    source: ReceiverSource,
    settings: MailboxSettings,
    surroundings: MailboxSurroundings,
  ) {
    this.address = address;
    this.key = addressText(address);
    this.settings = settings;
    this.#surroundings = surroundings;
    this.#delivery = new Delivery({
      mailbox: this,
      source,
      settings,
      surroundings,
      onRoom: () => {
        if (this.#waiting.size > 0) this.#letIn();
      },
    });
    if (!settings.durable) return;
    this.#recovering = this.#recover();
    this.#recovering.catch(() => {}); // whoever sends, or waits for it, is told
  }

  /** Whether it hands messages over. */
  get state(): MailboxState {
    return this.#isDisposed ? 'disposed' : this.#delivery.state;
  }

  /** What other components may learn of the receiver. */
  get description(): ReceiverDescription {
    return this.settings.describe();
  }

  /** Messages that wait, the one that is being handled not included. */
  get depth(): number {
    return this.#delivery.queue.length;
  }

  /** Bytes of payload that wait. */
  get bytes(): number {
    return this.#delivery.queue.bytes;
  }

  /** Senders that wait for room. */
  get waitingSenders(): number {
    return this.#waiting.size;
  }

  /** What it has done so far. */
  get counters(): MailboxCounters {
    return { accepted: this.#accepted, refused: this.#refused, ...this.#delivery.counters };
  }

  /** Resolves when what was in the store from before is in the mailbox. At once where nothing is kept there. */
  async recovered(): Promise<void> {
    await this.#recovering;
  }

  /** Gives the mailbox its next receiver, and goes on. */
  connect(receiver: ReceiverSource): void {
    this.#demandOpen();
    this.#delivery.connect(receiver);
  }

  /** Takes the receiver away: messages wait for the next one. What it is handling is not interrupted. */
  disconnect(): void {
    this.#delivery.connect(() => undefined);
  }

  /** The receiver has ended: messages wait for the next one, and nothing comes by what this one has subscribed to. */
  rest(): void {
    this.disconnect();
    this.#surroundings.unsubscribe(this);
  }

  /** Hands nothing over until {@link resume}. */
  pause(): void {
    this.#delivery.pause();
  }

  /** Goes on: after {@link pause}, or where the function that tells of the receiver has one again. */
  resume(): void {
    this.#delivery.resume();
  }

  /**
   * Takes a message, as `Broker.send` says. `wait` says how long the sender waits for room, where it does.
   *
   * @returns Undefined where the message is in; else a promise that resolves when it is.
   * @throws As {@link demandFit}, and as `Broker.send` says.
   */
  accept(envelope: Envelope, wait: WaitForRoom = {}): Promise<void> | undefined {
    this.demandFit(envelope);
    if (envelope.isCallback || this.#hasRoom(envelope)) return this.#take(envelope);
    const { overflow } = this.settings;
    if (overflow === 'wait') return this.#whenRoom(envelope, wait);
    if (overflow === 'drop-newest') return this.#delivery.bury(envelope, 'overflow');
    if (overflow === 'drop-oldest') {
      while (!this.#hasRoom(envelope) && this.#delivery.dropOldest());
      if (this.#hasRoom(envelope)) return this.#take(envelope);
    }
    this.#refused += 1;
    throw queueFull(this.address, this.depth, this.bytes);
  }

  /**
   * Refuses a message that the mailbox would never take.
   *
   * @throws AirssysError `AIRSSYS_MESSAGING_CLOSED`; `AIRSSYS_MESSAGING_INVALID` for a message that the mailbox never takes: too
   *   large, or with a guarantee that it does not have.
   */
  demandFit({ payload, guarantee }: Envelope): void {
    this.#demandOpen();
    const { maxMessageBytes, guarantee: most } = this.settings;
    if (payload.byteLength > maxMessageBytes) {
      throw invalidMessage(
        `${this.key} takes messages of at most ${maxMessageBytes} bytes, not of ${payload.byteLength}`,
        'Send less, or give the mailbox a larger maxMessageBytes.',
      );
    }
    if (GUARANTEES.indexOf(guarantee) > GUARANTEES.indexOf(most)) {
      throw invalidMessage(`${this.key} handles messages ${most}, not ${guarantee}`, 'Ask for less, or nothing.');
    }
  }

  /** Whether a message has room at the moment. */
  hasRoom(envelope: Envelope): boolean {
    return this.#hasRoom(envelope);
  }

  /** Puts in a message that is in the store already. */
  enter(envelope: Envelope): void {
    this.#accepted += 1;
    this.#delivery.push(envelope);
  }

  /**
   * Takes no messages any more, and hands none over. Those that wait become dead letters (`no-target`); a durable mailbox keeps
   * them for the next one at this address. Resolves when the message that is being handled has come to its end, or five
   * seconds later.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      this.#surroundings.detach(this);
      for (const { giveUp } of this.#waiting) giveUp(closed(`The mailbox of ${this.key}`));
    }
    await this.#delivery.end();
  }

  #demandOpen(): void {
    if (this.#isDisposed) throw closed(`The mailbox of ${this.key}`);
  }

  #hasRoom({ payload }: Envelope): boolean {
    const { maxMessages, maxBytes } = this.settings;
    const { queue } = this.#delivery;
    return queue.length < maxMessages && queue.bytes + payload.byteLength <= maxBytes;
  }

  #take(envelope: Envelope): Promise<void> | undefined {
    this.#accepted += 1;
    const { store } = this.#surroundings;
    if (store === undefined || !this.settings.durable || envelope.guarantee === 'at-most-once') {
      this.#delivery.push(envelope);
      return undefined;
    }
    const put = async (): Promise<boolean> => {
      await this.#recovering;
      return await store.put(this, envelope);
    };
    const stored = put();
    envelope.stored = stored;
    this.#delivery.push(envelope);
    return this.#counted(stored);
  }

  async #counted(stored: Promise<boolean>): Promise<void> {
    if (!(await stored)) this.#delivery.countDuplicate();
  }

  #whenRoom(
    envelope: Envelope,
    { begin, timeoutMs = this.settings.waitTimeoutMs, signal }: WaitForRoom,
  ): Promise<void> {
    signal?.throwIfAborted();
    const wait = begin?.();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = new AbortController();
    const end = (): void => {
      this.#waiting.delete(waiting);
      timer.abort();
      signal?.removeEventListener('abort', onAbort);
      wait?.[Symbol.dispose]();
    };
    const waiting: Waiting = {
      envelope,
      enter: (stored) => {
        end();
        resolve(stored);
      },
      giveUp: (error) => {
        end();
        reject(error);
      },
    };
    const onAbort = (): void => waiting.giveUp(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#waiting.add(waiting);
    this.#surroundings.clock.sleep(timeoutMs, timer.signal).then(
      () => waiting.giveUp(timedOut(`The mailbox of ${this.key} had no room`, timeoutMs)),
      () => {}, // it has found room
    );
    return promise;
  }

  /** Those who wait are let in in their order: a small message does not pass a large one. */
  #letIn(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.envelope)) return;
      waiting.enter(this.#take(waiting.envelope));
    }
  }

  async #recover(): Promise<void> {
    const { store } = this.#surroundings;
    if (store === undefined) return;
    // What comes meanwhile has its place behind.
    const found = await store.recover(this);
    this.#delivery.putFirst(found);
    this.#accepted += found.length;
    this.#recovering = undefined;
  }
}
