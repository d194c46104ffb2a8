declare const wit: unique symbol;

/**
 * Any of several named switches, in any combination: WIT's `flags`. A `ReadonlySet` of the names that are on; a plain
 * `Set` of them assigns to it. At most 32 names, whose order is part of the binary interface.
 *
 * @example
 * type Rights = Flags<'read' | 'write'>;
 * const rights: Rights = flags('read');
 * rights.has('write'); // false
 */
export type Flags<F extends string> = ReadonlySet<F> & { readonly [wit]?: { readonly flags: F } };

/** Flags with these names on, all others off. */
export function flags<const F extends string>(...names: readonly F[]): Flags<F> {
  return new Set(names);
}
