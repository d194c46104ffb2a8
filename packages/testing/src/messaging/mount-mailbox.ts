/** The mailbox of a mount: what it was sent, and what became of it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ComponentMessage, HandlingOptions, Mailbox, MailboxOptions } from '@airssys/host';
import { AirssysError } from '@airssys/model';
import { toAddress, toText } from './addresses.ts';
import type { Bus, TestMessageOptions, TestRequestOptions } from './bus.ts';
import { received, type ReceivedMessage } from './inbox.ts';
import { MessagePayload, type Payload, toBytes } from './message-payload.ts';
import { untilEnded } from './until-ended.ts';

/** A message that was handed over to the component. */
export interface Delivery extends ReceivedMessage {
  /** The message's. */
  readonly id: string;
  /** `handling`, until the component has answered. */
  readonly outcome: 'handling' | 'handled' | 'failed';
  /** What the component has answered, if it did. */
  readonly answer: MessagePayload | undefined;
  /** With what it has failed. */
  readonly error: unknown;
}

/** What of a delivery is not known at its beginning. */
interface Growing extends ReceivedMessage {
  readonly id: string;
  /** Of the mailbox, when it was handed over. */
  readonly failuresBefore: number;
  outcome: Delivery['outcome'];
  answer: MessagePayload | undefined;
  error: unknown;
}

/** Gives the component a message; the answer's payload comes back. */
export type HandleMessage = (
  kind: 'message' | 'callback',
  message: ComponentMessage,
  options: HandlingOptions,
) => Promise<Uint8Array | undefined>;

export class MountMailbox {
  readonly #bus: Bus;
  readonly #mailbox: Mailbox;
  readonly #deliveries: Growing[] = [];
  #sent = 0;

  constructor(bus: Bus, id: string, options: MailboxOptions | undefined) {
    this.#bus = bus;
    this.#mailbox = bus.attach(id, options);
  }

  /** Which of the mounts of its component on the bus it is; empty for the first. */
  get instanceName(): string {
    return this.#mailbox.address.instance;
  }

  /** `namespace:name`, and `#2` behind it for the second on the bus. */
  get address(): string {
    return toText(this.#mailbox.address);
  }

  get deliveries(): readonly Delivery[] {
    return [...this.#deliveries];
  }

  /** Lets messages be handed over, whenever there is somebody to take them. */
  connect(handle: HandleMessage, isReady: () => boolean): void {
    const receiver = {
      handleMessage: async (message: ComponentMessage, options: HandlingOptions) =>
        await this.#recorded(message, false, untilEnded(options.signal, handle('message', message, options))),
      handleCallback: async (message: ComponentMessage, options: HandlingOptions) => {
        await this.#recorded(message, true, untilEnded(options.signal, handle('callback', message, options)));
      },
    };
    this.#mailbox.connect(() => (isReady() ? receiver : undefined));
  }

  /** Messages that found no receiver go on. */
  resume(): void {
    this.#mailbox.resume();
  }

  /** Sends a message, and waits until the component has handled it, or is gone: then `ready` says why. */
  async send(
    payload: Payload,
    options: TestMessageOptions,
    receiver: { readonly isGone: boolean; ready(): Promise<void> },
  ): Promise<Delivery> {
    const id = options.id ?? `test message ${(this.#sent += 1)} of ${this.address}`;
    const first = this.#deliveries.length;
    const dead = new Set(this.#bus.deadLetters.map(({ number }) => number));
    await this.#bus.send(this.address, payload, { ...options, id });
    for (;;) {
      const delivery = this.#deliveries.slice(first).findLast((one) => one.id === id);
      if (delivery?.outcome === 'handled' && this.#isCommitted(delivery)) return delivery;
      const letter = this.#bus.deadLetters.find(({ number, message }) => message.id === id && !dead.has(number));
      if (letter !== undefined) throw notHandled(this.address, letter.error ?? letter.reason, delivery?.error);
      if (receiver.isGone) await receiver.ready();
      await nextTurn();
    }
  }

  /** Asks, and waits for the answer. */
  async request(
    payload: Payload,
    { from = 'test:test', ...options }: TestRequestOptions = {},
  ): Promise<MessagePayload | undefined> {
    const { broker } = this.#bus;
    const answer = await broker.ask(toAddress(from), this.#mailbox.address, toBytes(payload), options);
    return answer === undefined ? undefined : new MessagePayload(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mailbox[Symbol.asyncDispose]();
  }

  async #recorded(
    message: ComponentMessage,
    isCallback: boolean,
    work: Promise<Uint8Array | undefined>,
  ): Promise<Uint8Array | undefined> {
    const delivery: Growing = {
      ...received(message, isCallback),
      id: message.id,
      failuresBefore: this.#mailbox.counters.failures,
      outcome: 'handling',
      answer: undefined,
      error: undefined,
    };
    this.#deliveries.push(delivery);
    try {
      const answer = await work;
      delivery.answer = answer === undefined ? undefined : new MessagePayload(answer);
      delivery.outcome = 'handled';
      return answer;
    } catch (error) {
      delivery.outcome = 'failed';
      delivery.error = error;
      throw error;
    }
  }

  /** Whether what followed from it is done: with `exactly-once` it is stored after the component has answered. */
  #isCommitted(delivery: Growing): boolean {
    const isLast = this.#deliveries.at(-1) === delivery;
    if (isLast && this.#mailbox.state === 'handling') return false;
    return this.#mailbox.counters.failures === delivery.failuresBefore || !isLast;
  }
}

function notHandled(address: string, why: string, cause: unknown): AirssysError {
  return new AirssysError('AIRSSYS_MESSAGING_FAILED', `${address} did not handle the message: ${why}`, {
    hint: 'The message is among the dead letters of the bus, with the error.',
    ...(cause !== undefined && { cause }),
    data: { target: address },
  });
}
