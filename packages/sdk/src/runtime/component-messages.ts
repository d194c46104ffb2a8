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

function toMessage(raw: RawMessage, isCallback: boolean): ComponentMessage {
  const { correlationId, replyTo, timestamp, contentType } = raw.metadata;
  // StarlingMonkey makes it with a Uint8Array of its own, of which no bytes are an instance here.
  const payload = bytesOf(raw.payload);
  return {
    sender: raw.sender,
    payload,
    get text() {
      return decodeUtf8(payload);
    },
    ...(correlationId && { correlationId }),
    // A topic answers nobody.
    ...(replyTo && (replyTo.namespace === TOPIC_NAMESPACE ? { topic: replyTo.name } : { replyTo })),
    sentAtMs: Number(timestamp.seconds) * 1000 + timestamp.nanoseconds / 1e6,
    ...(contentType && { contentType }),
    isCallback,
  };
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
