/**
 * The decorators say what a class is to the build, which reads them from the source. At run time they do nothing (but for
 * `@throws`, which remembers its classes): a decorated class is the class, in Node as in a component. Each works as a standard
 * decorator and under `experimentalDecorators`.
 */
import type { ComponentConfig, ComponentMessage, ComponentState, HealthStatus } from './lifecycle.ts';
import { declareErrors, type ErrorClass } from './declared-errors.ts';
import type { HttpServerRequest } from './serving/server-request.ts';
import type { HttpServerResponse } from './serving/server-response.ts';

/** What `@component` says of a class. Literals only: the build reads it without running it. */
export interface ComponentOptions {
  /** `namespace:name`, each kebab-case; the name has 3 to 64 characters. It becomes the WIT package's name. */
  readonly id: string;
  /** Semantic version. */
  readonly version: string;
  /** One sentence. Default: the first sentence of the class's doc comment. */
  readonly description?: string;
  /** Whom it is by. Default: nobody is named. */
  readonly author?: string;
  /** SPDX expression, such as `Apache-2.0`. */
  readonly license?: string;
  /** Whether callers depend on what the instance remembers between calls. Default false. */
  readonly stateful?: boolean;
  /** Limits that the component asks for. A host may narrow them. */
  readonly limits?: ComponentLimits;
}

/** What a component asks to be given. A host may narrow it. */
export interface ComponentLimits {
  /** Bytes of linear memory. Default 64 MiB. */
  readonly maxMemoryBytes?: number;
  /** Units of fuel per call. Default: the host's. */
  readonly maxFuel?: number;
  /** Milliseconds of wall-clock time per call. Default: the host's. */
  readonly timeoutMs?: number;
}

/**
 * What a component may ask for: an area, `AREA.ACTION`, or `AREA.ACTION:PATTERN`. Path patterns: a path, `/dir/*` (its
 * children), `/dir/**` (all below it).
 */
export type PermissionText = PermissionTextWith<CustomPermissions>;

type PermissionTextWith<Areas> =
  | 'clock'
  | 'random'
  | 'storage'
  | `storage.${'read' | 'write' | 'delete'}`
  | `storage.${'read' | 'write' | 'delete'}:${string}`
  | `filesystem.${'read' | 'write' | 'delete' | 'list-dir' | 'metadata'}:${string}`
  | `network.${'outbound' | 'inbound' | 'resolve'}:${string}`
  | `messaging.${'send' | 'request' | 'broadcast' | 'publish' | 'subscribe'}:${string}`
  | `process.${'spawn' | 'kill' | 'signal'}:${string}`
  | `environment.read:${string}`
  | `secrets.read:${string}`
  | CustomPermissionText<Areas>;

/**
 * Areas that a host defines for services of its own, with their actions. Declare them where they are used:
 *
 * ```ts
 * declare module '@airssys/sdk' {
 *   interface CustomPermissions {
 *     'acme:billing': 'charge' | 'refund';
 *   }
 * }
 * ```
 */
// Interfaces can be added to from outside, which is what this one is for.
// oxlint-disable-next-line typescript/no-empty-object-type
export interface CustomPermissions {}

/** `acme:billing.charge`, `acme:billing.charge:invoices`. */
export type CustomPermissionText<Areas> = {
  [Area in keyof Areas]: Area extends string
    ? Areas[Area] extends infer Action extends string
      ? `${Area}.${Action}` | `${Area}.${Action}:${string}`
      : never
    : never;
}[keyof Areas];

// A decorator of either kind is called with a second argument that tells the kinds apart: a context object, or the
// member's key. Nothing is done with it.

type AnyClass = abstract new (...args: never[]) => unknown;
type AnyMethod = (this: never, ...args: never[]) => unknown;

/** A decorator for classes, of both decorator kinds. */
export interface ClassMark {
  <C extends AnyClass>(target: C, context?: unknown): void;
}

/** A decorator for methods, of both decorator kinds. */
export interface MethodMark {
  <M extends AnyMethod>(method: M, context: ClassMethodDecoratorContext): void;
  (prototype: object, key: string | symbol, descriptor: PropertyDescriptor): void;
}

