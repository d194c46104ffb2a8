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
  readonly payload: Uint8Array;
  readonly metadata: {
    readonly correlationId?: string | undefined;
    readonly replyTo?: Address | undefined;
    /** Milliseconds since 1970-01-01T00:00:00Z, 0 or more. */
    readonly timestampMs: number;
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
