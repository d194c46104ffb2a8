/**
 * What the host offers to components, one service per WIT interface. A service does the work and nothing else: who may
 * call it, how often and for how long is the gate's business (sandbox/gate.ts).
 */
import type { AccessRequest } from '../capabilities/capability-set.ts';
import type { TrapKind } from '../sandbox/trap.ts';

/** Which component is calling. The host vouches for it. */
export interface Caller {
  /** `namespace:name` of the calling component: its namespace in storage, its sender in messages. */
  readonly componentId: string;
  /** Empty where the component does not tell. */
  readonly version: string;
}

/** What a host function knows of the call that reached it. */
export interface HostCall extends Caller {
  /** The operation that is running. */
  readonly operation: string;
  /** Aborted when the call ends before the function does: by deadline, cancellation or a trap. */
  readonly signal: AbortSignal;
  /**
   * Asks the gate for what the arguments alone did not show, such as the path behind a symbolic link. Returns if it is
   * granted; else it throws, and the function must let that pass.
   */
  demand(access: AccessRequest): void;
  /** Whether it is granted: for lists of what the component may reach. It is no use of it, and not in the audit. */
  permits(access: AccessRequest): boolean;
  /** What the caller gave along with the call: `CallOptions.context`. */
  readonly context?: unknown;
  /** Keeps a text that the component is given out of its log, its errors and the audit. For secrets. */
  conceal(secret: string): void;
}

/** A host function's failure as WIT's error variant: the guest receives it as the `err` of the function's `result`. */
export class WitError extends Error {
  /** The value in jco's spelling: for a variant `{ tag, val }`. */
  readonly payload: unknown;

  /** The variant's case by its WIT name, with its value where it has one: the parameters `tag` and `val`. */
  constructor(tag: string, val?: unknown) {
    super(typeof val === 'string' ? `${tag}: ${val}` : tag);
    this.payload = val === undefined ? { tag } : { tag, val };
  }

  /** For an error type that is no variant, or a value that jco has spelled already. The `payload` is that value. */
  static withPayload(payload: unknown): WitError {
    return Object.assign(new WitError('error'), { payload });
  }
}

/** What a host function throws where the component did what ends it: a handle that is none, an exit. */
export class GuestFault extends Error {
  /** As what the trap is told. */
  readonly kind: TrapKind;

  /** The `kind` says as what the trap is told. The `message` is for people, the `options` may have a cause. */
  constructor(kind: TrapKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * One function of an interface, in jco's JavaScript values: `u64` is `bigint`, a missing option `undefined`, `list<u8>`
 * `Uint8Array`; the error of a `result` is thrown as a {@link WitError}. Arguments have the types that WIT demands: the
 * glue has lifted them.
 */
export interface HostFunction {
  /** What the call needs, from its arguments. Absent for what every component may do. */
  readonly access?: (caller: Caller, ...args: never[]) => AccessRequest;
  /**
   * The `err` with which a denial is answered; absent where the function returns no `result`, so that a denied call ends
   * the instance.
   */
  readonly denied?: (request: AccessRequest) => WitError;
  /**
   * Whether WIT's type of the function is a `result`, without which a {@link WitError} cannot be told and ends the call.
   * Default: whether `denied` is there.
   */
  readonly fallible?: boolean;
  /**
   * Names the rule that allows the request where no grant does, or undefined. For services that stand in for the real ones in
   * tests; a service of production leaves it out, so that the grants alone decide. Answers that name.
   */
  readonly allows?: (request: AccessRequest) => string | undefined;
  /** How its values are in the component's language. For interfaces that the embedder provides; the host's own are not told. */
  readonly language?: FunctionLanguage | undefined;
  /**
   * Does it: with the call it is part of, and the arguments in WIT's order. Answers the function's value, or throws a {@link
   * WitError}.
   */
  readonly call: (call: HostCall, ...args: never[]) => unknown;
}

/** Between jco's JavaScript values and those of the component's author. */
export interface FunctionLanguage {
  /**
   * Absent where a resource is in the interface: to lift a handle is to take it, and whoever only looks at a call must not. The
   * arguments as the component's author has them, of those that were `given`.
   */
  readonly args?: ((given: readonly unknown[]) => readonly unknown[]) | undefined;
  /** The `err` of the function's result for the author's error; absent where its type is no result. */
  readonly err?: ((error: unknown) => WitError) | undefined;
}

/** An interface that the host provides, with its functions. */
export interface HostService {
  /** Full WIT name: `airssys:core/storage@1.0.0`. */
  readonly interface: string;
  /**
   * The functions by their camelCase names. Those under `waiting` may return promises, and the component is suspended
   * meanwhile; those under `immediate` answer at once, which is far cheaper.
   */
  readonly waiting?: Readonly<Record<string, HostFunction>>;
  /** See `waiting`. */
  readonly immediate?: Readonly<Record<string, HostFunction>>;
  /**
   * What the glue takes for the interface, made of the functions as the gate has wrapped them. For interfaces with resources,
   * whose functions are members of classes there, and in WIT's names here (`[method]file.read`). Default: the functions
   * themselves.
   */
  readonly assemble?: (functions: Readonly<Record<string, GatedFunction>>) => Readonly<Record<string, unknown>>;
  /**
   * Resolves when what the component has handed over has arrived where it belongs, as far as that needs nothing of the component;
   * or when the signal aborts. Called when a program has come to its end, before `dispose`. It does not reject.
   */
  readonly settle?: (signal: AbortSignal) => Promise<void>;
  /**
   * Closes what the service holds open for its instance. Called once, when the instance ends: it was disposed, has trapped, or did
   * not come to its start. What is to be closed at once is closed before this returns. Of a service that is given to the host,
   * and so is shared by its instances, it is called when the host is disposed.
   */
  readonly dispose?: () => void | Promise<void>;
}

/** All functions of the services, or those under `waiting`, in WIT's names: `airssys:core/storage@1.0.0#list-keys`. */
export function functionNames(services: readonly HostService[], of: 'all' | 'waiting' = 'all'): readonly string[] {
  return services.flatMap(({ interface: name, waiting = {}, immediate = {} }) =>
    Object.keys(of === 'all' ? { ...immediate, ...waiting } : waiting).map(
      (key) => `${name}#${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    ),
  );
}

/** A host function behind the gate. */
export type GatedFunction = (...args: readonly unknown[]) => unknown;
