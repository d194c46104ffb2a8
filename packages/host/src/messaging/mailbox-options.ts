import { AirssysError } from '@airssys/model';

/**
 * How often a message is handled.
 *
 * - `at-most-once`: what fails, or is under way when the receiver ends, is not handed over again.
 * - `at-least-once`: it is handed over until it was handled, or has failed too often.
 * - `exactly-once`: as `at-least-once`, and what the component stores and sends while it handles the message takes effect together with
 *   the message's end, or not at all. A message that its sender has named is taken once.
 */
export type DeliveryGuarantee = 'at-most-once' | 'at-least-once' | 'exactly-once';

/**
 * What happens to a message for which a mailbox has no room.
 *
 * - `reject`: its sender is told.
 * - `drop-oldest`: the oldest ones make room, and become dead letters.
 * - `drop-newest`: it becomes a dead letter itself; its sender is not told.
 * - `wait`: its sender waits for room.
 */
export type OverflowPolicy = 'reject' | 'drop-oldest' | 'drop-newest' | 'wait';

/** What is said of a receiver to those that may send to it. */
export interface ReceiverDescription {
  /** Empty where there is none. */
  readonly version: string;
  /** How it says that it is. */
  readonly health: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
}

/** How much a mailbox takes, what it does when that is reached, and how often it hands a message over. */
export interface MailboxOptions {
  /** Messages that may wait: 1 to 1,000,000. Default 1,000. Answers to the receiver's own requests are taken besides. */
  readonly maxMessages?: number | undefined;
  /** Bytes of payload that may wait, all messages together: 1 to 2 GiB. Default 16 MiB. */
  readonly maxBytes?: number | undefined;
  /** Bytes of payload that one message may have: 1 to `maxBytes`. Default 1 MiB, or `maxBytes` where that is less. */
  readonly maxMessageBytes?: number | undefined;
  /** Default `reject`. */
  readonly overflow?: OverflowPolicy | undefined;
  /** Milliseconds that a sender waits for room at most, with `overflow: 'wait'`: 1 to 86,400,000. Default 5,000. */
  readonly waitTimeoutMs?: number | undefined;
  /** What its messages have, unless they ask for less. Default `at-most-once`. */
  readonly guarantee?: DeliveryGuarantee | undefined;
  /**
   * Whether messages outlive the process: a sender is told that its message was taken when it is in the broker's storage. Default
   * false. `exactly-once` is always durable.
   */
  readonly durable?: boolean | undefined;
  /** How often a message is handed over before it is a dead letter, where it is handed over again: 1 to 1,000. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Milliseconds before the second time, doubled for each further one, up to a minute: 0 to 60,000. Default 100. */
  readonly backoffMs?: number | undefined;
  /** What other components may learn of the receiver: `get-component-metadata`. Default: no version, and `unknown`. */
  readonly describe?: (() => ReceiverDescription) | undefined;
  /** Milliseconds for which the ids of messages are remembered, with `exactly-once`: 1,000 to 2,592,000,000. Default a day. */
  readonly deduplicationMs?: number | undefined;
}

export interface MailboxSettings {
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly maxMessageBytes: number;
  readonly overflow: OverflowPolicy;
  readonly waitTimeoutMs: number;
  readonly guarantee: DeliveryGuarantee;
  readonly durable: boolean;
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly deduplicationMs: number;
  readonly describe: () => ReceiverDescription;
}

/** From the weakest on. */
export const GUARANTEES: readonly DeliveryGuarantee[] = ['at-most-once', 'at-least-once', 'exactly-once'];
const POLICIES: readonly OverflowPolicy[] = ['reject', 'drop-oldest', 'drop-newest', 'wait'];

const UNKNOWN: ReceiverDescription = Object.freeze({ version: '', health: 'unknown' });

const DAY_MS = 86_400_000;
const MAX_BYTES = 2 ** 31;
const DEFAULT_MAX_MESSAGE_BYTES = 1024 * 1024;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
export function resolveMailboxOptions(options: MailboxOptions): MailboxSettings {
  const maxBytes = within('maxBytes', options.maxBytes ?? 16 * 1024 * 1024, 1, MAX_BYTES);
  const guarantee = oneOf('guarantee', options.guarantee ?? 'at-most-once', GUARANTEES);
  return {
    maxMessages: within('maxMessages', options.maxMessages ?? 1_000, 1, 1_000_000),
    maxBytes,
    maxMessageBytes: within(
      'maxMessageBytes',
      options.maxMessageBytes ?? Math.min(DEFAULT_MAX_MESSAGE_BYTES, maxBytes),
      1,
      maxBytes,
    ),
    overflow: oneOf('overflow', options.overflow ?? 'reject', POLICIES),
    waitTimeoutMs: within('waitTimeoutMs', options.waitTimeoutMs ?? 5_000, 1, DAY_MS),
    guarantee,
    durable: options.durable === true || guarantee === 'exactly-once',
    maxAttempts: within('maxAttempts', options.maxAttempts ?? 5, 1, 1_000),
    backoffMs: within('backoffMs', options.backoffMs ?? 100, 0, 60_000),
    describe: options.describe ?? (() => UNKNOWN),
    deduplicationMs: within('deduplicationMs', options.deduplicationMs ?? DAY_MS, 1_000, 30 * DAY_MS),
  };
}

export function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be ${value}`, {
    hint: `It is a whole number from ${least} to ${most}.`,
  });
}

function oneOf<T extends string>(name: string, value: T, cases: readonly T[]): T {
  if (cases.includes(value)) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be ${JSON.stringify(value)}`, {
    hint: `It is one of ${cases.join(', ')}.`,
  });
}
