/**
 * What paths, domains, topics and namespaces have in common: names made of parts, and patterns that stand for one name, for
 * the names right below it, or for all names below it. The algebra is here once; each kind brings its spelling.
 */

/** `itself`: the name. `children`: one part more. `descendants`: one part or more; the name itself is not among them. */
export type Reach = 'itself' | 'children' | 'descendants';

export interface Branch {
  /** From the root on: the labels of a domain stand in reverse. */
  readonly parts: readonly string[];
  readonly reach: Reach;
}

/** Whether a branch has the name in it. */
export function reaches({ parts, reach }: Branch, name: readonly string[]): boolean {
  const more = name.length - parts.length;
  const isFar = reach === 'itself' ? more === 0 : reach === 'children' ? more === 1 : more >= 1;
  return isFar && parts.every((part, at) => part === name[at]);
}

/** The branch of exactly the names that are in both; undefined where there are none. */
export function meet(a: Branch, b: Branch): Branch | undefined {
  if (a.reach === 'itself') return reaches(b, a.parts) ? a : undefined;
  if (b.reach === 'itself') return reaches(a, b.parts) ? b : undefined;
  const [high, low] = a.parts.length <= b.parts.length ? [a, b] : [b, a];
  if (!high.parts.every((part, at) => part === low.parts[at])) return undefined;
  if (high.parts.length === low.parts.length) return high.reach === 'children' ? high : low;
  // The children of the higher name are no longer than the lower one's own name.
  return high.reach === 'descendants' ? low : undefined;
}
