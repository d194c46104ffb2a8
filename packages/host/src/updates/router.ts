import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOptions } from '../sandbox/sandbox.ts';
import { type EndedCall, failureKind } from './call-end.ts';
import type { Generation } from './generation.ts';
import type { CallRoute, RoutingTable } from './routing-table.ts';
import { routesNothing, TargetPicker } from './target-picker.ts';
import { Recalled, WaitingLine, type WaitingLineOptions } from './waiting-line.ts';

/** What holds for one call, and what it says of itself to whoever routes it. */
export interface RoutedCallOptions extends CallOptions, CallRoute {}

/** Is told of each call that has ended. It must not throw. */
export type CallWatcher = (call: EndedCall) => void;

/**
 * Decides for each call which version it goes to. Whoever changes the table does so in one assignment: calls that have begun
 * end where they are, all others see the new table.
 *
 * INVARIANT: a call begins once. What fails is told to its caller, never tried elsewhere.
 */
export class Router {
  readonly #line: WaitingLine;
  readonly #watchers = new Set<CallWatcher>();
  #table: RoutingTable = [];
  #picker = new TargetPicker([]);

  /** Without a table: calls wait. */
  constructor(options: WaitingLineOptions = {}) {
    this.#line = new WaitingLine('No version took calls', options);
  }

  /** Where calls go now. */
  get table(): RoutingTable {
    return this.#table;
  }

  /** Calls that wait for a table that has a place for them. */
  get waiting(): number {
    return this.#line.length;
  }

  /**
   * Calls an operation in the version that the table gives the call to. While it gives calls to nobody they wait, and begin in
   * the order in which they came; `timeoutMs` includes the wait. The arguments are of the author's types.
   *
   * @throws As `ComponentInstance.invoke`; AirssysError `AIRSSYS_UPDATE_UNAVAILABLE` where it has waited in vain,
   *   `AIRSSYS_SANDBOX_OVERLOADED` where too many wait.
   */
  invoke(operation: string, args: readonly unknown[], options?: RoutedCallOptions): Promise<CallResult> {
    const generation = this.#line.length === 0 ? this.#picker.pick(options) : undefined;
    if (generation !== undefined) return this.#run(generation, operation, args, options);
    return this.#line.wait(async (left) => {
      // Between the release of the line and here nothing else runs.
      const target = this.#picker.pick(options);
      return target === undefined
        ? await this.invoke(operation, args, { ...options, ...left })
        : await this.#run(target, operation, args, { ...options, ...left });
    }, options);
  }

  /**
   * Replaces the table. Calls that wait in a version which has no place in it any more, and have not begun, are routed anew.
   *
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a weight out of range; the table before stays.
   */
  route(table: RoutingTable): void {
    const before = this.#table;
    this.#picker = new TargetPicker(table);
    this.#table = table;
    for (const { generation } of before) {
      if (!table.some((target) => target.generation === generation)) generation.recall();
    }
    this.#line.release(() => !routesNothing(this.#table));
  }

  /** Lets calls wait. */
  hold(): void {
    this.route([]);
  }

  /** Tells of each call that ends, until the returned function is called. Returns that function. */
  watch(watcher: CallWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async #run(
    generation: Generation,
    operation: string,
    args: readonly unknown[],
    options: RoutedCallOptions | undefined,
  ): Promise<CallResult> {
    const since = performance.now();
    const tell = (kind: EndedCall['kind']): void => {
      const call: EndedCall = { generation, kind, durationMs: performance.now() - since };
      for (const watcher of this.#watchers) watcher(call);
    };
    try {
      const result = await generation.invoke(operation, args, options);
      tell('answered');
      return result;
    } catch (error) {
      // It has waited there, and has not begun.
      if (error instanceof Recalled) return await this.invoke(operation, args, { ...options, ...error.options });
      tell(failureKind(error, options?.signal));
      throw error;
    }
  }
}
