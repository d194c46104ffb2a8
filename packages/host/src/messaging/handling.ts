/**
 * What a receiver does while it handles a message belongs to that message: who waits in there cannot handle the next one, and with
 * `exactly-once` what is stored and sent in there takes effect with the message's end.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Write } from '../services/storage/key-value-backend.ts';
import type { Envelope } from './envelope.ts';

/** The handling of one message, or of one after the other where nothing has to be told apart. */
export class Handling {
  /** Of the mailbox, as text. */
  readonly address: string;
  /** Whether what is done in here is held back until the message's end. */
  readonly isAtomic: boolean;
  /** Messages that were sent in here. */
  readonly outbox: Envelope[] = [];
  isOver = false;

  /** What was stored in here. */
  writes(): readonly Write[] {
    return [];
  }

  /** Bytes that the namespaces may have that it was stored in. */
  quotas(): ReadonlyMap<string, number> {
    return new Map();
  }

  constructor(address: string, isAtomic: boolean) {
    this.address = address;
    this.isAtomic = isAtomic;
  }
}

const current = new AsyncLocalStorage<Handling>();

/** Runs a receiver's work in a handling. */
export const handlingIn = <T>(handling: Handling, work: () => T): T => current.run(handling, work);

/** The handling that the running code belongs to, unless it is over. */
export function currentHandling(): Handling | undefined {
  const handling = current.getStore();
  return handling?.isOver === true ? undefined : handling;
}

/** What {@link Handling} was given on with the call of a component, if it was. */
export const asHandling = (context: unknown): Handling | undefined =>
  context instanceof Handling && !context.isOver ? context : undefined;
