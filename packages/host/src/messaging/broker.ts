/**
 * Messages between components, and between them and the embedder, within one process: from a sender to a mailbox, from there to its
 * receiver, and back as the answer.
 *
 * INVARIANT: who a message is from is said by who calls the broker: the host's services, which know their instance, or the embedder.
 * Nothing in a message that a component sends can say otherwise.
 */
import { AirssysError } from '@airssys/model';
import { type Clock, SYSTEM_CLOCK } from '../services/host-services.ts';
import type { AskOptions, BrokerCounters, BrokerOptions, RequestOptions, SendOptions } from './broker-options.ts';
import { Completion } from './completion.ts';
import { type DeadLetter, type DeadLetterReason, DeadLetters } from './dead-letters.ts';
import { Deadlines } from './deadlines.ts';
import { Envelope } from './envelope.ts';
import { currentHandling, type Handling } from './handling.ts';
import { Mailbox, type MailboxSurroundings, type ReceiverSource } from './mailbox.ts';
import { demandAddress, demandAttachable, MailboxDirectory } from './mailbox-directory.ts';
import { type MailboxOptions, resolveMailboxOptions, within } from './mailbox-options.ts';
import { addressText, type ComponentAddress, TOPIC_NAMESPACE } from './message.ts';
import { MessageStore } from './message-store.ts';
import {
  closed,
  describeFailure,
  handlingFailed,
  invalidMessage,
  queueFull,
  targetNotFound,
} from './messaging-error.ts';
import { Requests } from './requests.ts';
import { Subscriptions } from './subscriptions.ts';
import { WaitsFor } from './waits-for.ts';

