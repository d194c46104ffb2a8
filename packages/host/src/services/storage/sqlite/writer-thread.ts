/**
 * The backend's side of the thread that writes. What is asked for within one turn of this thread goes over in one message; what
 * comes while the other one is at work, it takes together afterwards.
 */
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AirssysError } from '@airssys/model';
import type { NamespaceUsage, Write, WriteOutcome } from '../key-value-backend.ts';
import { Attention } from './attention.ts';
import type { Expired } from './entry-statements.ts';
import type { Batch, BatchEnd, PartEnd } from './group-writer.ts';
import { SetPacker, type SingleSet } from './packed-sets.ts';
import { storageError } from './sqlite-fault.ts';
import { newSharedMemory, SetsSender, SIGNAL } from './shared-sets.ts';
import type { SentPart, WriterData, WriterOptions, WriterReply, WriterRequest } from './writer-message.ts';

export interface WriterListeners {
  /** By the backend's clock. */
  readonly nowMs: () => number;
  /** Whether `onWritten` is to be called. */
  readonly isWatched: () => boolean;
  /** Called for what was done, in its order, before who asked for it knows. */
  readonly onWritten: (writes: readonly Write[], version: number) => void;
  readonly onExpired: (expired: readonly Expired[]) => void;
}

interface Job<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

type SetJob = Job<WriteOutcome> & Pick<SingleSet, 'namespace' | 'key'>;
type BatchJob = Job<WriteOutcome> & { readonly batch: Batch };

/** What was sent and has not been answered. */
type Sent =
  | { readonly kind: 'batch'; readonly job: BatchJob }
  | { readonly kind: 'sets'; readonly jobs: readonly SetJob[] }
  | { readonly kind: 'sweep'; readonly job: Job<number> }
  | { readonly kind: 'usage'; readonly job: Job<NamespaceUsage> };

/** Sets that the other thread begins with while others are added, and those it then gets together. */
const FIRST_CHUNK = 4;
const SHARED_CHUNK = 16;
/** How long each turn of the event loop looks for answers: by fewer turns, less is thrown away. */
const LOOK_MS = 0.02;
/** As it was when the module was loaded, since tests put others in its place that never turn. */
const nextTurn = setImmediate;

const NEW: readonly boolean[] = Object.freeze([false]);
const REPLACED: readonly boolean[] = Object.freeze([true]);

export class WriterThread {
  readonly #options: WriterOptions;
  readonly #listeners: WriterListeners;
  #worker: Worker | undefined;
  /** Shared with the present worker. */
  #memory = newSharedMemory();
  #shared = new SetsSender<SetJob>(this.#memory);
  /** Sets that were put into the shared memory and not shown to the worker. */
  #unsent = 0;
  readonly #attention = new Attention();
  #isAwake = false;
  #awakeUntilMs = -Infinity;
  #isTurning = false;
  readonly #packer = new SetPacker();
  #setJobs: SetJob[] = [];
  /** Collected, and not sent yet. The sets that are being packed come behind them. */
  #parts: SentPart[] = [];
  #collected: Sent[] = [];
  #isFlushing = false;
  /** In the order in which they were sent. Those before `#answered` have been answered. */
  #sent: Sent[] = [];
  #answered = 0;

  constructor(options: WriterOptions, listeners: WriterListeners) {
    this.#options = options;
    this.#listeners = listeners;
  }

  /** Copies the value. */
  set(set: SingleSet): Promise<WriteOutcome> {
    return new Promise((resolve, reject) => {
      const job: SetJob = { resolve, reject, namespace: set.namespace, key: set.key };
      if (!this.#share(set, job)) {
        this.#packer.add(set);
        this.#setJobs.push(job);
      }
      this.#flushSoon();
    });
  }

  /** Takes the batch as its own. */
  write(batch: Batch): Promise<WriteOutcome> {
    return new Promise((resolve, reject) => {
      this.#closeSets();
      this.#parts.push({ kind: 'batch', batch });
      this.#collected.push({ kind: 'batch', job: { batch, resolve, reject } });
      this.#flushSoon();
    });
  }

