import type { Generation } from './generation.ts';

/** Which calls go to a target, whatever the weights say. */
export interface HeaderRule {
  /** Name of the header; upper and lower case are the same. */
  readonly header: string;
  /** The value it must have. Default: any. */
  readonly equals?: string | undefined;
}

/** A version in a routing table, and its share of the calls. */
export interface RouteTarget {
  /** Where the calls go. */
  readonly generation: Generation;
  /** A whole number, 0 to 1,000,000: its share is this of the sum of all weights. 0: only by {@link match}. */
  readonly weight: number;
  /** Calls that go there whatever the weights say. */
  readonly match?: HeaderRule | undefined;
}

/**
 * Who gets the calls. Empty: they wait. With keys, a target keeps the keys that it has when its weight grows, if the growing ones
 * come first.
 */
export type RoutingTable = readonly RouteTarget[];

/** What a call says of itself to whoever routes it. */
export interface CallRoute {
  /** Calls of the same key go to the same version, as long as the weights stay. */
  readonly key?: string | undefined;
  /** What rules may look at, by name; upper and lower case are the same. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
