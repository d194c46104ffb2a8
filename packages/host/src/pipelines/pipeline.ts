/** The builder of pipelines: each step answers another one, and knows the type of the items that leave it. */
import { drawGraph } from './graph/draw-graph.ts';
import {
  type OperationSource,
  type PipelineDefinition,
  type PipelineSource,
  pipelineOf,
  type StageOptions,
  stageOf,
} from './definition.ts';
import { graphOf } from './pipeline-graph.ts';

/** A component by its id, with the type of its class: `componentRef<Readings>('acme:readings')`. */
export interface ComponentRef<C> {
  /** `namespace:name`, as it is installed. */
  readonly id: string;
  /** Never there: it carries the type. */
  readonly type?: C;
}

/**
 * Names an installed component for a pipeline, so that its operations are known and the items checked.
 *
 * @param id `namespace:name`, as it is installed.
 */
export const componentRef = <C>(id: string): ComponentRef<C> => ({ id });

/** The operations of a class that take an item of this type. */
export type OperationFor<C, Item> = {
  [K in keyof C & string]: C[K] extends (item: infer A, ...rest: never[]) => unknown
    ? [Item] extends [A]
      ? K
      : never
    : never;
}[keyof C & string];

/** What goes on of what an operation answers: the value of a result, and nothing of nothing. */
export type Passed<R> = Exclude<Awaited<R> extends infer V ? Value<V> : never, undefined | null>;
type Value<V> = V extends { readonly ok: true; readonly value: infer T }
  ? T
  : V extends { readonly ok: false }
    ? never
    : V;

type Answer<C, K> = K extends keyof C ? (C[K] extends (...args: never[]) => infer R ? Passed<R> : never) : never;

/** What holds for a whole pipeline. */
export interface PipelineOptions {
  /** Items that wait before each stage: 1 to 100,000. Default 16. */
  readonly buffer?: number | undefined;
}

/** A pipeline without a source yet. */
export interface PipelineStart {
  /** Begins with the messages of a topic, or a pattern of topics. */
  from<Item = unknown>(source: { readonly topic: string }): Pipeline<Item>;
  /** Begins with values. */
  from<Item>(source: { readonly items: Iterable<Item> | AsyncIterable<Item> }): Pipeline<Item>;
  /** Begins with what an operation answers: it is called again at once after an item, and after `everyMs` where there is none. */
  from<Item = unknown>(source: Omit<OperationSource, 'everyMs'> & { readonly everyMs?: number }): Pipeline<Item>;
}

/**
 * Begins a pipeline, which `runPipeline` runs.
 *
 * ```ts
 * const alerts = pipeline('alerts')
 *   .from<Reading>({ topic: 'sensors.*' })
 *   .through(componentRef<Readings>('acme:readings'), 'validate', { concurrency: 4, onError: 'drop' })
 *   .to({ topic: 'alerts' });
 * ```
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`, as each step does, for a name or option that cannot be.
 */
export function pipeline(name: string, { buffer = 16 }: PipelineOptions = {}): PipelineStart {
  return {
    from: (source: PipelineSource | (Omit<OperationSource, 'everyMs'> & { readonly everyMs?: number })) =>
      new Pipeline({ name, source: withPause(source), stages: [], sink: undefined, buffer }),
  };
}

const withPause = (source: object): PipelineSource =>
  ('component' in source ? { everyMs: 1_000, ...source } : source) as PipelineSource; // one of the three

/** A pipeline whose items leave it as `Item`. It never changes. */
export class Pipeline<Item> {
  /** The pipeline as data, checked and frozen. */
  readonly definition: PipelineDefinition;
  /** Never there: it carries the type. */
  declare readonly item?: Item;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` */
  constructor(definition: PipelineDefinition) {
    this.definition = pipelineOf(definition);
  }

  /**
   * Calls an operation with each item; what it answers goes on.
   *
   * @param component The component, by its id or by `componentRef`.
   * @param operation The name of an operation that takes the item as its only argument.
   * @param options How often, how many at once, and what becomes of an item that fails.
   * @returns Another pipeline; this one stays as it is.
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for an option out of its range.
   */
  through<C, K extends OperationFor<C, Item>>(
    component: ComponentRef<C>,
    operation: K,
    options?: StageOptions,
  ): Pipeline<Answer<C, K>>;
  /**
   * The same for a component whose class is not at hand.
   *
   * @param component Its id, `namespace:name`.
   * @param operation The name of an operation that takes the item as its only argument.
   * @param options As above.
   * @returns Another pipeline, whose items have the type that is said.
   */
  through<Out = unknown>(component: string, operation: string, options?: StageOptions): Pipeline<Out>;
  /** The operation goes by its name in the author's class. */
  through(component: string | ComponentRef<unknown>, operation: string, options?: StageOptions): Pipeline<never> {
    const id = typeof component === 'string' ? component : component.id;
    const stages = [...this.definition.stages, stageOf(id, operation, options)];
    return new Pipeline({ ...this.definition, stages });
  }

  /**
   * Publishes each item on a topic, as JSON.
   *
   * @param sink The topic.
   * @returns Another pipeline; this one stays as it is.
   */
  to(sink: { readonly topic: string }): Pipeline<Item> {
    return new Pipeline({ ...this.definition, sink });
  }

  /** The pipeline drawn, as SVG: readable on light and dark grounds, with a description for who cannot see it. */
  graph(): string {
    return drawGraph(graphOf(this.definition));
  }
}
