import type { ComponentMessage } from './message.ts';

/** What a receiver is told besides the message. */
export interface HandlingOptions {
  /** Aborts when the mailbox is disposed, or its broker. */
  readonly signal: AbortSignal;
  /**
   * What the message is handled in: given on to the call of a component (`CallOptions.context`), it ties to the message what the
   * component does meanwhile. Absent where nothing needs it.
   */
  readonly context?: unknown;
}

/**
 * Who gets the messages of a mailbox: an actor of a component, or the embedder's own object. It is given one message at a time;
 * the next follows when it has answered.
 *
 * A rejection means that the message was not handled: it is handed over again, or becomes a dead letter, as its mailbox says.
 */
export interface Receiver {
  /** Receives a message. The payload that it returns is the answer, where the sender expects one. */
  handleMessage(
    message: ComponentMessage,
    options: HandlingOptions,
  ): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /** Receives the answer to an earlier request, told by its correlation id. */
  handleCallback(message: ComponentMessage, options: HandlingOptions): Promise<void> | void;
  /**
   * `terminating` and `terminated`, as an actor of a component says it: it receives no more. The mailbox then waits for the next
   * receiver. Absent: it is there until the mailbox is disposed.
   */
  readonly state?: string;
}
