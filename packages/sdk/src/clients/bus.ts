import { callHost } from '../host-error.ts';
import { hostImport, type Maybe, type RawSendOptions } from '../imports.ts';
import { bytesOf } from '../text.ts';
import { bytesArgument, oneOf, textArgument, u64Argument } from './arguments.ts';
import { type ComponentId, toRawId } from './raw-id.ts';

/** How often a message is handled. A mailbox refuses what is more than it has. */
export type DeliveryGuarantee = 'at-most-once' | 'at-least-once' | 'exactly-once';

/** What may be said of a message besides its payload. */
export interface BusOptions {
  /** Media type of the payload. */
  readonly contentType?: string;
  /** Milliseconds after which it is not handed over any more: 1 to 2,592,000,000. Default: it stays. */
  readonly ttlMs?: number;
  /** Names the message: 1 to 256 characters. A mailbox with `exactly-once` takes one of an id and sender once. */
  readonly messageId?: string;
  /** Default: what the mailbox has. */
  readonly guarantee?: DeliveryGuarantee;
}

const GUARANTEES: readonly DeliveryGuarantee[] = ['at-most-once', 'at-least-once', 'exactly-once'];

const raw = () => hostImport('bus', 'bus');
const toBytes = (payload: Uint8Array | string): Uint8Array => bytesArgument(payload, 'bus: payload');

function toOptions({ contentType, ttlMs, messageId, guarantee }: BusOptions): RawSendOptions {
  return {
    contentType: contentType === undefined ? undefined : textArgument(contentType, 'bus: contentType'),
    ttlMs: ttlMs === undefined ? undefined : u64Argument(ttlMs, 'bus: ttlMs'),
    messageId: messageId === undefined ? undefined : textArgument(messageId, 'bus: messageId'),
    guarantee: guarantee === undefined ? undefined : oneOf(GUARANTEES, guarantee, 'bus: guarantee'),
  };
}

/** An engine's own class of bytes is not that of the author's code. */
const toAnswer = (answer: Maybe<Uint8Array>): Uint8Array | undefined =>
  answer === undefined || answer === null ? undefined : bytesOf(answer);

/**
 * Topics, messages with options, and requests that wait for their answers (WIT `airssys:ext-messaging/messaging`). Needs
 * `@requires('messaging.publish:…')`, `messaging.subscribe:…`, `messaging.send:…` or `messaging.request:…`. All methods throw
 * {@link HostError}: `denied`, `invalid`, `target-not-found`, `queue-full`, `timeout`, `deadlock`, `failed`. A payload is
 * bytes, or text as UTF-8.
 */
export const bus = {
  /** Sends a message to all whose subscriptions match the topic. Answers how many these are. */
  publish(topic: string, payload: Uint8Array | string, options: BusOptions = {}): number {
    return callHost('bus', () =>
      raw().publish(textArgument(topic, 'bus.publish(topic)'), toBytes(payload), toOptions(options)),
    );
  },
  /**
   * From now on this component receives what is published on topics of the pattern: `orders.created`; `orders.*`, one part more;
   * `orders.**`, one or more; `*`, any. The message's `topic` says which it was. Answers whether the subscription is new.
   */
  subscribe(pattern: string): boolean {
    return callHost('bus', () => raw().subscribe(textArgument(pattern, 'bus.subscribe(pattern)')));
  },
  /** Ends a subscription. Answers whether there was one. The pattern is the one that was subscribed to. */
  unsubscribe(pattern: string): boolean {
    return callHost('bus', () => raw().unsubscribe(textArgument(pattern, 'bus.unsubscribe(pattern)')));
  },
  /** Sends without waiting for an answer, as `messaging.send`, with options. */
  send(target: ComponentId, payload: Uint8Array | string, options: BusOptions = {}): void {
    callHost('bus', () => raw().sendWith(toRawId(target, 'bus'), toBytes(payload), toOptions(options)));
  },
  /**
   * Asks, and waits for the answer: undefined where the receiver answers with nothing. Meanwhile this component receives no
   * messages; a receiver that waits for this component in turn is refused at once (`deadlock`). At most `timeoutMs`
   * milliseconds.
   */
  ask(target: ComponentId, payload: Uint8Array | string, timeoutMs: number): Uint8Array | undefined {
    return callHost('bus', () =>
      toAnswer(raw().ask(toRawId(target, 'bus'), toBytes(payload), u64Argument(timeoutMs, 'bus.ask(timeoutMs)'))),
    );
  },
} as const;
