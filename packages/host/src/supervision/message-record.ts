/** Messages as an actor is given them, and as a component receives them. */

interface Address {
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
}

/** What an actor needs of a message: WIT `airssys:core/types@1.0.0` `component-message`, in TypeScript's spelling. */
export interface ActorMessage {
  /** Whoever hands the message over vouches for it. */
  readonly sender: Address;
  /** What was sent. */
  readonly payload: Uint8Array;
  /**
   * What goes with it: `correlationId` ties an answer to its request, `replyTo` says whom an answer is for, `contentType` is
   * the payload's media type.
   */
  readonly metadata: {
    /** Ties an answer to its request. */
    readonly correlationId?: string | undefined;
    /** Whom an answer is for, where one is expected. */
    readonly replyTo?: Address | undefined;
    /** Milliseconds since 1970-01-01T00:00:00Z, 0 or more. */
    readonly timestampMs: number;
    /** Media type of the payload. */
    readonly contentType?: string | undefined;
  };
}

/** WIT's record, in jco's values. */
export function messageRecord({ sender, payload, metadata }: ActorMessage): Readonly<Record<string, unknown>> {
  const { correlationId, replyTo, timestampMs, contentType } = metadata;
  const seconds = Math.floor(timestampMs / 1000);
  return {
    sender: addressRecord(sender),
    payload,
    metadata: {
      correlationId,
      replyTo: replyTo && addressRecord(replyTo),
      timestamp: { seconds: BigInt(seconds), nanoseconds: Math.floor((timestampMs - seconds * 1000) * 1e6) },
      contentType,
    },
  };
}

const addressRecord = ({ namespace, name, instance }: Address): Address => ({ namespace, name, instance });
