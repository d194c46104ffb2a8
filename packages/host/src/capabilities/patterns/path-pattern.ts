import { type Branch, meet } from './hierarchy.ts';
import { ANY, type PatternFault, type PatternKind } from './pattern-kind.ts';

/**
 * Absolute paths: `/data/a.csv` is that path; `/dir/*` are the children of `/dir`; `/dir/**` is all below it, itself not
 * included. They are compared byte for byte.
 */
export const PATHS: PatternKind = {
  compile(pattern) {
    const [dir, reach] = take(pattern);
    if (reach === 'itself') return (path) => path === dir && isNormalPath(path);
    const prefix = dir === '/' ? dir : `${dir}/`;
    const isBelow = (path: string): boolean =>
      path.length > prefix.length && path.startsWith(prefix) && isNormalPath(path);
    return reach === 'descendants' ? isBelow : (path) => isBelow(path) && !path.includes('/', prefix.length);
  },
  fault(pattern): PatternFault | undefined {
    const [dir] = take(pattern);
    if (dir.includes('*')) {
      return { what: 'a star stands only at the end, as /* or /**', hint: 'Use /dir/* or /dir/**.' };
    }
    if (isNormalPath(dir)) return undefined;
    return {
      what: 'it is not an absolute path in normal form',
      hint: 'Begin it with / and leave out `.`, `..` and doubled slashes.',
    };
  },
  intersect(a, b) {
    const both = meet(toBranch(a), toBranch(b));
    return both && toText(both);
  },
};

/** Executables: a path as of {@link PATHS}, or `*` for any. */
export const EXECUTABLES: PatternKind = {
  compile: (pattern) => (pattern === ANY ? isNormalPath : PATHS.compile(pattern)),
  fault: (pattern) => (pattern === ANY ? undefined : PATHS.fault(pattern)),
  intersect: (a, b) => (a === ANY ? b : b === ANY ? a : PATHS.intersect(a, b)),
};

/** Absolute, without empty, `.` and `..` parts, without a NUL and without `/` at its end (but for the root). */
export function isNormalPath(path: string): boolean {
  return path === '/' || NORMAL_PATH.test(path);
}

const NORMAL_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/;

function take(pattern: string): readonly [dir: string, reach: Branch['reach']] {
  if (pattern.endsWith('/**')) return [pattern.slice(0, -3) || '/', 'descendants'];
  if (pattern.endsWith('/*')) return [pattern.slice(0, -2) || '/', 'children'];
  return [pattern, 'itself'];
}

function toBranch(pattern: string): Branch {
  const [dir, reach] = take(pattern);
  return { parts: dir === '/' ? [] : dir.slice(1).split('/'), reach };
}

function toText({ parts, reach }: Branch): string {
  const dir = parts.map((part) => `/${part}`).join('');
  if (reach === 'itself') return dir || '/';
  return `${dir}${reach === 'children' ? '/*' : '/**'}`;
}
