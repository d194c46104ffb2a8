/** The failures of messaging. What a component is told of them stands in services/messaging. */
import { AirssysError } from '@airssys/model';
import { addressText, type ComponentAddress } from './message.ts';

export const targetNotFound = (target: ComponentAddress): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_TARGET_NOT_FOUND', `Nobody is attached as ${addressText(target)}`, {
    hint: 'Attach a receiver under this address first: Broker.attach.',
    data: { target: addressText(target) },
  });

export const queueFull = (target: ComponentAddress, messages: number, bytes: number): AirssysError =>
  new AirssysError(
    'AIRSSYS_MESSAGING_QUEUE_FULL',
    `The mailbox of ${addressText(target)} is full: ${messages} messages, ${bytes} bytes`,
    {
      hint: 'Send again later, or give the mailbox more room (maxMessages, maxBytes) or another policy (overflow).',
      data: { target: addressText(target), messages, bytes },
    },
  );

/** The message itself cannot be taken. */
export const invalidMessage = (what: string, hint: string): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_INVALID', what, { hint });

export const timedOut = (what: string, timeoutMs: number): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_TIMEOUT', `${what} within ${timeoutMs} ms`, {
    hint: 'The receiver may be slow, paused or gone; its dead letters and counters tell.',
    data: { timeoutMs },
  });

/** @param cycle Addresses, the first of them waits for the second, and so on; the last for the first. */
export const deadlock = (cycle: readonly string[]): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_DEADLOCK', `Each would wait for the next: ${cycle.join(' → ')}`, {
    hint: 'One of them must not wait: request the answer as a callback, or send it later.',
    data: { cycle },
  });

export const handlingFailed = (target: ComponentAddress, said: string, cause?: unknown): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_FAILED', `${addressText(target)} did not handle the message: ${said}`, {
    hint: 'The message is among the dead letters, with the error.',
    cause,
    data: { target: addressText(target) },
  });

export const closed = (what: string): AirssysError =>
  new AirssysError('AIRSSYS_MESSAGING_CLOSED', `${what} was disposed`, {
    hint: 'Nothing can be sent through it any more.',
  });

export const describeFailure = (error: unknown): string => (error instanceof Error ? error.message : String(error));
