/**
 * WIT packages as data: what reading WIT text or a component gives, and what printing, comparing and generating
 * bindings take. Names are resolved, includes of worlds are expanded, and everything is frozen JSON, so that two documents are
 * the same when their data is.
 */
import type { WitFunction, WitItem, WitScope, WitTypeItem } from './item.ts';

/** WIT packages as data: one that was asked for, and those that it depends on. */
export interface WitDocument {
  /** Id of the package that was asked for; the others are what it depends on. */
  readonly root: string;
  /** The root first, the others by their id. */
  readonly packages: readonly WitPackage[];
}

/** A package of WIT. */
export interface WitPackage {
  /** `namespace:name`, with `@version` where there is one. */
  readonly id: string;
  /** The first part of its id. */
  readonly namespace: string;
  /** The second part of its id. */
  readonly name: string;
  /** Semantic version. */
  readonly version?: string;
  /** The comment above it. Absent: it has none. */
  readonly docs?: string;
  /** Its interfaces, in the source's order. */
  readonly interfaces: readonly WitInterface[];
  /** Its worlds, in the source's order. */
  readonly worlds: readonly WitWorld[];
}

/** An interface of a package. */
export interface WitInterface extends WitItem, WitScope {}

/** What a component has to be given and what it offers. */
export interface WitWorld extends WitItem {
  /** Types of the world itself: used, or defined. They count as imports. */
  readonly types: readonly WitTypeItem[];
  /** What it has to be given, in the source's order. */
  readonly imports: readonly WitWorldItem[];
  /** What it offers, in the source's order. */
  readonly exports: readonly WitWorldItem[];
}

/** An interface that stands in a package. */
export interface WitWorldInterface extends Omit<WitItem, 'name'> {
  readonly kind: 'interface';
  /** Id of the interface: `namespace:package/name@version`. */
  readonly interface: string;
  /** The name under which it is imported or exported, where that is not its id: `import primary: store`. */
  readonly name?: string;
}

/** An interface that is written in the world. */
export interface WitInlineInterface extends WitItem, WitScope {
  readonly kind: 'inline';
}

/** A function that a world imports or exports by itself. */
export interface WitWorldFunction extends WitFunction {
  readonly kind: 'function';
}

/** What a world imports or exports: an interface of a package, one of its own, or a function. */
export type WitWorldItem = WitWorldInterface | WitInlineInterface | WitWorldFunction;

/** The name by which a world knows one of its imports or exports. */
export function worldItemName(item: WitWorldItem): string {
  return item.kind === 'interface' ? (item.name ?? item.interface) : item.name;
}

export interface PackageName {
  readonly namespace: string;
  readonly name: string;
  readonly version?: string | undefined;
}

/** `namespace:name` or `namespace:name@version`. */
export function packageId({ namespace, name, version }: PackageName): string {
  return `${namespace}:${name}${version === undefined ? '' : `@${version}`}`;
}

/** The id of an interface: `namespace:package/name`, or `namespace:package/name@version`; the `item` is the interface's name. */
export function interfaceId({ namespace, name, version }: PackageName, item: string): string {
  return `${namespace}:${name}/${item}${version === undefined ? '' : `@${version}`}`;
}
