/** Which versions of an interface go together. */

const NAME = /^([^@]*)@(\d+)\.(\d+)\.(\d+)([.+-].*)?$/;

/**
 * An interface's name with as much of its version as decides that: the major version, below 1 the minor one, and all of it where both
 * are 0 or it is a version before a release.
 */
export function trackOf(id: string): string {
  const [, base, major, minor, patch, rest = ''] = NAME.exec(id) ?? [];
  if (base === undefined || rest.startsWith('-')) return id;
  if (major !== '0') return `${base}@${major}`;
  return minor === '0' ? `${base}@0.0.${patch}` : `${base}@0.${minor}`;
}

/** Of two names of one track that with the higher version. */
export function later(one: string, other: string): string {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 || (a[at] ?? 0) > (b[at] ?? 0) ? one : other;
}

const numbersOf = (id: string): readonly number[] => (NAME.exec(id) ?? []).slice(2, 5).map(Number);
