/** What travels between components: the records of WIT `airssys:core/types@1.0.0`, in TypeScript's spelling. */

/** Names one attached instance, or a component: WIT `component-id`. */
export interface ComponentAddress {
  /** The first part of its id, kebab-case. */
  readonly namespace: string;
  /** The second part of its id, kebab-case. */
  readonly name: string;
  /** Which of its instances; empty for whichever the broker chooses. */
  readonly instance: string;
}

/**
 * The namespace of a `replyTo` that names a topic: the message was published. No component can be attached under it.
 */
export const TOPIC_NAMESPACE = 'topic';

/** What travels with a message besides its payload: WIT `message-metadata`. */
export interface MessageMetadata {
  /** Ties an answer to its request. Absent where no answer is expected. */
  readonly correlationId?: string | undefined;
  /**
   * Who is to receive the answer, where one is expected. Of a message that was published: the namespace `topic`, and the topic
   * as name.
   */
  readonly replyTo?: ComponentAddress | undefined;
  /** Milliseconds since 1970-01-01T00:00:00Z at which it was sent, by the broker's clock. */
  readonly timestampMs: number;
  /** Media type of the payload, as the sender named it. */
  readonly contentType?: string | undefined;
}

/** A message as its receiver sees it: WIT `component-message`, and what the broker knows besides. */
export interface ComponentMessage {
  /** The broker vouches for it. */
  readonly sender: ComponentAddress;
  /** Shared by all who receive the same message: to be read only. */
  readonly payload: Uint8Array;
  /** What goes with the payload. */
  readonly metadata: MessageMetadata;
  /** Given by the sender, or by the broker. Unique per sender where the sender cares for that. */
  readonly id: string;
  /** 1 for the first time that it is handed over; higher where an earlier time failed. */
  readonly attempt: number;
}

/** `namespace:name`, by which a component is known. */
export const componentOf = ({ namespace, name }: ComponentAddress): string => `${namespace}:${name}`;

/** The address as text, unambiguous: `acme:shop`, `acme:shop#2`. */
export const addressText = ({ namespace, name, instance }: ComponentAddress): string =>
  instance === '' ? `${namespace}:${name}` : `${namespace}:${name}#${instance}`;
