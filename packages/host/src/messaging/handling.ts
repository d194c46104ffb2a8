/**
 * What a receiver does while it handles a message belongs to that message: who waits in there cannot handle the next one, and with
 * `exactly-once` what is stored and sent in there takes effect with the message's end.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { KeyValueBackend } from '../services/storage/key-value-backend.ts';
import { type StagedBatch, StagedBackend } from '../services/storage/staged-backend.ts';
import type { Envelope } from './envelope.ts';

const NOTHING: StagedBatch = { writes: [], quotas: new Map() };

/** The handling of one message, or of one after the other where nothing has to be told apart. */
export class Handling {
  /** Of the mailbox, as text. */
  readonly address: string;
  /** Messages that were sent in here. */
  readonly outbox: Envelope[] = [];
  isOver = false;
  readonly #store: KeyValueBackend | undefined;
  #staged: StagedBackend | undefined;

  /** @param store In which what is done in here is committed with the message's end. Undefined: it takes effect at once. */
  constructor(address: string, store: KeyValueBackend | undefined) {
    this.address = address;
    this.#store = store;
  }

  /** Whether what is done in here is held back until the message's end. */
  get isAtomic(): boolean {
    return this.#store !== undefined;
  }

  /**
   * What stands for a store in here: a view of it, if it is the one in which this is committed; else the store itself, in which writes
   * are done at once.
   */
  view(store: KeyValueBackend): KeyValueBackend {
    if (store !== this.#store) return store;
    return (this.#staged ??= new StagedBackend(store));
  }

  /** What was stored in here. Nothing more can be. */
  async take(): Promise<StagedBatch> {
    return this.#staged === undefined ? NOTHING : await this.#staged.take();
  }

  /** Nothing of what was stored in here is done. */
  async drop(): Promise<void> {
    await this.#staged?.[Symbol.asyncDispose]();
  }
}

const current = new AsyncLocalStorage<Handling>();

/** Runs a receiver's work in a handling. */
export const handlingIn = <T>(handling: Handling, work: () => T): T => current.run(handling, work);

/**
 * As {@link handlingIn}, for a handling that many messages share: to enter it costs a quarter as much each time. Whatever else the context of
 * who asks for it holds is the work's as well.
 */
export const runnerIn = (handling: Handling): (<T>(work: () => T) => T) =>
  current.run(handling, () => AsyncLocalStorage.snapshot());

/** The handling that the running code belongs to, unless it is over. */
export function currentHandling(): Handling | undefined {
  const handling = current.getStore();
  return handling?.isOver === true ? undefined : handling;
}

/** What {@link Handling} was given on with the call of a component, if it was. */
export const asHandling = (context: unknown): Handling | undefined =>
  context instanceof Handling && !context.isOver ? context : undefined;
