import { type Branch, meet, reaches } from './hierarchy.ts';
import { ANY, type PatternFault, type PatternKind } from './pattern-kind.ts';

/** Exact names, or `*` for any. */
export const EXACT_NAMES: PatternKind = {
  compile: (pattern) => (resource) => pattern === ANY || pattern === resource,
  fault: (pattern) =>
    pattern === ANY || !pattern.includes('*')
      ? undefined
      : { what: 'a star stands for all by itself only', hint: 'Name one exactly, or use * for any.' },
  intersect: (a, b) => (a === ANY || a === b ? b : b === ANY ? a : undefined),
};

/** Names with a common beginning: `DB_URL` is that name, `DB_*` every longer one that begins with `DB_`, `*` any. */
export const PREFIXES: PatternKind = {
  compile(pattern) {
    if (pattern === ANY) return () => true;
    if (!pattern.endsWith(ANY)) return (resource) => resource === pattern;
    const prefix = pattern.slice(0, -1);
    return (resource) => resource.length > prefix.length && resource.startsWith(prefix);
  },
  fault: (pattern) =>
    pattern.slice(0, -1).includes('*')
      ? { what: 'a star stands at the end only', hint: 'Name one exactly, or write its beginning and *.' }
      : undefined,
  intersect(a, b) {
    if (!a.endsWith(ANY)) return PREFIXES.compile(b)(a) ? a : undefined;
    if (!b.endsWith(ANY)) return PREFIXES.compile(a)(b) ? b : undefined;
    const [short, long] = a.length <= b.length ? [a, b] : [b, a];
    return long.startsWith(short.slice(0, -1)) ? long : undefined;
  },
};

/** Names of parts: `acme:shop`; `acme:*`, the names with one part more; `*` for any. */
export const NAMESPACES: PatternKind = parted({
  separator: ':',
  part: /^[^:*]+$/,
  deep: false,
  hint: 'Use acme:shop, acme:* or *.',
});

/** Topics: `orders.created`; `orders.*`, one part more; `orders.**`, one part or more; `*` for any. */
export const TOPICS: PatternKind = parted({
  separator: '.',
  part: /^[a-z0-9_-]+$/i,
  deep: true,
  hint: 'Use orders.created, orders.*, orders.** or *.',
});

interface Parted {
  readonly separator: string;
  readonly part: RegExp;
  /** Whether `**` may be used. */
  readonly deep: boolean;
  readonly hint: string;
}

function parted({ separator, part, deep, hint }: Parted): PatternKind {
  const split = (name: string): readonly string[] | undefined => {
    const parts = name.split(separator);
    return parts.every((one) => part.test(one)) ? parts : undefined;
  };
  const toBranch = (pattern: string): Branch | undefined => {
    if (pattern === ANY) return { parts: [], reach: 'descendants' };
    const [tail, reach] =
      deep && pattern.endsWith(`${separator}**`)
        ? [3, 'descendants' as const]
        : pattern.endsWith(`${separator}*`)
          ? [2, 'children' as const]
          : [0, 'itself' as const];
    const parts = split(pattern.slice(0, pattern.length - tail));
    return parts && { parts, reach };
  };
  const toText = ({ parts, reach }: Branch): string => {
    if (parts.length === 0) return ANY;
    const stars = reach === 'itself' ? [] : [reach === 'children' ? '*' : '**'];
    return [...parts, ...stars].join(separator);
  };
  return {
    compile(pattern) {
      const branch = toBranch(pattern);
      return (resource) => {
        const name = split(resource);
        return branch !== undefined && name !== undefined && reaches(branch, name);
      };
    },
    fault: (pattern): PatternFault | undefined =>
      toBranch(pattern) === undefined
        ? { what: `it is not made of names with '${separator}' between them, and a star at the end`, hint }
        : undefined,
    intersect(a, b) {
      const [left, right] = [toBranch(a), toBranch(b)];
      const both = left && right && meet(left, right);
      return both && toText(both);
    },
  };
}
