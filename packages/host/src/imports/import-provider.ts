import type { ComponentInstance } from '../component-instance.ts';

/**
 * An interface in JavaScript: its functions by their names in TypeScript (`convert`), its resources as classes (`Session`), with
 * the values of the module that `airssys wit add` generates. Functions, methods and statics may answer with promises,
 * constructors not.
 *
 * A function whose WIT type is a `result` answers with `{ ok: true, value }` or `{ ok: false, error }`; or it throws the error
 * itself, as long as that is no `Error`: what else is thrown ends the call of the component as a failure of the host.
 */
export type ProvidedInterface = Readonly<Record<string, unknown>>;

/** Who answers the calls to an imported interface: the embedder, or another instance that exports it. */
export type ImportProvider = ProvidedInterface | ComponentInstance;

/** Providers by the WIT names of the interfaces: `acme:rates/exchange@1.2.0`. */
export type ImportProviders = Readonly<Record<string, ImportProvider>>;
