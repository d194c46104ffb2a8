/** What a caller has in the place of the author's resources, as types. */

type AnyFunction = (...args: never[]) => unknown;
type Primitive = string | number | boolean | bigint | symbol | null | undefined;
/** Objects with methods that are data: they cross as they are. */
type Data =
  | Date
  | ReadonlySet<unknown>
  | ReadonlyMap<unknown, unknown>
  | AsyncIterable<unknown>
  | ArrayBufferView
  | AnyFunction;

/** The methods of a resource; TypeScript cannot see decorators, so an object with methods counts as one. */
type MethodKeys<T> = { [K in keyof T]-?: T[K] extends AnyFunction ? K : never }[keyof T];

/** A handle to an object of a resource: the methods of the class `T`, each with a promise of its answer. */
export type Handle<T> = {
  readonly [K in Exclude<MethodKeys<T>, typeof Symbol.dispose>]: T[K] extends (...args: infer A) => infer R
    ? (...args: HandlesIn<A>) => Promise<HandlesIn<Awaited<R>>>
    : never;
} & AsyncDisposable;

/** A type with handles for the resources in it. What holds no resource is the type itself. */
export type HandlesIn<T> = [ResourceIn<T>] extends [never] ? T : WithHandles<T>;

type WithHandles<T> = T extends Primitive
  ? T
  : T extends AsyncIterable<infer E>
    ? AsyncIterable<HandlesIn<E>>
    : T extends Data
      ? T
      : T extends readonly unknown[]
        ? { [I in keyof T]: HandlesIn<T[I]> }
        : [MethodKeys<T>] extends [never]
          ? { [K in keyof T]: HandlesIn<T[K]> }
          : Handle<T>;

/** The resources that a type leads to; never where there are none. Not through the members of a resource. */
type ResourceIn<T> = T extends Primitive
  ? never
  : T extends AsyncIterable<infer E>
    ? ResourceIn<E>
    : T extends Data
      ? never
      : T extends readonly (infer E)[]
        ? ResourceIn<E>
        : [MethodKeys<T>] extends [never]
          ? { [K in keyof T]-?: ResourceIn<T[K]> }[keyof T]
          : T;

/** Any class, whatever its constructor. Its `prototype` has the methods. */
export type AnyResourceClass = { readonly prototype: object };

/** The constructor of a resource as `new`, and its statics, each with a promise of its answer. */
export type HandleClass<C extends AnyResourceClass> = {
  readonly [K in keyof C as K extends 'prototype' ? never : C[K] extends AnyFunction ? K : never]: C[K] extends (
    ...args: infer A
  ) => infer R
    ? (...args: HandlesIn<A>) => Promise<HandlesIn<Awaited<R>>>
    : never;
} & (C extends new (...args: infer A) => infer T
  ? { readonly new: (...args: HandlesIn<A>) => Promise<Handle<T>> }
  : unknown);
