import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Broker,
  type BrokerOptions,
  type ComponentAddress,
  type DeadLetter,
  type Mailbox,
  type MailboxOptions,
} from '@airssys/host';
import type { FakeStorage } from '../fakes/fake-storage.ts';
import { disposeWithTest } from '../session/cleanup.ts';
import { toAddress } from './addresses.ts';
import { Inbox, type MessageHandler } from './inbox.ts';
import { MessagePayload, type Payload, toBytes } from './message-payload.ts';

/** How a bus carries messages: as a host's broker, in memory where nothing else is said. */
export interface BusOptions extends Omit<BrokerOptions, 'storage' | 'onDeadLetter'> {
  /**
   * Where durable messages are kept. For `exactly-once` the mounts have the same one: `fakes: { storage }`. Default: none, and no
   * mailbox can be durable.
   */
  readonly storage?: FakeStorage | undefined;
}

/** How a test sends a message. */
export interface TestMessageOptions {
  /** Who it is from, as `namespace:name`. Default `test:test`. */
  readonly from?: string | undefined;
  /** Media type of the payload. Default: none. */
  readonly contentType?: string | undefined;
  /** Milliseconds after which it is not handed over any more, by the bus's clock. Default: it stays. */
  readonly ttlMs?: number | undefined;
  /** Names the message: a mailbox with `exactly-once` takes one of an id and sender once. Default: a new one. */
  readonly id?: string | undefined;
}

/** How a test asks. */
export interface TestRequestOptions extends Pick<TestMessageOptions, 'from' | 'contentType' | 'id'> {
  /** Milliseconds, by the bus's clock. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

const TEST = 'test:test';

/** Carries the messages of the mounts that are given it: the broker of a host, with what a test wants to know of it. */
export class Bus implements AsyncDisposable {
  /** The host's own, with all that it can. */
  readonly broker: Broker;
  #isDisposed = false;

  /** The options are those of a host's broker. */
  constructor({ storage, ...options }: BusOptions = {}) {
    this.broker = new Broker({ ...options, ...(storage && { storage: storage.backend }) });
  }

  /** The messages that nobody has handled, the oldest first. */
  get deadLetters(): readonly DeadLetter[] {
    return this.broker.deadLetters();
  }

  /**
   * Sends a message to `namespace:name`. Resolves when it is in the mailbox; {@link settled} waits until it was handled.
   *
   * @throws AirssysError as `Broker.send`.
   */
  async send(to: string, payload: Payload, { from = TEST, ...options }: TestMessageOptions = {}): Promise<void> {
    await this.broker.send(toAddress(from), toAddress(to), toBytes(payload), options);
  }

  /**
   * Sends a message and waits for the answer; undefined where the receiver answers with nothing.
   *
   * @throws AirssysError as `Broker.ask`: `AIRSSYS_MESSAGING_FAILED` where the receiver fails, `AIRSSYS_MESSAGING_TIMEOUT` …
   */
  async request(
    to: string,
    payload: Payload,
    { from = TEST, ...options }: TestRequestOptions = {},
  ): Promise<MessagePayload | undefined> {
    const answer = await this.broker.ask(toAddress(from), toAddress(to), toBytes(payload), options);
    return answer === undefined ? undefined : new MessagePayload(answer);
  }

  /** Publishes a message, and answers how many received it. The `topic` is what subscriptions are compared with. */
  async publish(
    topic: string,
    payload: Payload,
    { from = TEST, ...options }: TestMessageOptions = {},
  ): Promise<number> {
    return await this.broker.publish(toAddress(from), topic, toBytes(payload), options);
  }

  /**
   * Receives messages to `namespace:name` in the test, as a component would; with `topics`, also what is published there. The
   * `id` is that `namespace:name`.
   *
   * @param handler Answers each message. Default: it is taken, without an answer.
   */
  listen(
    id: string,
    {
      handler,
      topics = [],
      mailbox,
    }: { handler?: MessageHandler; topics?: readonly string[]; mailbox?: MailboxOptions } = {},
  ): Inbox {
    const address = toAddress(id);
    const inbox = new Inbox((receiver) => this.broker.attach(address, receiver, mailbox), handler);
    for (const topic of topics) this.broker.subscribe(address, topic);
    return inbox;
  }

  /**
   * Resolves when no message is waiting or being handled any more, those that came of others included. A message in a mailbox
   * without a receiver, or one that is to be handed over again later, is not waited for.
   */
  async settled(): Promise<void> {
    // Two turns in a row: what was handled in the one may have sent something.
    for (let quiet = 0; quiet < 2; quiet += 1) {
      await nextTurn();
      if (this.broker.mailboxes.some(isBusy)) quiet = -1;
    }
  }

  /** Used by `mount`: a mailbox of the component's own, under an address that is free. The `id` is the component's. */
  attach(id: string, options: MailboxOptions | undefined): Mailbox {
    const address = this.#freeAddress(toAddress(id));
    return this.broker.attach(address, () => undefined, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.broker[Symbol.asyncDispose]();
  }

  /** The second component of an id is its instance `2`, and so on. */
  #freeAddress(address: ComponentAddress): ComponentAddress {
    let free = address;
    for (let next = 2; this.broker.mailbox(free) !== undefined; next += 1)
      free = { ...address, instance: String(next) };
    return free;
  }
}

const isBusy = ({ state, depth }: Mailbox): boolean => state === 'handling' || (state === 'idle' && depth > 0);

/**
 * A bus for several mounts, whose messages to each other really arrive: `mount(path, { bus, grants: […] })`. It ends with the test.
 *
 * ```ts
 * const bus = createBus();
 * const room = await mount<typeof ChatRoom>('../src/chat-room.ts', { bus, grants: 'requested' });
 * ```
 */
export function createBus(options?: BusOptions): Bus {
  const bus = new Bus(options);
  const forget = disposeWithTest(async () => {
    forget();
    await bus[Symbol.asyncDispose]();
  });
  return bus;
}