/** A decorator for methods that the runtime calls as `Hook`, of both decorator kinds. */
export interface HookMark<Hook extends AnyMethod> {
  <M extends Hook>(method: M, context: ClassMethodDecoratorContext): void;
  <M extends Hook>(prototype: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void;
}

type Awaitable<T> = T | Promise<T>;
// A method without an answer returns void.
// oxlint-disable-next-line typescript/no-invalid-void-type
type MessageAnswer = Uint8Array | string | null | undefined | void;

const mark = (): void => {};

/** Makes the class a component. Its methods with `@operation()` are what it offers. */
export function component(_options: ComponentOptions): ClassMark {
  return mark;
}

/** Offers the method to callers of the component. Parameters and result are what the method declares. */
export function operation(): MethodMark {
  return mark;
}

/**
 * Asks for capabilities, for the component (on the class) or with the operation that needs them (on the method). Gives a
 * decorator of either kind; `permissions` are written as `area.action:pattern`.
 */
export function requires(..._permissions: readonly PermissionText[]): ClassMark & MethodMark {
  return mark;
}

/**
 * Chooses the name that a method, a resource or an error class has in WIT, in kebab-case. Default: its own, in kebab-case.
 * Types, fields, parameters and cases have theirs chosen in the doc comment: a line `@name order-id`. Gives a decorator of
 * either kind.
 */
export function name(_name: string): ClassMark & MethodMark {
  return mark;
}

/**
 * Declares the errors that an operation throws, as a part of its interface: its callers get an error with the class's name, its
 * message and its public fields. Whatever else it throws ends the instance.
 *
 * @example
 * class InsufficientFunds extends Error {
 *   constructor(readonly missing: u32) { super(`${missing} are missing`); }
 * }
 * ⋮
 * @operation()
 * @throws(InsufficientFunds)
 * withdraw(amount: u32): u32 { … }
 */
export function throws(...errors: readonly [ErrorClass, ...ErrorClass[]]): MethodMark {
  return (target: object, where: ClassMethodDecoratorContext | string | symbol): void => {
    if (typeof where !== 'object') declareErrors(target, where, errors);
    else {
      // A standard decorator learns its class when an object is made, or for a static method, the class.
      where.addInitializer(function (this: unknown) {
        const owner: unknown = where.static ? this : Object.getPrototypeOf(this);
        if (typeof owner === 'object' || typeof owner === 'function') declareErrors(Object(owner), where.name, errors);
      });
    }
  };
}

/** Runs once before the first call, with the component's configuration. Throw to refuse to start. */
export function onInitialize(): HookMark<(this: never, config: ComponentConfig) => unknown> {
  return mark;
}

/** Runs once before the instance is given up. */
export function onShutdown(): HookMark<(this: never) => unknown> {
  return mark;
}

/** Answers how the component is: `healthy`, `degraded`, `unhealthy` or `unknown`. Write the result type down: `: HealthStatus`. */
export function onHealth(): HookMark<(this: never) => Awaitable<HealthStatus>> {
  return mark;
}

/** Receives messages of other components. The bytes or text that it returns are the answer to a request. */
export function onMessage(): HookMark<(this: never, message: ComponentMessage) => Awaitable<MessageAnswer>> {
  return mark;
}

/**
 * Answers HTTP requests: the component also exports WIT `wasi:http/incoming-handler`, which `airssys serve` serves. Needs no
 * permission. What the method throws is answered 500, without its words; an `HttpError` as it says.
 *
 * @example
 * @onRequest()
 * greet(request: HttpServerRequest): HttpServerResponse {
 *   return { body: `Hello ${request.query.get('name') ?? 'you'}` };
 * }
 */
export function onRequest(): HookMark<(this: never, request: HttpServerRequest) => Awaitable<HttpServerResponse>> {
  return mark;
}

/**
 * Gives what the next instance needs to go on where this one is: when the component is updated or restarted. No call is under way
 * meanwhile; calls may follow, where the update is taken back. The state travels as JSON, or as it is where it is a `Uint8Array`.
 */
export function onSnapshot(): HookMark<(this: never) => Awaitable<ComponentState>> {
  return mark;
}

/**
 * Takes over the state that the instance before gave, before the first call and after `@onInitialize`. The second argument is the
 * version of the component that gave it. Throw to refuse: the version before goes on then.
 *
 * @example
 * @onMigrate()
 * takeOver(old: Carts | CartsOfVersion1, from: string): void {
 *   this.#carts = from.startsWith('1.') ? upgrade(old as CartsOfVersion1) : (old as Carts);
 * }
 */
export function onMigrate(): HookMark<(this: never, old: never, fromVersion: string) => unknown> {
  return mark;
}
