import type { Clock } from '../services/host-services.ts';
import type { KeyValueBackend } from '../services/storage/key-value-backend.ts';
import type { DeadLetterListener } from './dead-letters.ts';
import type { DeliveryGuarantee, MailboxOptions } from './mailbox-options.ts';
import type { RequestCounters } from './requests.ts';
import type { Handling } from './handling.ts';

/** How much a broker carries and keeps. */
export interface BrokerOptions {
  /** For deadlines, lifetimes and pauses. Default: the system's. */
  readonly clock?: Clock | undefined;
  /**
   * Where messages of durable mailboxes are kept. For `exactly-once` it is the same in which the components store. Whoever gives it
   * disposes it, after the broker. Default: none, and no mailbox can be durable.
   */
  readonly storage?: KeyValueBackend | undefined;
  /** What mailboxes have that do not say otherwise. */
  readonly mailbox?: MailboxOptions | undefined;
  /** Answers that one asker may wait for: 1 to 1,000,000. Default 1,000. */
  readonly maxRequests?: number | undefined;
  /** Patterns that one address may subscribe to: 1 to 100,000. Default 1,000. */
  readonly maxSubscriptions?: number | undefined;
  /** Dead letters that are kept, all together: 0 to 1,000,000. Default 1,000. The oldest give way. */
  readonly maxDeadLetters?: number | undefined;
  /** Bytes of payload that they keep: 0 to 2 GiB. Default 16 MiB. */
  readonly maxDeadLetterBytes?: number | undefined;
  /** Is told of each message that nobody has handled. */
  readonly onDeadLetter?: DeadLetterListener | undefined;
}

/** What may be said of a message besides its payload. */
export interface SendOptions {
  /** Media type of the payload: up to 256 characters. Default: none. */
  readonly contentType?: string | undefined;
  /** Milliseconds after which it is not handed over any more: 1 to 2,592,000,000 (30 days). Default: it stays. */
  readonly ttlMs?: number | undefined;
  /** Names the message: 1 to 256 characters. A mailbox with `exactly-once` takes one of an id and sender once. */
  readonly id?: string | undefined;
  /** No more than the mailbox has. Default: what it has. */
  readonly guarantee?: DeliveryGuarantee | undefined;
  /** Milliseconds that the sender waits for room, where the mailbox has it wait. Default: as the mailbox says. */
  readonly waitTimeoutMs?: number | undefined;
}

/** How a request is sent. */
export interface RequestOptions extends Pick<SendOptions, 'contentType' | 'id' | 'guarantee'> {
  /** Milliseconds until the answer counts as late: 1 to 86,400,000. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** How a request is sent whose answer is waited for. */
export interface AskOptions extends RequestOptions {
  /** Gives the request up when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What the broker has done so far. */
export interface BrokerCounters {
  /** Messages that were sent, requested, broadcast or published, for each of their mailboxes. */
  readonly sent: number;
  /** Requests, by what has become of them. */
  readonly requests: RequestCounters;
  /** Messages that nobody has handled, all together. */
  readonly deadLetters: number;
  /** Those who wait at the moment, for an answer or for room. */
  readonly waiting: number;
}

/** On whose behalf the host's services send. An embedder leaves it to the broker to find out. */
export interface SendingCall {
  /** Whose messages are not handled while the sender waits. Default: the mailbox whose receiver calls this. */
  readonly waiter?: string | undefined;
  /** What it is part of. Default: the handling whose receiver calls this. */
  readonly handling?: Handling | undefined;
  /** Aborts when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
}
