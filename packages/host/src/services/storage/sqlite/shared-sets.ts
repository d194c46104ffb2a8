/**
 * Sets cross to the writer's thread in memory that both threads see, and so do their answers: a message would take longer than the set.
 * Each set has a slot, in the order of the sets, with the place where its bytes are and, later, its answer. One thread adds and one
 * takes, so each counts for itself, and tells the other how far it is.
 *
 * INVARIANT: what a count covers was written before the count. A place is used again only when its set was answered.
 */
import { lookFor } from './look.ts';
import type { SingleSet } from './packed-sets.ts';

/** What both threads see. */
export interface SharedMemory {
  readonly signals: Int32Array<SharedArrayBuffer>;
  /** The sender's time, by the backend's clock. */
  readonly nowMs: Float64Array<SharedArrayBuffer>;
  /** By slot: where the set is. */
  readonly places: Int32Array<SharedArrayBuffer>;
  /** By slot: as `PackedEnds`, or {@link ELSEWHERE}. */
  readonly answers: Float64Array<SharedArrayBuffer>;
  readonly bytes: SharedArrayBuffer;
}

export const SIGNAL = {
  /** Other than 0 where there may be something to do; the writer sleeps on it. */
  work: 0,
  /** Other than 0 where both threads stay awake for each other: then no message tells of answers. */
  awake: 1,
  /** Other than 0 where the sender is still adding to what it has sent. */
  more: 2,
  /** How many sets were sent, and answered, so far: the lower 32 bits. */
  sent: 3,
  answered: 4,
} as const;

/** The answer came by a message, since it is none of `PackedEnds`. */
const ELSEWHERE = Number.NaN;
/** A power of two. */
const SLOTS = 1_024;
const BYTES = 131_072;
/** Larger values leave too little room for others. */
const MAX_VALUE_BYTES = 16_384;
/** A set: lengths of namespace, key and value, 4 bytes each; from 16 on time to live and quota. Then the three of them. */
const HEADER_BYTES = 32;
/** In place of the namespace's length: it is that of the set before. */
const SAME = -1;
const MAX_UTF8_BYTES = 3;
/** How long the writer waits for more before it commits what it has, and how much of that awake. */
const MORE_MS = 0.2;
const MORE_AWAKE_MS = 0.03;
/** How long it sleeps at a time then: who adds nothing for so long may wait for the processor that the writer is on. */
const NAP_MS = 0.02;

export function newSharedMemory(): SharedMemory {
  const { Int32Array: Ints, Float64Array: Floats } = globalThis;
  return {
    signals: new Ints(new SharedArrayBuffer(Object.keys(SIGNAL).length * Ints.BYTES_PER_ELEMENT)),
    nowMs: new Floats(new SharedArrayBuffer(Floats.BYTES_PER_ELEMENT)),
    places: new Ints(new SharedArrayBuffer(SLOTS * Ints.BYTES_PER_ELEMENT)),
    answers: new Floats(new SharedArrayBuffer(SLOTS * Floats.BYTES_PER_ELEMENT)),
    bytes: new SharedArrayBuffer(BYTES),
  };
}

const slotOf = (count: number): number => count & (SLOTS - 1);

class Sets {
  protected readonly memory: SharedMemory;
  protected readonly bytes: Buffer<SharedArrayBuffer>;
  protected readonly ints: Int32Array<SharedArrayBuffer>;
  protected readonly floats: Float64Array<SharedArrayBuffer>;

  constructor(memory: SharedMemory) {
    this.memory = memory;
    this.bytes = Buffer.from(memory.bytes);
    this.ints = new Int32Array(memory.bytes);
    this.floats = new Float64Array(memory.bytes);
  }
}

/** The side of the thread that asks. With each set it keeps a `Job`, what is to be done with the answer. */
export class SetsSender<Job> extends Sets {
  readonly #jobs: (Job | undefined)[] = [];
  #added = 0;
  #answered = 0;
  /** Behind what was added last. */
  #end = 0;
  #namespace: string | undefined;
  #isOpen = false;

  /** Sets that were added and not answered. */
  get waiting(): number {
    return this.#added - this.#answered;
  }

