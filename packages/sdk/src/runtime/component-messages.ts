/** What a component is given with `@onMessage`, out of WIT's record `component-message`, and what it answers. */
import type { Int64, Maybe, RawComponentId } from '../imports.ts';
import type { ComponentMessage } from '../lifecycle.ts';
import { bytesOf, decodeUtf8, encodeUtf8 } from '../text.ts';

export interface RawMessage {
  readonly sender: RawComponentId;
  readonly payload: Uint8Array;
  readonly metadata: {
    readonly correlationId: Maybe<string>;
    readonly replyTo: Maybe<RawComponentId>;
    readonly timestamp: { readonly seconds: Int64; readonly nanoseconds: number };
    readonly contentType: Maybe<string>;
  };
}

/** Of the `reply-to` of a message that was published. No component is in it. */
const TOPIC_NAMESPACE = 'topic';

type Received = { -readonly [K in keyof ComponentMessage]: ComponentMessage[K] };

/** Most messages have nothing but a payload: what else there can be is looked at once, and costs nothing where it is not there. */
function toMessage({ sender, payload, metadata }: RawMessage, isCallback: boolean): ComponentMessage {
  const { correlationId, replyTo, timestamp, contentType } = metadata;
  const { seconds, nanoseconds } = timestamp;
  const sentAtMs = (typeof seconds === 'number' ? seconds : Number(seconds)) * 1000 + nanoseconds / 1e6;
  // StarlingMonkey makes it with a Uint8Array of its own, of which no bytes are an instance here.
  const bytes = payload instanceof Uint8Array ? payload : bytesOf(payload);
  const message: Received = {
    sender,
    payload: bytes,
    get text() {
      return decodeUtf8(bytes);
    },
    sentAtMs,
    isCallback,
  };
  if (correlationId) message.correlationId = correlationId;
  // A topic answers nobody.
  if (replyTo?.namespace === TOPIC_NAMESPACE) message.topic = replyTo.name;
  else if (replyTo) message.replyTo = replyTo;
  if (contentType) message.contentType = contentType;
  return message;
}

/** What the method has returned, as bytes. */
function toAnswer(answer: unknown): Uint8Array | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (typeof answer === 'string') return encodeUtf8(answer);
  if (answer instanceof Uint8Array) return answer;
  throw { tag: 'runtime-error', val: 'the @onMessage method returned neither bytes nor text nor undefined' };
}

interface Messages {
  readonly toMessage: typeof toMessage;
  readonly toAnswer: typeof toAnswer;
}

export const messages: Messages = { toMessage, toAnswer };
