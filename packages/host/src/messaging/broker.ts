/**
 * Messages between components, and between them and the embedder, within one process: from a sender to a mailbox, from there to its
 * receiver, and back as the answer.
 *
 * INVARIANT: who a message is from is said by who calls the broker: the host's services, which know their instance, or the embedder.
 * Nothing in a message that a component sends can say otherwise.
 */
import { AirssysError } from '@airssys/model';
import { type Clock, SYSTEM_CLOCK } from '../services/host-services.ts';
import type {
  AskOptions,
  BrokerCounters,
  BrokerOptions,
  RequestOptions,
  SendingCall,
  SendOptions,
} from './broker-options.ts';
import { Burials } from './burials.ts';
import { Completion } from './completion.ts';
import type { DeadLetter } from './dead-letters.ts';
import { Deadlines } from './deadlines.ts';
import { currentHandling } from './handling.ts';
import { Mailbox, type MailboxSurroundings, type ReceiverSource } from './mailbox.ts';
import { demandAddress, demandAttachable, MailboxDirectory } from './mailbox-directory.ts';
import { type MailboxOptions, type MailboxSettings, resolveMailboxOptions, within } from './mailbox-options.ts';
import { addressText, type ComponentAddress, TOPIC_NAMESPACE } from './message.ts';
import { MessageStore } from './message-store.ts';
import { closed, targetNotFound } from './messaging-error.ts';
import { DAY_MS, NOT_SAID, Outgoing } from './outgoing.ts';
import { Requests } from './requests.ts';
import { Subscriptions } from './subscriptions.ts';
import { WaitsFor } from './waits-for.ts';

const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;

/**
 * Carries messages, and counts them (`counters`). A `payload` is passed on as it is; `call` is for the host's own services.
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
  readonly #burials: Burials;
  readonly #waits = new WaitsFor();
  readonly #outgoing: Outgoing;
  readonly #surroundings: MailboxSurroundings;
  #isDisposed = false;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
  constructor(options: BrokerOptions = {}) {
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#outgoing = new Outgoing(this.#clock, this.#waits);
    this.#defaults = options.mailbox ?? {};
    resolveMailboxOptions(this.#defaults);
    this.#store = options.storage && new MessageStore(options.storage);
    this.#deadlines = new Deadlines(this.#clock);
    this.#requests = new Requests(this.#deadlines, within('maxRequests', options.maxRequests ?? 1_000, 1, 1_000_000));
    this.#subscriptions = new Subscriptions(within('maxSubscriptions', options.maxSubscriptions ?? 1_000, 1, 100_000));
    const store = this.#store;
    const burials = new Burials({ options, clock: this.#clock, requests: this.#requests, store });
    this.#burials = burials;
    const completion = new Completion({
      store,
      requests: this.#requests,
      find: (address) => this.#directory.at(address),
      nowMs: () => this.#clock.nowMs(),
      bury: (envelope, reason) => void burials.bury(undefined, envelope, reason),
    });
    this.#surroundings = {
      clock: this.#clock,
      store,
      complete: (mailbox, envelope, answer, handling) => completion.complete(mailbox, envelope, answer, handling),
      bury: (mailbox, envelope, reason, error) => burials.bury(mailbox, envelope, reason, error),
      abandon: ({ outbox }) => {
        for (const { metadata } of outbox) {
          if (metadata.correlationId !== undefined) this.#requests.fail(metadata.correlationId, closed('The request'));
        }
      },
      detach: (mailbox) => {
        this.#directory.delete(mailbox);
        this.#subscriptions.end(mailbox.address);
      },
      unsubscribe: ({ address }) => this.#subscriptions.end(address),
    };
  }

  get counters(): BrokerCounters {
    return {
      sent: this.#outgoing.sent,
      requests: this.#requests.counters,
      deadLetters: this.#burials.letters.total,
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

  /** What a mailbox with these options has. @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
  settingsOf(options: MailboxOptions = {}): MailboxSettings {
    return resolveMailboxOptions({ ...this.#defaults, ...options });
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
    const settings = this.settingsOf(options);
    if (settings.durable && this.#store === undefined) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The mailbox of ${addressText(address)} cannot be durable`, {
        hint: 'Give the broker a storage: new Broker({ storage }).',
      });
    }
    this.#directory.demandFree(address);
    const mailbox = new Mailbox(address, receiver, settings, this.#surroundings);
    this.#directory.add(mailbox);
    if (settings.durable) void this.#burials.recover(mailbox);
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
   * Gives up on a request: its answer is dropped. `correlationId` is what {@link request} has answered.
   *
   * @throws AirssysError `AIRSSYS_MESSAGING_TIMEOUT` where its time is over already, `AIRSSYS_MESSAGING_INVALID` where `from` has no
   *   request of this id under way.
   */
  cancel(from: ComponentAddress, correlationId: string): void {
    this.#requests.demandCancelled(correlationId, from);
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
      const envelope = this.#outgoing.envelope(mailbox, from, payload, options, { replyTo });
      try {
        await this.#outgoing.put(mailbox, envelope, { call, waitTimeoutMs: options.waitTimeoutMs });
        return 1;
      } catch {
        await this.#burials.bury(undefined, envelope, 'refused');
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

  /** Ends a subscription. Answers whether there was one. The pattern is the one that was subscribed to. */
  unsubscribe(address: ComponentAddress, pattern: string): boolean {
    return this.#subscriptions.delete(address, pattern);
  }

  /** Ends all subscriptions of an address at which no mailbox is attached. */
  forget(address: ComponentAddress): void {
    if (this.#directory.at(address) === undefined) this.#subscriptions.end(address);
  }

  /** The messages that nobody has handled, the oldest first. */
  deadLetters(): readonly DeadLetter[] {
    return this.#burials.letters.list();
  }

  /**
   * Takes a dead letter out. With `again`, its message is sent to the same target once more, as a new one; what its sender
   * asked for is over. `number` is that of the letter.
   *
   * @returns Undefined where there is no such letter any more.
   * @throws As {@link send}; the letter is kept then.
   */
  async takeDeadLetter(
    number: number,
    { again = false }: { readonly again?: boolean } = {},
  ): Promise<DeadLetter | undefined> {
    const letter = this.#burials.letters.get(number);
    if (letter === undefined) return undefined;
    if (again) {
      const { sender, payload, metadata } = letter.message;
      await this.send(sender, letter.target, payload, { contentType: metadata.contentType });
    }
    this.#burials.letters.remove(number);
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
      const awaited = { replyTo: from, correlationId, expiresAtMs };
      const envelope = this.#outgoing.envelope(mailbox, from, payload, options, awaited);
      const sent = this.#outgoing.put(mailbox, envelope, { call, waitTimeoutMs: timeoutMs, isNoted });
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
    const envelope = this.#outgoing.envelope(mailbox, from, payload, options);
    return this.#outgoing.put(mailbox, envelope, { call, waitTimeoutMs: options.waitTimeoutMs });
  }

  #find(to: ComponentAddress, from: ComponentAddress): Mailbox {
    this.#demandOpen();
    demandAddress(to);
    const mailbox = this.#directory.find(to, from);
    if (mailbox === undefined) throw targetNotFound(to);
    return mailbox;
  }

  #demandOpen(): void {
    if (this.#isDisposed) throw closed('The broker');
  }
}
