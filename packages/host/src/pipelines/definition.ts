/** A pipeline as data: where items come from, what is done with each, and where they go. */
import { AirssysError } from '@airssys/model';

/** A topic of the host's broker. Payloads are JSON, with or without the codec in front. */
export interface TopicEnd {
  /** A topic; of a source also a pattern: `orders.*`. */
  readonly topic: string;
}

/** An operation that is called for items, again and again. */
export interface OperationSource {
  /** The id of an installed component: `namespace:name`. */
  readonly component: string;
  /** An operation without arguments. `undefined` and `null` are no items. */
  readonly operation: string;
  /** Milliseconds from an answer without an item to the next call: 1 to 86,400,000. */
  readonly everyMs: number;
}

/** Values of the embedder. They are asked for no faster than the pipeline takes them. */
export interface ItemsSource {
  /** Closed when the pipeline stops before their end. */
  readonly items: Iterable<unknown> | AsyncIterable<unknown>;
}

/** Where items come from. */
export type PipelineSource = TopicEnd | OperationSource | ItemsSource;

/** What becomes of an item whose call has failed. */
export type OnError =
  | 'drop'
  | 'stop'
  | {
      /** The topic on which it is published. */
      readonly deadLetter: string;
    };

/** How a stage works. */
export interface StageOptions {
  /** Calls at the same time: 1 to 1,000. Items leave in the order in which they came all the same. Default 1. */
  readonly concurrency?: number | undefined;
  /** Further calls where one has failed: 0 to 100. Default 0. */
  readonly retries?: number | undefined;
  /** Milliseconds before the first further call, doubled for each one after it, up to a minute: 0 to 60,000. Default 100. */
  readonly retryDelayMs?: number | undefined;
  /** Milliseconds per call: 1 to 86,400,000. Default: as the component's limits say. */
  readonly timeoutMs?: number | undefined;
  /**
   * What becomes of an item when all calls have failed. `drop`: it is counted and goes no further. `stop` (default): the pipeline stops with
   * the error. `{ deadLetter }`: it is published on that topic as `{ pipeline, stage, item, error }`.
   */
  readonly onError?: OnError | undefined;
}

/** A stage, with every option resolved. */
export interface StageDefinition {
  /** The id of an installed component: `namespace:name`. */
  readonly component: string;
  /** Gets the item as its only argument. What it answers goes on; `undefined` and `null` do not. */
  readonly operation: string;
  /** Calls at the same time. */
  readonly concurrency: number;
  /** Further calls where one has failed. */
  readonly retries: number;
  /** Milliseconds before the first further call. */
  readonly retryDelayMs: number;
  /** Milliseconds per call. */
  readonly timeoutMs?: number | undefined;
  /** What becomes of an item when all calls have failed. */
  readonly onError: OnError;
}

/** All that a pipeline is. */
export interface PipelineDefinition {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  /** Where items come from. */
  readonly source: PipelineSource;
  /** What is done with each, in this order. */
  readonly stages: readonly StageDefinition[];
  /** Undefined: what the last stage answers goes nowhere. */
  readonly sink: TopicEnd | undefined;
  /** Items that wait before each stage: 1 to 100,000. When there is no room, what comes before waits. Default 16. */
  readonly buffer: number;
}

const DAY_MS = 86_400_000;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` */
export function stageOf(component: string, operation: string, options: StageOptions = {}): StageDefinition {
  const { onError = 'stop', timeoutMs } = options;
  const isKnown = onError === 'drop' || onError === 'stop' || typeof onError?.deadLetter === 'string';
  if (!isKnown)
    throw invalid(`onError cannot be ${JSON.stringify(onError)}`, "It is 'drop', 'stop' or { deadLetter: TOPIC }.");
  return Object.freeze({
    component: demandComponent(component),
    operation,
    concurrency: within('concurrency', options.concurrency ?? 1, 1, 1_000),
    retries: within('retries', options.retries ?? 0, 0, 100),
    retryDelayMs: within('retryDelayMs', options.retryDelayMs ?? 100, 0, 60_000),
    ...(timeoutMs !== undefined && { timeoutMs: within('timeoutMs', timeoutMs, 1, DAY_MS) }),
    onError,
  });
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` */
export function pipelineOf(definition: PipelineDefinition): PipelineDefinition {
  const { name, source, buffer } = definition;
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    throw invalid(`A pipeline cannot be called ${JSON.stringify(name)}`, 'Use lower-case letters, digits and dashes.');
  }
  if ('component' in source) {
    demandComponent(source.component);
    within('everyMs', source.everyMs, 1, DAY_MS);
  }
  within('buffer', buffer, 1, 100_000);
  return Object.freeze(definition);
}

function demandComponent(id: string): string {
  if (/^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/.test(id)) return id;
  throw invalid(`${JSON.stringify(id)} is no component`, 'Name it as namespace:name, as it is installed.');
}

function within(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(`${name} cannot be ${value}`, `It is a whole number from ${min} to ${max}.`);
}

export function invalid(message: string, hint: string): AirssysError {
  return new AirssysError('AIRSSYS_CONFIG_INVALID', message, { hint });
}