  sweep(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#flush();
      this.#post({ kind: 'sweep', nowMs: this.#listeners.nowMs() }, [{ kind: 'sweep', job: { resolve, reject } }]);
    });
  }

  usage(namespace: string): Promise<NamespaceUsage> {
    return new Promise((resolve, reject) => {
      this.#flush();
      const request = { kind: 'usage', namespace, nowMs: this.#listeners.nowMs() } as const;
      this.#post(request, [{ kind: 'usage', job: { resolve, reject } }]);
    });
  }

  /** Resolves when everything before has been done and the file is closed. Nothing may be asked for afterwards. */
  async close(): Promise<void> {
    this.#flush();
    if (this.#worker === undefined) return;
    const worker = this.#worker;
    worker.ref();
    this.#tell(worker, { kind: 'close' });
    await once(worker, 'exit');
  }

  /**
   * INVARIANT: nothing is put into the shared memory behind what has its place in a message: the writer looks there first. False where
   * it must not be, or there is no room.
   */
  #share(set: SingleSet, job: SetJob): boolean {
    if (this.#sent.length > 0 || this.#collected.length > 0 || this.#setJobs.length > 0) return false;
    const isFirst = this.#shared.waiting === 0;
    if (!this.#shared.add(set, job)) return false;
    if (isFirst) this.#attend(this.#running());
    this.#unsent += 1;
    if (this.#isAwake && this.#unsent === (this.#shared.waiting === FIRST_CHUNK ? FIRST_CHUNK : SHARED_CHUNK))
      this.#sendShared(true);
    return true;
  }

  #sendShared(isMore: boolean): void {
    this.#unsent = 0;
    this.#shared.send(this.#listeners.nowMs(), isMore);
    this.#wake();
  }

  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    // After all microtasks: whoever goes on at the same time as this one has had its turn, too.
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushing = false;
    if (this.#shared.isOpen) this.#sendShared(false);
    this.#closeSets();
    if (this.#parts.length === 0) return;
    const [parts, collected] = [this.#parts, this.#collected];
    this.#parts = [];
    this.#collected = [];
    this.#post({ kind: 'write', parts, nowMs: this.#listeners.nowMs() }, collected);
  }

  #closeSets(): void {
    if (this.#setJobs.length === 0) return;
    this.#parts.push({ kind: 'sets', sets: this.#packer.take() });
    this.#collected.push({ kind: 'sets', jobs: this.#setJobs });
    this.#setJobs = [];
  }

  #post(request: WriterRequest, sent: readonly Sent[]): void {
    const worker = this.#running();
    if (!this.#isWaiting) this.#attend(worker);
    this.#sent.push(...sent);
    this.#tell(worker, request);
  }

  get #isWaiting(): boolean {
    return this.#sent.length > 0 || this.#shared.waiting > 0;
  }

  /** Something is asked for, the first thing after all else was answered. */
  #attend(worker: Worker): void {
    worker.ref();
    this.#stayAwake(this.#attention.ask());
    if (!this.#isAwake) return;
    this.#awakeUntilMs = performance.now() + this.#attention.awakeForMs;
    if (this.#isTurning) return;
    this.#isTurning = true;
    nextTurn(this.#turn);
  }

  #stayAwake(isAwake: boolean): void {
    this.#isAwake = isAwake;
    Atomics.store(this.#memory.signals, SIGNAL.awake, isAwake ? 1 : 0);
  }

  /** Keeps the event loop, which does all else meanwhile, from going to sleep before the answer is there. */
  readonly #turn = (): void => {
    this.#shared.look(LOOK_MS);
    this.#takeAnswers();
    this.#isTurning = this.#isWaiting && performance.now() < this.#awakeUntilMs;
    if (this.#isTurning) nextTurn(this.#turn);
    else if (this.#isWaiting) {
      this.#stayAwake(false);
      // INVARIANT: what was answered before is told by no message.
      this.#takeAnswers();
    }
  };

  #tell(worker: Worker, request: WriterRequest): void {
    worker.postMessage(request);
    this.#wake();
  }

  #wake(): void {
    Atomics.store(this.#memory.signals, SIGNAL.work, 1);
    Atomics.notify(this.#memory.signals, SIGNAL.work);
  }

  #running(): Worker {
    return (this.#worker ??= this.#start());
  }

  #start(): Worker {
    // The worker's file has this file's extension: .ts as a source, .js as published.
    const worker = new Worker(new URL(`./writer-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { options: this.#options, memory: this.#memory } satisfies WriterData,
      // Nothing that its Node was started with: `--input-type` alone would end it.
      execArgv: [],
    });
    let reason: Error | undefined;
    worker.on('message', (message: WriterReply) => this.#answer(message));
    worker.on('error', (error: Error) => (reason = error));
    worker.on('exit', (code) => this.#lose(worker, reason?.message ?? `it ended with ${code}`));
    return worker;
  }

  #answer(message: WriterReply): void {
    this.#takeAnswers();
    switch (message.kind) {
      case 'answered':
        return;
      case 'written':
        this.#listeners.onExpired(message.expired);
        if (message.shared !== undefined) this.#finishShared(message.shared);
        for (const end of message.ends) this.#finish(this.#next(), end);
        break;
      case 'swept': {
        this.#listeners.onExpired(message.expired);
        const sent = this.#next();
        if (sent?.kind === 'sweep') sent.job.resolve(message.expired.length);
        break;
      }
      case 'used': {
        const sent = this.#next();
        if (sent?.kind === 'usage') sent.job.resolve(message.usage);
        break;
      }
      case 'failed': {
        const sent = this.#next();
        if (sent?.kind === 'sweep' || sent?.kind === 'usage') {
          sent.job.reject(storageError(this.#options.path, message.fault));
        }
      }
    }
    if (this.#answered === this.#sent.length) {
      this.#sent = [];
      this.#answered = 0;
    }
    this.#rest();
  }

  /** Those in the shared memory. */
  #takeAnswers(): void {
    if (this.#shared.waiting === 0) return;
    this.#shared.takeAnswers((job, end) => this.#end(job, outcomeOf(end, job.namespace), written));
    this.#rest();
  }

  /** Where nothing is waited for. */
  #rest(): void {
    if (this.#isWaiting) return;
    this.#attention.answer();
    // Then the thread is no reason for the process to stay.
    this.#worker?.unref();
  }

  #finishShared(end: PartEnd): void {
    if (end.kind === 'batch') return;
    this.#shared.take(end.ends.length, (job, at) => this.#end(job, endOf(end, at, job.namespace), written));
  }

  #finish(sent: Sent | undefined, end: PartEnd): void {
    if (sent?.kind === 'batch' && end.kind === 'batch') this.#end(sent.job, end.end, () => sent.job.batch.writes);
    if (sent?.kind !== 'sets') return;
    for (const [at, job] of sent.jobs.entries()) this.#end(job, endOf(end, at, job.namespace), written);
  }

  #end<J extends Job<WriteOutcome>>(job: J, end: BatchEnd, writesOf: (job: J) => readonly Write[]): void {
    if ('fault' in end) {
      job.reject(storageError(this.#options.path, end.fault));
      return;
    }
    if (end.ok && this.#listeners.isWatched()) this.#listeners.onWritten(writesOf(job), end.version);
    job.resolve(end);
  }

  #next(): Sent | undefined {
    const sent = this.#sent[this.#answered];
    this.#answered += 1;
    return sent;
  }

  /** INVARIANT: who waits for a thread that is gone is told so. The next write starts another one. */
  #lose(worker: Worker, reason: string): void {
    if (this.#worker === worker) this.#worker = undefined;
    const lost: Job<never>[] = [];
    this.#takeAnswers();
    this.#shared.take(this.#shared.waiting, (job) => lost.push(job));
    for (const sent of this.#sent.slice(this.#answered)) lost.push(...(sent.kind === 'sets' ? sent.jobs : [sent.job]));
    this.#sent = [];
    this.#answered = 0;
    this.#memory = newSharedMemory();
    this.#shared = new SetsSender(this.#memory);
    this.#unsent = 0;
    const { path } = this.#options;
    for (const { reject } of lost) {
      reject(
        new AirssysError('AIRSSYS_STORAGE_WORKER', `The thread that writes ${path} has ended: ${reason}`, {
          hint: 'Whether the write was done is not known: read what is there. The next write starts another thread.',
          data: { path },
        }),
      );
    }
  }
}

/** How one of many sets has ended. */
function endOf(end: PartEnd, at: number, namespace: string): BatchEnd {
  if (end.kind === 'each') return end.ends[at] ?? UNANSWERED;
  const version = end.kind === 'sets' ? end.ends[at] : undefined;
  return version === undefined ? UNANSWERED : outcomeOf(version, namespace);
}

/** One of `PackedEnds`. */
function outcomeOf(version: number, namespace: string): WriteOutcome {
  if (version === 0) return { ok: false, reason: 'quota', namespace };
  return { ok: true, version: Math.abs(version), existed: version > 0 ? REPLACED : NEW };
}

const UNANSWERED: BatchEnd = { fault: { code: 0, message: 'the thread that writes has not told how it ended' } };
const NOTHING = new Uint8Array();
/** Who watches is told of keys, not of values. */
const written = ({ namespace, key }: SetJob): readonly Write[] => [{ kind: 'set', namespace, key, value: NOTHING }];
