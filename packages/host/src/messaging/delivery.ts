/** Hands the messages of a mailbox over, one at a time, and again where that failed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { shareAborts } from '../sandbox/abort-listeners.ts';
import { isThenable } from '../sandbox/is-thenable.ts';
import type { DeadLetterReason } from './dead-letters.ts';
import type { Envelope } from './envelope.ts';
import { Handling, handlingIn, runnerIn } from './handling.ts';
import type { Mailbox, MailboxState, MailboxSurroundings, ReceiverSource } from './mailbox.ts';
import type { MailboxSettings } from './mailbox-options.ts';
import { MessageQueue } from './message-queue.ts';
import type { Receiver } from './receiver.ts';

export interface DeliveryOptions {
  readonly mailbox: Mailbox;
  readonly source: ReceiverSource;
  readonly settings: MailboxSettings;
  readonly surroundings: MailboxSurroundings;
  /** Called when a message has left the queue. */
  readonly onRoom: () => void;
}

/** Receivers that answer at once are given so many messages until other work of the process has its turn. */
const MESSAGES_PER_TURN = 256;
const MAX_BACKOFF_MS = 60_000;
/** Milliseconds that a receiver is waited for whose mailbox is disposed. */
const END_MS = 5_000;

/**
 * INVARIANT: a message is handled outside of the call in which it was sent. Else its receiver would count as called by its sender, and a
 * component could not send to itself.
 */
const fromOutside = AsyncLocalStorage.snapshot();

export class Delivery {
  readonly queue: MessageQueue = new MessageQueue();
  readonly #options: DeliveryOptions;
  readonly #stop = new AbortController();
  #source: () => Receiver | undefined;
  #state: 'idle' | 'handling' | 'retrying' = 'idle';
  #running: Promise<void> | undefined;
  /** Ends the pause before a message is handed over again. */
  #hurry: AbortController | undefined;
  #isPaused = false;
  #hasReceiver = true;
  #isRecovering: boolean;
  readonly #plain: Handling;
  readonly #inPlain: <T>(work: () => T) => T;
  #handled = 0;
  #failures = 0;
  #redelivered = 0;
  #duplicates = 0;
  #dead = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#isRecovering = options.settings.durable;
    this.#plain = new Handling(options.mailbox.key, undefined);
    this.#inPlain = fromOutside(() => runnerIn(this.#plain));
    shareAborts(this.#stop.signal);
    this.#source = this.#follow(options.source);
  }

