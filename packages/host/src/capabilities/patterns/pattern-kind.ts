/** A way to write which resources a grant covers. */
export interface PatternKind {
  /**
   * The pattern as a predicate of resources.
   *
   * INVARIANT: a resource that is not in the kind's normal form is matched by no pattern.
   */
  compile(pattern: string): (resource: string) => boolean;
  /** What is wrong with a pattern, and what to write; undefined where it can be used. */
  fault(pattern: string): PatternFault | undefined;
  /** The pattern of exactly the resources that both match; undefined where there are none. Both are without fault. */
  intersect(a: string, b: string): string | undefined;
}

export interface PatternFault {
  readonly what: string;
  readonly hint: string;
}

/** Matches any resource of its kind. */
export const ANY = '*';
