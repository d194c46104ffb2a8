/**
 * The backend's side of the thread that writes. What is asked for within one turn of this thread goes over in one message; what
 * comes while the other one is at work, it takes together afterwards.
 */
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AirssysError } from '@airssys/model';
import type { Write, WriteOutcome } from '../key-value-backend.ts';
import { Attention, AWAKE_MS } from './attention.ts';
import type { Expired } from './entry-statements.ts';
import type { Batch, BatchEnd, Part, PartEnd } from './group-writer.ts';
import { SetPacker, type SingleSet } from './packed-sets.ts';
import { storageError } from './sqlite-fault.ts';
import { newSignals, SIGNAL, type Signals } from './signals.ts';
import type { WriterData, WriterOptions, WriterReply, WriterRequest } from './writer-message.ts';

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
  | { readonly kind: 'sweep'; readonly job: Job<number> };

const NEW: readonly boolean[] = Object.freeze([false]);
const REPLACED: readonly boolean[] = Object.freeze([true]);

export class WriterThread {
  readonly #options: WriterOptions;
  readonly #listeners: WriterListeners;
  #worker: Worker | undefined;
  /** Shared with the present worker. */
  #signals: Signals = newSignals();
  readonly #attention = new Attention();
  /** This thread's event loop turns until then, as long as something is waited for. */
  #awakeUntilMs = -Infinity;
  readonly #packer = new SetPacker();
  #setJobs: SetJob[] = [];
  /** Collected, and not sent yet. The sets that are being packed come behind them. */
  #parts: Part[] = [];
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
      this.#packer.add(set);
      this.#setJobs.push({ resolve, reject, namespace: set.namespace, key: set.key });
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

  /** Resolves when everything before has been done and the file is closed. Nothing may be asked for afterwards. */
  async close(): Promise<void> {
    this.#flush();
    if (this.#worker === undefined) return;
    const worker = this.#worker;
    worker.ref();
    this.#tell(worker, { kind: 'close' });
    await once(worker, 'exit');
  }

  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    // After all microtasks: whoever goes on at the same time as this one has had its turn, too.
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushing = false;
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
    const worker = (this.#worker ??= this.#start());
    const isFirst = this.#sent.length === 0;
    if (isFirst) worker.ref();
    this.#sent.push(...sent);
    if (isFirst) this.#attend();
    this.#tell(worker, request);
  }

  /** Where it pays, keeps the event loop from going to sleep before the answer is there: to be woken takes long. */
  #attend(): void {
    const isAwake = this.#attention.ask();
    Atomics.store(this.#signals, SIGNAL.awake, isAwake ? 1 : 0);
    if (!isAwake) return;
    this.#awakeUntilMs = performance.now() + AWAKE_MS;
    const turn = (): void => {
      if (this.#sent.length > 0 && performance.now() < this.#awakeUntilMs) setImmediate(turn);
    };
    setImmediate(turn);
  }

  #tell(worker: Worker, request: WriterRequest): void {
    worker.postMessage(request);
    Atomics.store(this.#signals, SIGNAL.messages, 1);
    Atomics.notify(this.#signals, SIGNAL.messages);
  }

  #start(): Worker {
    this.#signals = newSignals();
    // The worker's file has this file's extension: .ts as a source, .js as published.
    const worker = new Worker(new URL(`./writer-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { options: this.#options, signals: this.#signals } satisfies WriterData,
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
    if (message.kind !== 'failed') this.#listeners.onExpired(message.expired);
    if (message.kind === 'written') for (const end of message.ends) this.#finish(this.#next(), end);
    else {
      const sent = this.#next();
      if (sent?.kind === 'sweep') {
        if (message.kind === 'swept') sent.job.resolve(message.expired.length);
        else sent.job.reject(storageError(this.#options.path, message.fault));
      }
    }
    if (this.#answered < this.#sent.length) return;
    this.#sent = [];
    this.#answered = 0;
    this.#attention.answer();
    // Waiting for nothing, the thread is no reason for the process to stay.
    this.#worker?.unref();
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
    const lost = this.#sent.slice(this.#answered);
    this.#sent = [];
    this.#answered = 0;
    const { path } = this.#options;
    for (const { reject } of lost.flatMap((sent): readonly Job<never>[] =>
      sent.kind === 'sets' ? sent.jobs : [sent.job],
    )) {
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
  if (version === undefined) return UNANSWERED;
  if (version === 0) return { ok: false, reason: 'quota', namespace };
  return { ok: true, version: Math.abs(version), existed: version > 0 ? REPLACED : NEW };
}

const UNANSWERED: BatchEnd = { fault: { code: 0, message: 'the thread that writes has not told how it ended' } };
const NOTHING = new Uint8Array();
/** Who watches is told of keys, not of values. */
const written = ({ namespace, key }: SetJob): readonly Write[] => [{ kind: 'set', namespace, key, value: NOTHING }];