  get state(): Exclude<MailboxState, 'disposed'> {
    if (this.#state !== 'idle') return this.#state;
    return this.#isPaused || !this.#hasReceiver ? 'paused' : 'idle';
  }

  get counters(): {
    readonly handled: number;
    readonly failures: number;
    readonly redelivered: number;
    readonly duplicates: number;
    readonly dead: number;
  } {
    return {
      handled: this.#handled,
      failures: this.#failures,
      redelivered: this.#redelivered,
      duplicates: this.#duplicates,
      dead: this.#dead,
    };
  }

  push(envelope: Envelope): void {
    this.queue.push(envelope);
    this.#kick();
  }

  /** Puts what was found in the store before all that came since. */
  putFirst(found: readonly Envelope[]): void {
    for (const envelope of found.toReversed()) this.queue.unshift(envelope);
    this.#isRecovering = false;
    this.#kick();
  }

  connect(source: ReceiverSource): void {
    this.#source = this.#follow(source);
    this.resume();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#hasReceiver = true;
    this.#kick();
  }

  countDuplicate(): void {
    this.#duplicates += 1;
  }

  /** Whether there was one that could go. Answers to the receiver's own requests stay. */
  dropOldest(): boolean {
    const oldest = this.queue.take(({ isCallback }) => !isCallback);
    if (oldest === undefined) return false;
    void this.bury(oldest, 'overflow');
    return true;
  }

  bury(envelope: Envelope, reason: DeadLetterReason, error?: unknown): Promise<void> | undefined {
    this.#dead += 1;
    // What the store has not let go of is found there by the next mailbox at this address.
    return this.#options.surroundings
      .bury(this.#options.mailbox, envelope, reason, error)
      ?.catch((thrown: unknown) => process.emitWarning(thrown instanceof Error ? thrown : String(thrown)));
  }

  async end(): Promise<void> {
    this.#stop.abort();
    const patience = new AbortController();
    const isOver = this.#options.surroundings.clock.sleep(END_MS, patience.signal).catch(() => {});
    await Promise.race([this.#running, isOver]);
    patience.abort();
    for (const envelope of this.queue.drain()) {
      if (envelope.stored === undefined && envelope.sequence === undefined) await this.bury(envelope, 'no-target');
    }
  }

  #follow(source: ReceiverSource): () => Receiver | undefined {
    const find = typeof source === 'function' ? source : (): Receiver => source;
    return () => {
      const receiver = find();
      return receiver?.state === 'terminating' || receiver?.state === 'terminated' ? undefined : receiver;
    };
  }

  #kick(): void {
    if (this.#running !== undefined || this.#isPaused || this.#isRecovering || this.queue.length === 0) return;
    this.#running = fromOutside(async () => {
      await Promise.resolve(); // not while whoever sends is still at it
      await this.#run();
    });
  }

  async #run(): Promise<void> {
    try {
      for (let inTurn = 1; ; inTurn += 1) {
        const done = this.#next();
        if (done === undefined) break;
        if (done === DONE) {
          if (inTurn % MESSAGES_PER_TURN === 0) await setImmediate();
        } else await done;
      }
    } finally {
      this.#state = 'idle';
      this.#running = undefined;
    }
    // Something may have come in the same turn in which there was nothing left.
    if (this.#hasReceiver && !this.#stop.signal.aborted) this.#kick();
  }

  /** Undefined where there is nothing to do. */
  #next(): Promise<void> | typeof DONE | undefined {
    if (this.#isPaused || this.#stop.signal.aborted || this.queue.length === 0) return undefined;
    const receiver = this.#source();
    this.#hasReceiver = receiver !== undefined;
    if (receiver === undefined) return undefined;
    const envelope = this.queue.shift();
    if (envelope === undefined) return undefined;
    this.#options.onRoom();
    return envelope.stored === undefined ? this.#hand(receiver, envelope) : this.#whenStored(receiver, envelope);
  }

  async #whenStored(receiver: Receiver, envelope: Envelope): Promise<void> {
    // Its sender is told of a failure.
    const isNew = await envelope.stored?.catch(() => false);
    envelope.stored = undefined;
    if (isNew === false) return;
    // Not handed over to one that has ended meanwhile.
    if (this.#stop.signal.aborted || this.#source() !== receiver) this.queue.unshift(envelope);
    else await this.#hand(receiver, envelope);
  }

  #hand(receiver: Receiver, envelope: Envelope): Promise<void> | typeof DONE {
    const { settings, surroundings, mailbox } = this.#options;
    if (envelope.expiresAtMs !== Infinity && envelope.expiresAtMs <= surroundings.clock.nowMs()) {
      return this.bury(envelope, 'expired') ?? DONE;
    }
    this.#state = 'handling';
    const isAtomic = settings.guarantee === 'exactly-once' && envelope.sequence !== undefined;
    const handling = isAtomic ? new Handling(mailbox.key, surroundings.store?.backend) : this.#plain;
    const options = { signal: this.#stop.signal, context: handling };
    const work = (): unknown =>
      envelope.isCallback ? receiver.handleCallback(envelope, options) : receiver.handleMessage(envelope, options);
    try {
      const answer = isAtomic ? handlingIn(handling, work) : this.#inPlain(work);
      if (isThenable(answer)) return this.#finish(envelope, answer, handling);
      const completed = this.#complete(envelope, answer, handling);
      return completed?.catch(async (error: unknown) => await this.#failed(envelope, error, handling)) ?? DONE;
    } catch (error) {
      return this.#failed(envelope, error, handling);
    }
  }

  async #finish(envelope: Envelope, work: PromiseLike<unknown>, handling: Handling): Promise<void> {
    try {
      const completed = this.#complete(envelope, await work, handling);
      if (completed !== undefined) await completed;
    } catch (error) {
      await this.#failed(envelope, error, handling);
    }
  }

  #complete(envelope: Envelope, answer: unknown, handling: Handling): Promise<void> | undefined {
    if (handling !== this.#plain) handling.isOver = true;
    const bytes = answer instanceof Uint8Array ? answer : undefined;
    const completed = this.#options.surroundings.complete(this.#options.mailbox, envelope, bytes, handling);
    if (completed !== undefined) return this.#counted(completed);
    this.#handled += 1;
    return undefined;
  }

  async #counted(completed: Promise<void>): Promise<void> {
    await completed;
    this.#handled += 1;
  }

  async #failed(envelope: Envelope, error: unknown, handling: Handling): Promise<void> {
    const { settings, surroundings, mailbox } = this.#options;
    if (handling !== this.#plain) {
      handling.isOver = true;
      surroundings.abandon(handling);
      await handling.drop();
    }
    this.#failures += 1;
    const isFinal = envelope.guarantee === 'at-most-once' || envelope.attempt >= settings.maxAttempts;
    if (isFinal) {
      await this.bury(envelope, 'failed', error);
      return;
    }
    envelope.attempt += 1;
    this.#redelivered += 1;
    this.queue.unshift(envelope);
    if (envelope.sequence !== undefined) await surroundings.store?.update(mailbox, envelope).catch(() => {});
    await this.#backOff(Math.min(settings.backoffMs * 2 ** (envelope.attempt - 2), MAX_BACKOFF_MS));
  }

  /** Waits, so that those behind wait as well: their order counts. */
  async #backOff(delayMs: number): Promise<void> {
    if (delayMs <= 0) return;
    this.#state = 'retrying';
    this.#hurry = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, this.#hurry.signal]);
    await this.#options.surroundings.clock.sleep(delayMs, signal).catch(() => {});
    this.#state = 'idle';
  }
}

const DONE = Symbol('done');
