import type { AuditEvent, Clock, ComponentInstance, LogEntry, Usage } from '@airssys/host';
import type { Manifest } from '@airssys/model';
import type { AnyResourceClass, HandleClass, HandlesIn } from './handles.ts';
import type { MockCall } from './mocks/mocks.ts';

/** The author's class, as in `mount<typeof Counter>('./counter.ts')`. */
export type AnyComponentClass = abstract new (...args: never) => object;

/** What a mount without a class is: every name is an operation, of unknown types. */
export type UntypedComponent = abstract new () => Record<string, (...args: never[]) => unknown>;

/**
 * The public methods of a class as a caller outside of the sandbox has them: each answers with a promise, and where the author
 * has a resource, the caller has a {@link Handle} to it.
 */
export type Operations<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? Exclude<K, '$'> : never]: T[K] extends (
    ...args: infer A
  ) => infer R
    ? unknown extends R
      ? (...args: readonly unknown[]) => Promise<unknown>
      : (...args: HandlesIn<A>) => Promise<HandlesIn<Awaited<R>>>
    : never;
};

/**
 * A component in the sandbox: its operations as async functions, typed by the author's class. Everything else is under `$`,
 * so that no operation's name is taken.
 *
 * TypeScript cannot see decorators, so public methods without `@operation()` are there as types; calling one says
 * `… is not a function`.
 */
export type Mounted<C extends AnyComponentClass = UntypedComponent> = Operations<InstanceType<C>> &
  AsyncDisposable & { readonly $: MountControl };

/** What a test sees of a mounted component, besides its operations. */
export interface MountControl {
  /** The host's own instance: state, capabilities, `invoke` with options, health, shutdown. */
  readonly instance: ComponentInstance;
  /** What the component says of itself: its operations with their types, its imports; undefined where another toolchain made it. */
  readonly manifest: Manifest | undefined;
  /** What all calls together have used, start-up included. */
  readonly usage: Usage;
  /** What the last call has used that has ended; undefined before the first. */
  readonly lastUsage: Usage | undefined;
  /** The gate's decisions on this mount, in their order. */
  readonly audit: readonly AuditEvent[];
  /** What the component has logged; times are its clock's. */
  readonly logs: readonly LogEntry[];
  /** The calls that its mocks have served, in their order. */
  readonly calls: readonly MockCall[];
  /** The clock that the component sees. */
  readonly clock: Clock;
  /**
   * The constructor and the statics of a resource, by the name of its class: `$.resource<typeof Session>('Session').new('main')`.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where the component has no such resource.
   */
  resource<C extends AnyResourceClass>(name: string): HandleClass<C>;
  /** Ends a running call and gives the instance up. Happens by itself when the test ends. */
  dispose(): Promise<void>;
}