  /** Copies the value. False where there is no room. */
  add({ namespace, key, value, ttlMs, quotaBytes }: SingleSet, job: Job): boolean {
    if (this.waiting === SLOTS || value.length > MAX_VALUE_BYTES) return false;
    const place = this.#placeOf(HEADER_BYTES + MAX_UTF8_BYTES * (namespace.length + key.length) + value.length);
    if (place === undefined) return false;
    const { bytes, ints, floats } = this;
    let end = place + HEADER_BYTES;
    const isSame = namespace === this.#namespace;
    if (!isSame) end += bytes.write(namespace, end);
    ints[place >> 2] = isSame ? SAME : end - place - HEADER_BYTES;
    const keyBytes = bytes.write(key, end);
    end += keyBytes;
    ints[(place >> 2) + 1] = keyBytes;
    ints[(place >> 2) + 2] = value.length;
    floats[(place >> 3) + 2] = ttlMs;
    floats[(place >> 3) + 3] = quotaBytes;
    bytes.set(value, end);
    // The next one begins where 8 bytes do.
    this.#end = (end + value.length + 7) & ~7;
    this.#namespace = namespace;
    this.memory.places[slotOf(this.#added)] = place;
    this.#jobs[slotOf(this.#added)] = job;
    this.#added += 1;
    this.#isOpen = true;
    return true;
  }

  /** Whether the other thread waits for more, or there is what it was not shown. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Shows the other thread what was added, and whether it shall wait for more to come. */
  send(nowMs: number, isMore: boolean): void {
    const { signals } = this.memory;
    this.memory.nowMs[0] = nowMs;
    if (isMore) Atomics.store(signals, SIGNAL.more, 1);
    Atomics.store(signals, SIGNAL.sent, this.#added);
    if (!isMore) Atomics.store(signals, SIGNAL.more, 0);
    this.#isOpen = isMore;
  }

  /** Waits, but not long, for the answer to what was sent. */
  look(forMs: number): void {
    if (this.waiting > 0) lookFor(() => this.#hasAnswer, performance.now() + forMs);
  }

  /** Not where more were taken by a message than the other thread has counted. */
  get #hasAnswer(): boolean {
    return ((Atomics.load(this.memory.signals, SIGNAL.answered) - this.#answered) | 0) > 0;
  }

  /** Goes through the answers that are there. */
  takeAnswers(take: (job: Job, end: number) => void): void {
    while (this.#hasAnswer) {
      const end = this.memory.answers[slotOf(this.#answered)] ?? ELSEWHERE;
      if (Number.isNaN(end)) return;
      this.#takeJob((job) => take(job, end));
    }
  }

  /** Answers that have come by a message, or none will. */
  take(count: number, take: (job: Job, at: number) => void): void {
    for (let at = 0; at < count; at += 1) this.#takeJob((job) => take(job, at));
  }

  #takeJob(take: (job: Job) => void): void {
    const slot = slotOf(this.#answered);
    const job = this.#jobs[slot];
    this.#jobs[slot] = undefined;
    this.#answered += 1;
    if (job !== undefined) take(job);
  }

  #placeOf(bytes: number): number | undefined {
    if (this.waiting === 0) return bytes <= BYTES ? 0 : undefined;
    const first = this.memory.places[slotOf(this.#answered)] ?? 0;
    if (this.#end <= first) return this.#end + bytes <= first ? this.#end : undefined;
    if (this.#end + bytes <= BYTES) return this.#end;
    return bytes <= first ? 0 : undefined;
  }
}

/** The side of the thread that writes. */
export class SetsReceiver extends Sets implements Iterable<SingleSet> {
  #taken = 0;
  #answered = 0;
  /** That of the set before the first that was not answered, and of the last that was taken. */
  #namespaces = { before: '', last: '' };

  get nowMs(): number {
    return this.memory.nowMs[0] ?? 0;
  }

  /** Whether there are sets that were not taken. */
  get isEmpty(): boolean {
    return (this.#taken | 0) === Atomics.load(this.memory.signals, SIGNAL.sent);
  }

  /** Those that were not answered, from the first one on, with what comes meanwhile. Values are parts of the shared memory. */
  *[Symbol.iterator](): Generator<SingleSet> {
    let namespace = this.#namespaces.before;
    for (let at = this.#answered; ; at += 1) {
      if (at === this.#taken) {
        if (!this.#hasMore()) break;
        this.#taken += 1;
      }
      const place = this.memory.places[slotOf(at)] ?? 0;
      const { ints, floats } = this;
      const namespaceBytes = ints[place >> 2] ?? SAME;
      const keyBytes = ints[(place >> 2) + 1] ?? 0;
      let from = place + HEADER_BYTES;
      if (namespaceBytes !== SAME) namespace = this.bytes.toString('utf8', from, (from += namespaceBytes));
      const key = this.bytes.toString('utf8', from, (from += keyBytes));
      const value = new Uint8Array(this.memory.bytes, from, ints[(place >> 2) + 2]);
      yield { namespace, key, value, ttlMs: floats[(place >> 3) + 2] ?? 0, quotaBytes: floats[(place >> 3) + 3] ?? 0 };
    }
    this.#namespaces.last = namespace;
  }

  /** Answers everything that was taken. */
  answer(ends: readonly number[]): void {
    for (const [at, end] of ends.entries()) this.memory.answers[slotOf(this.#answered + at)] = end;
    this.#end();
  }

  /** A message has the answers to everything that was taken. */
  answerElsewhere(): void {
    for (let at = this.#answered; at < this.#taken; at += 1) this.memory.answers[slotOf(at)] = ELSEWHERE;
    this.#end();
  }

  #end(): void {
    this.#answered = this.#taken;
    this.#namespaces.before = this.#namespaces.last;
    Atomics.store(this.memory.signals, SIGNAL.answered, this.#answered);
  }

  /** Waits for a moment where the sender has said that there will be more: what comes then shares the transaction. */
  #hasMore(): boolean {
    if (!this.isEmpty) return true;
    const { signals } = this.memory;
    const isSaid = (): boolean => Atomics.load(signals, SIGNAL.more) === 0 || !this.isEmpty;
    // INVARIANT: looked at again, since the sender says that there is no more after it has sent the last.
    if (!isSaid()) {
      const nowMs = performance.now();
      lookFor(isSaid, nowMs + MORE_AWAKE_MS);
      while (!isSaid() && performance.now() < nowMs + MORE_MS) this.#nap();
    }
    return !this.isEmpty;
  }

  #nap(): void {
    const { signals } = this.memory;
    // Nobody wakes it.
    Atomics.wait(signals, SIGNAL.sent, Atomics.load(signals, SIGNAL.sent), NAP_MS);
  }
}
