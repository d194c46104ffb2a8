import type { ComponentMessage, Mailbox, Receiver } from '@airssys/host';
import { toText } from './addresses.ts';
import { untilEnded } from './until-ended.ts';
import { MessagePayload, type Payload, toBytes } from './message-payload.ts';

/** A message as a test sees it. */
export interface ReceivedMessage {
  /** `namespace:name` of who sent it; the broker vouches for it. */
  readonly from: string;
  /** What was sent. */
  readonly payload: MessagePayload;
  /** The payload as UTF-8. */
  readonly text: string;
  /** Media type of the payload, as the sender gave it. */
  readonly contentType: string | undefined;
  /** The topic on which it was published, if it was. */
  readonly topic: string | undefined;
  /** Whether it answers an earlier request of the receiver. */
  readonly isCallback: boolean;
  /** Whether its sender waits for an answer. */
  readonly isRequest: boolean;
  /** 1, or more where an earlier attempt to handle it failed. */
  readonly attempt: number;
}

/** Answers a message; what it throws fails it. */
export type MessageHandler = (message: ReceivedMessage) => Payload | undefined | Promise<Payload | undefined>;

export function received(message: ComponentMessage, isCallback: boolean): ReceivedMessage {
  const { sender, payload, metadata, attempt } = message;
  const { replyTo, correlationId, contentType } = metadata;
  const own = new MessagePayload(payload);
  return {
    from: toText(sender),
    payload: own,
    text: own.text,
    contentType,
    topic: replyTo?.namespace === 'topic' ? replyTo.name : undefined,
    isCallback,
    isRequest: !isCallback && correlationId !== undefined,
    attempt,
  };
}

/** A receiver of the test's own on a bus: what it was sent. */
export class Inbox implements AsyncDisposable {
  /** In their order. */
  readonly messages: ReceivedMessage[] = [];
  readonly #mailbox: Mailbox;

  /** Use `Bus.listen`. Which attaches it. */
  constructor(attach: (receiver: Receiver) => Mailbox, handler: MessageHandler | undefined) {
    const take = (message: ComponentMessage, isCallback: boolean): ReceivedMessage => {
      const one = received(message, isCallback);
      this.messages.push(one);
      return one;
    };
    this.#mailbox = attach({
      handleMessage: async (message, { signal }) => {
        const one = take(message, false);
        const answer = await untilEnded(signal, handler?.(one));
        return answer === undefined ? undefined : toBytes(answer);
      },
      handleCallback: (message) => void take(message, true),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mailbox[Symbol.asyncDispose]();
  }
}
