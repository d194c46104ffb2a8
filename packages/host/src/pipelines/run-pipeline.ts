/** Runs a pipeline on a host: calls for its stages, messages for its ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../host/host.ts';
import type { PayloadValue } from '../messaging/payload/payload.ts';
import { decodePayload, encodePayload } from '../messaging/payload/payload.ts';
import type { PipelineDefinition, StageDefinition } from './definition.ts';
import type { Pipeline } from './pipeline.ts';
import { type StageMetrics, StageRunner } from './stage-runner.ts';

/** What a pipeline needs of a host. */
export type PipelineHost = Pick<Host, 'call' | 'publish' | 'messaging'>;

/** How far a pipeline has come. */
export interface PipelineMetrics {
  /** Items that the source has given. */
  readonly received: number;
  /** Items that have come to the end. */
  readonly delivered: number;
  /** Its stages, in their order. */
  readonly stages: readonly StageMetrics[];
}

/** A pipeline that runs. */
export class RunningPipeline implements AsyncDisposable {
  /** Resolves when the source has ended and all items have gone through, or it was stopped; rejects with what stopped it. */
  readonly done: Promise<void>;
  readonly #definition: PipelineDefinition;
  readonly #host: PipelineHost;
  readonly #stages: readonly StageRunner[];
  /** Ends the source: nothing more comes in. */
  readonly #ending = new AbortController();
  /** Ends everything. */
  readonly #failing = new AbortController();
  #received = 0;
  #delivered = 0;

  /** @internal {@link runPipeline} makes it. */
  constructor(host: PipelineHost, definition: PipelineDefinition) {
    this.#host = host;
    this.#definition = definition;
    const { signal } = this.#failing;
    const work = {
      signal,
      call: async (
        ...[component, operation, item, options]: Parameters<ConstructorParameters<typeof StageRunner>[2]['call']>
      ) => await host.call(component, operation, [item], options),
      bury: this.#bury,
    };
    this.#stages = definition.stages.map((stage) => new StageRunner(stage, definition.buffer, work));
    this.done = this.#run();
    this.done.catch(() => {}); // whoever asks is told
  }

  /** How far it has come, at this moment. */
  get metrics(): PipelineMetrics {
    return {
      received: this.#received,
      delivered: this.#delivered,
      stages: this.#stages.map(({ metrics }) => metrics),
    };
  }

  /** Takes nothing more, and resolves when what has been taken has gone through; rejects as {@link done}. Idempotent. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => {}); // `done` tells
  }

  async #run(): Promise<void> {
    const runs = this.#stages.map(async (stage, at) => {
      await stage.run((item) => this.#enter(at + 1, item));
      this.#stages[at + 1]?.input.close();
    });
    const source = this.#feed().then(() => this.#stages[0]?.input.close());
    const work = [source, ...runs].map(async (one) => {
      try {
        await one;
      } catch (error) {
        this.#failing.abort(error);
        this.#ending.abort();
        throw error;
      }
    });
    // INVARIANT: nothing of it runs any more when it is done, and the first failure is the one that is told.
    await Promise.allSettled(work);
    this.#failing.signal.throwIfAborted();
  }

  async #enter(stage: number, item: unknown): Promise<void> {
    const { sink } = this.#definition;
    const next = this.#stages[stage];
    if (next !== undefined) await next.input.push(item);
    else {
      if (sink !== undefined) await this.#publish(sink.topic, item);
      this.#delivered += 1;
    }
  }

  readonly #take = async (item: unknown): Promise<void> => {
    this.#received += 1;
    await this.#enter(0, item);
  };

  async #feed(): Promise<void> {
    const { source } = this.#definition;
    if ('topic' in source) await this.#feedMessages(source.topic);
    else if ('items' in source) await this.#feedItems(source.items);
    else await this.#feedCalls(source);
  }

  /** A message is handled when there was room for it: those that come meanwhile wait in the mailbox, and their senders as it says. */
  async #feedMessages(topic: string): Promise<void> {
    const { name, buffer } = this.#definition;
    const address = { namespace: 'airssys', name: `pipeline-${name}`, instance: '' };
    const { messaging } = this.#host;
    const handling = new Set<Promise<void>>();
    const receive = async (payload: Uint8Array): Promise<undefined> => {
      // It was not taken, and becomes a dead letter of the broker.
      if (this.#ending.signal.aborted) throw new Error(`The pipeline ${name} is stopping`);
      const taken = this.#take(itemOf(payload));
      handling.add(taken);
      try {
        await taken;
      } finally {
        handling.delete(taken);
      }
    };
    const receiver = {
      handleMessage: async (message: { readonly payload: Uint8Array }) => await receive(message.payload),
      handleCallback: () => {},
    };
    const mailbox = messaging.attach(address, receiver, { overflow: 'wait', maxMessages: buffer });
    try {
      messaging.subscribe(address, topic);
      await aborted(this.#ending.signal);
    } finally {
      await Promise.allSettled(handling);
      await mailbox[Symbol.asyncDispose]();
    }
  }

  async #feedItems(items: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    for (;;) {
      const next = await orAborted(iterator.next(), this.#ending.signal);
      if (next === undefined) break;
      if (next.done === true) return;
      await this.#take(next.value);
      if (this.#ending.signal.aborted) break;
    }
    // Not waited for: a generator that waits for its next value answers when it has it.
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }

  async #feedCalls({
    component,
    operation,
    everyMs,
  }: {
    component: string;
    operation: string;
    everyMs: number;
  }): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const item = await this.#host.call(component, operation, [], { signal: this.#failing.signal });
      if (item === undefined || item === null) await sleep(everyMs, undefined, { signal }).catch(() => {});
      else await this.#take(item);
    }
  }

  async #publish(topic: string, item: unknown): Promise<void> {
    await this.#host.publish(topic, encodePayload('json', item as PayloadValue)); // it throws for what JSON has not
  }

  readonly #bury = async (
    topic: string,
    { component, operation }: StageDefinition,
    item: unknown,
    error: unknown,
  ): Promise<void> => {
    const { name: pipeline } = this.#definition;
    const text = error instanceof Error ? error.message : String(error);
    await this.#publish(topic, { pipeline, stage: `${component}#${operation}`, item, error: text });
  };
}

/**
 * Starts a pipeline. Its components are to run on the host; each stage calls whichever version and instance of it takes calls.
 *
 * @param host Where the components are installed. It is to outlive the pipeline: stop that first.
 * @param pipeline What `pipeline` builds, or `parsePipeline` reads.
 * @returns The pipeline that runs: `done` says when it has ended, `stop()` lets what is inside go through.
 *   `done` rejects with `AIRSSYS_CONFIG_INVALID` where one of that name reads messages already.
 */
export function runPipeline(host: PipelineHost, pipeline: Pick<Pipeline<unknown>, 'definition'>): RunningPipeline {
  return new RunningPipeline(host, pipeline.definition);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** JSON as text, or what a codec says; other bytes as text, or as they are. */
function itemOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(payload));
  } catch {
    try {
      return decodePayload(payload).value;
    } catch {
      return payload;
    }
  }
}

/** What a promise answers; undefined when the signal aborts before. Nothing of it stays at the signal. */
async function orAborted<T>(work: T | Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const onAbort = (): void => resolve(undefined);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  await orAborted(new Promise<never>(() => {}), signal);
}
