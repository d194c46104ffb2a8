/** One stage of a pipeline that runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AirssysError } from '@airssys/model';
import { BoundedQueue } from './bounded-queue.ts';
import type { StageDefinition } from './definition.ts';

/** What has happened to the items of a stage. */
export interface StageMetrics {
  /** The component that is called. */
  readonly component: string;
  /** The operation that is called. */
  readonly operation: string;
  /** Items that came. */
  readonly received: number;
  /** Items that went on. */
  readonly passed: number;
  /** Items for which the operation answered nothing. */
  readonly filtered: number;
  /** Items that were dropped. */
  readonly dropped: number;
  /** Items that were published as dead letters. */
  readonly deadLetters: number;
  /** Calls after the first one of an item. */
  readonly retries: number;
  /** Items that wait. */
  readonly waiting: number;
  /** Items that are being worked on. */
  readonly busy: number;
  /** Milliseconds of all calls together. */
  readonly callMs: number;
}

export interface StageWork {
  readonly call: (
    component: string,
    operation: string,
    item: unknown,
    options: { readonly timeoutMs?: number; readonly signal: AbortSignal },
  ) => Promise<unknown>;
  /** Publishes an item that was given up. */
  readonly bury: (topic: string, stage: StageDefinition, item: unknown, error: unknown) => Promise<void>;
  readonly signal: AbortSignal;
}

type Outcome = { readonly passed: unknown } | undefined;

export class StageRunner {
  readonly input: BoundedQueue<unknown>;
  readonly #stage: StageDefinition;
  readonly #work: StageWork;
  /** In their order, whether or not they are done. */
  readonly #pending: BoundedQueue<Promise<Outcome>>;
  readonly #counts = {
    received: 0,
    passed: 0,
    filtered: 0,
    dropped: 0,
    deadLetters: 0,
    retries: 0,
    busy: 0,
    callMs: 0,
  };

  constructor(stage: StageDefinition, buffer: number, work: StageWork) {
    this.#stage = stage;
    this.#work = work;
    this.input = new BoundedQueue(buffer, work.signal);
    this.#pending = new BoundedQueue(stage.concurrency, work.signal);
  }

  get metrics(): StageMetrics {
    const { component, operation } = this.#stage;
    return { component, operation, ...this.#counts, waiting: this.input.length };
  }

  /** Until the input is closed and empty. Rejects where an item stops the pipeline. */
  async run(next: (item: unknown) => Promise<void>): Promise<void> {
    await Promise.all([this.#begin(), this.#passOn(next)]);
  }

  /** INVARIANT: no more calls than the stage's concurrency: an item is taken when there is room for its outcome. */
  async #begin(): Promise<void> {
    for (;;) {
      await this.#pending.room();
      const taken = await this.input.shift();
      if (taken === undefined) break;
      this.#counts.received += 1;
      const outcome = this.#process(taken.item);
      outcome.catch(() => {}); // it is told in its turn
      await this.#pending.push(outcome);
    }
    this.#pending.close();
  }

  /** INVARIANT: items leave in the order in which they came. */
  async #passOn(next: (item: unknown) => Promise<void>): Promise<void> {
    for (let taken = await this.#pending.shift(); taken !== undefined; taken = await this.#pending.shift()) {
      const outcome = await taken.item;
      if (outcome === undefined) continue;
      await next(outcome.passed);
      this.#counts.passed += 1;
    }
  }

  async #process(item: unknown): Promise<Outcome> {
    this.#counts.busy += 1;
    try {
      const value = await this.#attempts(item);
      if (value !== undefined && value !== null) return { passed: value };
      this.#counts.filtered += 1;
    } catch (error) {
      await this.#giveUp(item, error);
    } finally {
      this.#counts.busy -= 1;
    }
    return undefined;
  }

  async #attempts(item: unknown): Promise<unknown> {
    const { component, operation, retries, retryDelayMs, timeoutMs } = this.#stage;
    const { signal } = this.#work;
    for (let attempt = 0; ; attempt += 1) {
      const since = performance.now();
      try {
        const options = { signal, ...(timeoutMs !== undefined && { timeoutMs }) };
        return valueOf(await this.#work.call(component, operation, item, options), this.#stage);
      } catch (error) {
        signal.throwIfAborted();
        if (attempt >= retries) throw error;
      } finally {
        this.#counts.callMs += performance.now() - since;
      }
      this.#counts.retries += 1;
      await sleep(Math.min(retryDelayMs * 2 ** attempt, 60_000), undefined, { signal });
    }
  }

  async #giveUp(item: unknown, error: unknown): Promise<void> {
    const { onError } = this.#stage;
    if (onError === 'stop' || this.#work.signal.aborted) throw error;
    if (onError === 'drop') {
      this.#counts.dropped += 1;
      return;
    }
    await this.#work.bury(onError.deadLetter, this.#stage, item, error);
    this.#counts.deadLetters += 1;
  }
}

/** The value of a result. @throws AirssysError `AIRSSYS_PIPELINE_STAGE` for one that is an error. */
function valueOf(answer: unknown, { component, operation }: StageDefinition): unknown {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return answer;
  if (answer.ok === true && 'value' in answer) return answer.value;
  if (answer.ok !== false || !('error' in answer)) return answer;
  throw new AirssysError(
    'AIRSSYS_PIPELINE_STAGE',
    `${component} answered ${operation} with an error: ${textOf(answer.error)}`,
    {
      hint: "Say what becomes of such an item: onError: 'drop' or { deadLetter: TOPIC }.",
      data: { component, operation, error: answer.error },
    },
  );
}

const textOf = (error: unknown): string => (typeof error === 'string' ? error : JSON.stringify(error));
