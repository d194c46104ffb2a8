import type { ComponentInstance } from '../component-instance.ts';
import type { WiredComponent } from './wired-component.ts';

/**
 * An interface in JavaScript: its functions by their names in TypeScript (`convert`), its resources as classes (`Session`), with
 * the values of the module that `airssys wit add` generates. Functions, methods and statics may answer with promises,
 * constructors not.
 *
 * A function whose WIT type is a `result` answers with `{ ok: true, value }` or `{ ok: false, error }`; or it throws the error
 * itself, as long as that is no `Error`: what else is thrown ends the call of the component as a failure of the host.
 */
export type ProvidedInterface = Readonly<Record<string, unknown>>;

/**
 * Who answers the calls to an imported interface: the embedder, another instance that exports it, or of a `Host`, an installed component
 * (`ComponentSettings.wires`).
 */
export type ImportProvider = ProvidedInterface | ComponentInstance | WiredComponent;

/** Providers by the WIT names of the interfaces: `acme:rates/exchange@1.2.0`. */
export type ImportProviders = Readonly<Record<string, ImportProvider>>;

// What a module's functions and classes take: their own types say it.
type AnyFunction = (...args: never[]) => unknown;
type AnyClass = abstract new (...args: never[]) => unknown;

/** Methods that may answer with promises. */
type Answering<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => R | Promise<R> : T[K];
};

/**
 * What provides an interface, by the type of its generated module: for hosts in TypeScript. The classes of resources are
 * the host's own; one that is made by functions only can be left out.
 *
 * ```ts
 * import type * as exchange from '../wit/generated/acme/rates/exchange.js';
 *
 * const rates: ProviderOf<typeof exchange> = { convert: (amount) => ({ ok: true, value: amount }) };
 * ```
 */
export type ProviderOf<M> = {
  readonly [K in keyof M as M[K] extends AnyFunction ? K : never]: M[K] extends (...args: infer A) => infer R
    ? (...args: A) => R | Promise<R>
    : never;
} & {
  readonly [K in keyof M as M[K] extends AnyClass ? K : never]?: M[K] extends abstract new (...args: infer A) => infer O
    ? new (...args: A) => Answering<Omit<O, typeof Symbol.dispose>>
    : unknown;
};