/** On whose behalf the host's services send. An embedder leaves it to the broker to find out. */
export interface SendingCall {
  /** Whose messages are not handled while the sender waits. Default: the mailbox whose receiver calls this. */
  readonly waiter?: string | undefined;
  /** What it is part of. Default: the handling whose receiver calls this. */
  readonly handling?: Handling | undefined;
  /** Aborts when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
}

const DAY_MS = 86_400_000;
const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;
const MAX_ID = 256;
const NOT_SAID: SendingCall = Object.freeze({});

/**
 * Carries messages.
 *
 * ```ts
 * await using broker = new Broker();
 * broker.attach({ namespace: 'acme', name: 'shop', instance: '' }, actor);
 * const answer = await broker.ask(me, { namespace: 'acme', name: 'shop', instance: '' }, payload);
 * ```
 */
export class Broker implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #defaults: MailboxOptions;
  readonly #store: MessageStore | undefined;
  readonly #directory = new MailboxDirectory();
  readonly #subscriptions: Subscriptions;
  readonly #deadlines: Deadlines;
  readonly #requests: Requests;
  readonly #deadLetters: DeadLetters;
  readonly #waits = new WaitsFor();
  readonly #surroundings: MailboxSurroundings;
  #sent = 0;
  #isDisposed = false;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
  constructor(options: BrokerOptions = {}) {
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#defaults = options.mailbox ?? {};
    resolveMailboxOptions(this.#defaults);
    this.#store = options.storage && new MessageStore(options.storage);
    this.#deadlines = new Deadlines(this.#clock);
    this.#requests = new Requests(this.#deadlines, within('maxRequests', options.maxRequests ?? 1_000, 1, 1_000_000));
    this.#subscriptions = new Subscriptions(within('maxSubscriptions', options.maxSubscriptions ?? 1_000, 1, 100_000));
    const store = this.#store;
    this.#deadLetters = new DeadLetters({
      maxLetters: within('maxDeadLetters', options.maxDeadLetters ?? 1_000, 0, 1_000_000),
      maxBytes: within('maxDeadLetterBytes', options.maxDeadLetterBytes ?? 16 * 1024 * 1024, 0, 2 ** 31),
      listener: options.onDeadLetter,
      onRemoved: ({ target, message }) => {
        if (message instanceof Envelope && message.sequence !== undefined) {
          store?.exhume(addressText(target), message.sequence).catch(() => {}); // it is found again at the next start
        }
      },
    });
    const completion = new Completion({
      store,
      requests: this.#requests,
      find: (address) => this.#directory.at(address),
      nowMs: () => this.#clock.nowMs(),
      bury: (envelope, reason) => {
        void this.#bury(undefined, envelope, reason);
      },
    });
    this.#surroundings = {
      clock: this.#clock,
      store,
      complete: (mailbox, envelope, answer, handling) => completion.complete(mailbox, envelope, answer, handling),
      bury: (mailbox, envelope, reason, error) => this.#bury(mailbox, envelope, reason, error),
      abandon: ({ outbox }) => {
        for (const { metadata } of outbox) {
          if (metadata.correlationId !== undefined) this.#requests.fail(metadata.correlationId, closed('The request'));
        }
      },
      detach: (mailbox) => {
        this.#directory.delete(mailbox);
        this.#subscriptions.end(mailbox.address);
      },
    };
  }

  get counters(): BrokerCounters {
    return {
      sent: this.#sent,
      requests: this.#requests.counters,
      deadLetters: this.#deadLetters.total,
      waiting: this.#waits.size,
    };
  }

  /** Where durable messages are kept, if they are. */
  get storage(): BrokerOptions['storage'] {
    return this.#store?.backend;
  }

  /** All that are attached. */
  get mailboxes(): readonly Mailbox[] {
    return [...this.#directory];
  }

  /** The mailbox at exactly this address. */
  mailbox(address: ComponentAddress): Mailbox | undefined {
    return this.#directory.at(address);
  }

  /** The mailbox that a message to the target would go to. */
  find(target: ComponentAddress, from: ComponentAddress): Mailbox | undefined {
    return this.#directory.find(target, from);
  }

  /**
   * Gives a receiver a mailbox of its own. Whoever attaches it disposes the mailbox, or the broker. A durable mailbox first hands over
   * what an earlier one at this address has left.
   *
   * @param receiver Or a function that says who it is, and undefined while there is none: the mailbox then waits for
   *   `Mailbox.resume`.
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID`: the address is taken, or an option is out of its range.
   */
  attach(address: ComponentAddress, receiver: ReceiverSource, options: MailboxOptions = {}): Mailbox {
    this.#demandOpen();
    demandAttachable(address);
    const settings = resolveMailboxOptions({ ...this.#defaults, ...options });
    if (settings.durable && this.#store === undefined) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The mailbox of ${addressText(address)} cannot be durable`, {
        hint: 'Give the broker a storage: new Broker({ storage }).',
      });
    }
    this.#directory.demandFree(address);
    const mailbox = new Mailbox(address, receiver, settings, this.#surroundings);
    this.#directory.add(mailbox);
    if (settings.durable) void this.#recoverLetters(mailbox);
    return mailbox;
  }

  /**
   * Sends a message, and expects no answer.
   *
   * @returns Undefined where the message is in its mailbox; else a promise that resolves when it has found room (`overflow: 'wait'`) or
   *   is in the store (a durable mailbox). A rejection is as what is thrown at once.
   * @throws AirssysError `AIRSSYS_MESSAGING_TARGET_NOT_FOUND`, `AIRSSYS_MESSAGING_QUEUE_FULL`, `AIRSSYS_MESSAGING_INVALID`,
   *   `AIRSSYS_MESSAGING_TIMEOUT` and `AIRSSYS_MESSAGING_DEADLOCK` where there is no room to wait for, `AIRSSYS_MESSAGING_CLOSED`.
   */
  send(
    from: ComponentAddress,
    to: ComponentAddress,
    payload: Uint8Array,
    options: SendOptions = {},
    call: SendingCall = NOT_SAID,
  ): Promise<void> | undefined {
    return this.#deliver(this.#find(to, from), from, payload, options, call);
  }

  /**
   * Asks for an answer, which the asker's own mailbox receives as a callback. One that comes past the deadline is dropped.
   *
   * @returns The correlation id of the answer, by which the request can be cancelled.
   * @throws As {@link send}; `AIRSSYS_MESSAGING_QUEUE_FULL` also where the asker waits for too many answers.
   */
  async request(
    from: ComponentAddress,
    to: ComponentAddress,
    payload: Uint8Array,
    options: RequestOptions = {},
    call: SendingCall = NOT_SAID,
  ): Promise<string> {
    const { correlationId, sent } = this.#ask(from, to, payload, options, { call });
    await sent;
    return correlationId;
  }

  /**
   * Asks, and waits for the answer: its payload, or undefined where the receiver answers with nothing.
   *
   * @throws As {@link send}; AirssysError `AIRSSYS_MESSAGING_TIMEOUT`, `AIRSSYS_MESSAGING_FAILED` where the receiver fails;
   *   `AIRSSYS_MESSAGING_DEADLOCK` at once, where the receiver waits for the asker, or for one who does. When the signal aborts, its
   *   reason.
   */
  async ask(
    from: ComponentAddress,
    to: ComponentAddress,
    payload: Uint8Array,
    options: AskOptions = {},
    call: SendingCall = NOT_SAID,
  ): Promise<Uint8Array | undefined> {
    const signal = options.signal ?? call.signal;
    signal?.throwIfAborted();
    const waiter = call.waiter ?? currentHandling()?.address;
    const target = this.#find(to, from);
    using _wait = waiter === undefined ? undefined : this.#waits.begin(waiter, target.key);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
    // Its wait for the answer is one for room as well, and is noted already. It is no part of what waits for the message's end.
    const { correlationId, sent } = this.#ask(from, target.address, payload, options, {
      call: { ...call, handling: undefined },
      asker: { resolve, reject },
      isNoted: true,
    });
    const onAbort = (): void => {
      this.#requests.cancel(correlationId, from);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    sent?.catch((error: unknown) => this.#requests.fail(correlationId, error));
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Gives up on a request: its answer is dropped.
   *
   * @throws AirssysError `AIRSSYS_MESSAGING_TIMEOUT` where its time is over already, `AIRSSYS_MESSAGING_INVALID` where `from` has no
   *   request of this id under way.
   */
  cancel(from: ComponentAddress, correlationId: string): void {
    const outcome = this.#requests.cancel(correlationId, from);
    if (outcome === 'cancelled') return;
    if (outcome === 'expired') {
      throw new AirssysError('AIRSSYS_MESSAGING_TIMEOUT', `The time of request ${correlationId} is over`, {
        hint: 'There is nothing left to cancel.',
      });
    }
    throw invalidMessage(
      `${addressText(from)} has no request ${correlationId.slice(0, MAX_ID)}`,
      'It was answered or cancelled, or there has been none.',
    );
  }

  /**
   * Sends the same message to several. Where one of them is not attached, none receives it; where one has no room the others still do.
   *
   * @throws As {@link send}: the first failure, after the others were served.
   */
  async broadcast(
    from: ComponentAddress,
    to: readonly ComponentAddress[],
    payload: Uint8Array,
    options: SendOptions = {},
    call: SendingCall = NOT_SAID,
  ): Promise<void> {
    const mailboxes = to.map((target) => this.#find(target, from));
    const sending = mailboxes.map(async (mailbox) => await this.#deliver(mailbox, from, payload, options, call));
    for (const outcome of await Promise.allSettled(sending)) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /**
   * Sends a message to all whose subscriptions match the topic; the publisher too, if it is one of them. Where a mailbox has no room its
   * message is a dead letter (`refused`), and the others still receive theirs.
   *
   * @returns To how many mailboxes it went.
   * @throws AirssysError `AIRSSYS_MESSAGING_INVALID`.
   */
  async publish(
    from: ComponentAddress,
    topic: string,
    payload: Uint8Array,
    options: SendOptions = {},
    call: SendingCall = NOT_SAID,
  ): Promise<number> {
    this.#demandOpen();
    const replyTo: ComponentAddress = { namespace: TOPIC_NAMESPACE, name: topic, instance: '' };
    const mailboxes = this.#subscriptions.of(topic).flatMap((address) => this.#directory.at(address) ?? []);
    const sending = mailboxes.map(async (mailbox) => {
      const envelope = this.#envelope(mailbox, from, payload, options, { replyTo });
      try {
        await this.#put(mailbox, envelope, call, options.waitTimeoutMs);
        return 1;
      } catch {
        await this.#bury(undefined, envelope, 'refused');
        return 0;
      }
    });
    return (await Promise.all(sending)).reduce<number>((sum, one) => sum + one, 0);
  }

  /**
   * From now on the address receives what is published on topics of the pattern (`orders.created`, `orders.*`, `orders.**`, `*`), while a
   * mailbox is attached there. A subscription ends with the mailbox.
   *
   * @param isHeld Asked for each message. Default: it holds until it ends.
   * @returns Whether it is new.
   * @throws AirssysError `AIRSSYS_MESSAGING_INVALID` for what is no pattern; `AIRSSYS_MESSAGING_QUEUE_FULL` for too many.
   */
  subscribe(address: ComponentAddress, pattern: string, isHeld: () => boolean = () => true): boolean {
    this.#demandOpen();
    demandAttachable(address);
    return this.#subscriptions.add(address, pattern, isHeld);
  }

  /** Ends a subscription. Answers whether there was one. */
  unsubscribe(address: ComponentAddress, pattern: string): boolean {
    return this.#subscriptions.delete(address, pattern);
  }

  /** Ends all subscriptions of an address at which no mailbox is attached. */
  forget(address: ComponentAddress): void {
    if (this.#directory.at(address) === undefined) this.#subscriptions.end(address);
  }

  /** The messages that nobody has handled, the oldest first. */
  deadLetters(): readonly DeadLetter[] {
    return this.#deadLetters.list();
  }

  /**
   * Takes a dead letter out. With `again`, its message is sent to the same target once more, as a new one; what its sender asked for is
   * over.
   *
   * @returns Undefined where there is no such letter any more.
   * @throws As {@link send}; the letter is kept then.
   */
  async takeDeadLetter(
    number: number,
    { again = false }: { readonly again?: boolean } = {},
  ): Promise<DeadLetter | undefined> {
    const letter = this.#deadLetters.get(number);
    if (letter === undefined) return undefined;
    if (again) {
      const { sender, payload, metadata } = letter.message;
      await this.send(sender, letter.target, payload, { contentType: metadata.contentType });
    }
    this.#deadLetters.remove(number);
    return letter;
  }

  /** Disposes all mailboxes, as {@link Mailbox} says; whoever waits for an answer is told. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#requests.end(closed('The broker'));
    await Promise.all(this.mailboxes.map(async (mailbox) => await mailbox[Symbol.asyncDispose]()));
    this.#deadlines[Symbol.dispose]();
  }

  #ask(
    from: ComponentAddress,
    to: ComponentAddress,
    payload: Uint8Array,
    options: RequestOptions,
    {
      call,
      asker,
      isNoted = false,
    }: {
      readonly call: SendingCall;
      readonly asker?: Parameters<Requests['begin']>[0]['asker'];
      readonly isNoted?: boolean;
    },
  ): { readonly correlationId: string; readonly sent: Promise<void> | undefined } {
    const mailbox = this.#find(to, from);
    const timeoutMs = within('timeoutMs', options.timeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS, 1, DAY_MS);
    const expiresAtMs = this.#clock.nowMs() + timeoutMs;
    const correlationId = this.#requests.begin({ from, target: mailbox.address, asker }, { expiresAtMs, timeoutMs });
    const failed = (error: unknown): never => {
      this.#requests.fail(correlationId, error);
      throw error;
    };
    try {
      const envelope = this.#envelope(mailbox, from, payload, options, { replyTo: from, correlationId, expiresAtMs });
      const sent = this.#put(mailbox, envelope, call, timeoutMs, isNoted);
      return { correlationId, sent: asker === undefined ? sent?.catch(failed) : sent };
    } catch (error) {
      return failed(error);
    }
  }

  #deliver(
    mailbox: Mailbox,
    from: ComponentAddress,
    payload: Uint8Array,
    options: SendOptions,
    call: SendingCall,
  ): Promise<void> | undefined {
    return this.#put(mailbox, this.#envelope(mailbox, from, payload, options, {}), call, options.waitTimeoutMs);
  }

  #envelope(
    mailbox: Mailbox,
    from: ComponentAddress,
    payload: Uint8Array,
    { contentType, id, guarantee, ttlMs }: SendOptions,
    about: { readonly replyTo?: ComponentAddress; readonly correlationId?: string; readonly expiresAtMs?: number },
  ): Envelope {
    if (contentType !== undefined && contentType.length > MAX_ID) throw tooLong('media type', contentType);
    if (id !== undefined && (id === '' || id.length > MAX_ID)) throw tooLong('id', id);
    const timestampMs = this.#clock.nowMs();
    const endsAtMs = ttlMs === undefined ? Infinity : timestampMs + within('ttlMs', ttlMs, 1, 30 * DAY_MS);
    return new Envelope({
      sender: from,
      target: mailbox.address,
      payload,
      metadata: {
        correlationId: about.correlationId,
        replyTo: about.replyTo,
        timestampMs,
        contentType,
      },
      id,
      guarantee: guarantee ?? mailbox.settings.guarantee,
      expiresAtMs: about.expiresAtMs ?? endsAtMs,
    });
  }

  #put(
    mailbox: Mailbox,
    envelope: Envelope,
    call: SendingCall,
    waitTimeoutMs: number | undefined,
    isNoted = false,
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

  #find(to: ComponentAddress, from: ComponentAddress): Mailbox {
    this.#demandOpen();
    demandAddress(to);
    const mailbox = this.#directory.find(to, from);
    if (mailbox === undefined) throw targetNotFound(to);
    return mailbox;
  }

  #bury(
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
    const letter = this.#deadLetters.add({
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

  async #recoverLetters(mailbox: Mailbox): Promise<void> {
    try {
      for (const letter of (await this.#store?.letters(mailbox)) ?? []) this.#deadLetters.restore(letter);
    } catch {
      // Who sends to the mailbox is told that its store fails.
    }
  }

  #demandOpen(): void {
    if (this.#isDisposed) throw closed('The broker');
  }
}

const tooLong = (what: string, text: string): AirssysError =>
  invalidMessage(
    `A message cannot have ${text === '' ? 'an empty' : 'a'} ${what} of ${text.length} characters`,
    `It has 1 to ${MAX_ID}.`,
  );
