/**
 * Patterns of grants. What a pattern does not say, it does not match.
 *
 * - Paths: exact (`/data/a.csv`); `/dir/*`, the children of `/dir`; `/dir/**`, all below `/dir`, itself not included.
 *   Compared byte for byte, after the path has been made absolute and free of `.`, `..` and doubled `/`.
 * - Domains: exact (`example.com`); `*.example.com`, exactly one label more; `**.example.com`, one or more. Compared
 *   without regard to case. A port follows after `:`; without one, no port matches but the pattern's own absence.
 * - All else (namespaces, targets, executables): exact, or `*` for any.
 */
import { AirssysError, type PermissionArea, type PermissionRequest } from '@airssys/model';

type Matcher = (pattern: string, resource: string) => boolean;

const MATCHERS: Readonly<Record<PermissionArea, Matcher>> = {
  filesystem: matchPath,
  network: matchDomain,
  storage: matchName,
  messaging: matchName,
  process: matchName,
  clock: matchName,
  random: matchName,
};

/** Whether a grant's pattern covers the resource. INVARIANT: an argument that is not in normal form matches nothing. */
export function matchesPattern(area: PermissionArea, pattern: string, resource: string): boolean {
  return MATCHERS[area](pattern, resource);
}

export function matchPath(pattern: string, path: string): boolean {
  if (!isNormalPath(path)) return false;
  if (pattern.endsWith('/**')) {
    const dir = pattern.slice(0, -2);
    return path.startsWith(dir) && path.length > dir.length;
  }
  if (pattern.endsWith('/*')) {
    const dir = pattern.slice(0, -1);
    return path.startsWith(dir) && path.length > dir.length && !path.slice(dir.length).includes('/');
  }
  return pattern === path;
}

export function matchDomain(pattern: string, resource: string): boolean {
  const [wanted, wantedPort] = splitPort(pattern.toLowerCase());
  const [name, port] = splitPort(resource.toLowerCase());
  // Checked before letters are made small: some that are not ASCII become ASCII by that.
  if (wantedPort !== port || !isLabels(splitPort(resource)[0])) return false;
  if (wanted.startsWith('**.')) {
    const rest = wanted.slice(2);
    return name.endsWith(rest) && isLabels(name.slice(0, -rest.length));
  }
  if (wanted.startsWith('*.')) {
    const rest = wanted.slice(1);
    const label = name.slice(0, -rest.length);
    return name.endsWith(rest) && isLabels(label) && !label.includes('.');
  }
  return wanted === name;
}

function matchName(pattern: string, resource: string): boolean {
  return pattern === '*' || pattern === resource;
}

/** Absolute, without empty, `.` and `..` parts, without a NUL and without `/` at its end (but for the root). */
export function isNormalPath(path: string): boolean {
  if (path === '/') return true;
  return (
    path.startsWith('/') &&
    !path.includes('\0') &&
    path
      .slice(1)
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/** @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a pattern that could match nothing, or not what it seems to. */
export function validatePattern({ area, action, pattern }: PermissionRequest): void {
  const complain = (what: string, hint: string): never => {
    throw new AirssysError(
      'AIRSSYS_CAPABILITY_INVALID',
      `${area}.${action} cannot have the pattern '${pattern}': ${what}`,
      {
        hint,
        data: { area, action, pattern },
      },
    );
  };
  if (area === 'filesystem') {
    const base = pattern.replace(/\/\*{1,2}$/, '');
    if (base.includes('*')) complain('a star stands only at the end, as /* or /**', 'Use /dir/* or /dir/**.');
    if (base !== '' && !isNormalPath(base)) {
      complain(
        'it is not an absolute path in normal form',
        'Begin it with / and leave out `.`, `..` and doubled slashes.',
      );
    }
  }
  if (area !== 'filesystem' && area !== 'network' && pattern !== '*' && pattern.includes('*')) {
    complain('a star stands for all by itself only', 'Name one exactly, or use * for any.');
  }
  if (area === 'network') {
    const [name] = splitPort(pattern);
    const base = name.replace(/^\*{1,2}\./, '');
    if (base.includes('*') || !isLabels(base))
      complain('it is no domain name', 'Use example.com, *.example.com or **.example.com.');
  }
}

function splitPort(text: string): readonly [name: string, port: string | undefined] {
  const port = /:(\d+)$/.exec(text);
  return port ? [text.slice(0, port.index), port[1]] : [text, undefined];
}

const isLabels = (text: string): boolean => /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text);
