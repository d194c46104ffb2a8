/** What a comparison asks of the version. */
import { isSemver, versionParts } from '../read/names.ts';
import type { Effect, WitChange } from './change.ts';

/** A step of a semantic version. */
export type Bump = 'major' | 'minor' | 'patch' | 'none';

const ORDER: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/**
 * The step that a change asks for. At 1.0 and above: breaking major, compatible minor, documentation patch. Below, where the
 * second number is the one that breaks: breaking minor, everything else patch. The `version` is the one before the change.
 */
export function bumpFor(effect: Effect, version: string | undefined): Bump {
  if (effect === 'documentation') return 'patch';
  const isEarly = version !== undefined && versionParts(version).numbers[0] === 0;
  if (effect === 'breaking') return isEarly ? 'minor' : 'major';
  return isEarly ? 'patch' : 'minor';
}

/** The largest step among the changes. */
export function bumpOf(changes: readonly WitChange[], version: string | undefined): Bump {
  const steps = changes.map(({ effect }) => ORDER.indexOf(bumpFor(effect, version)));
  return ORDER[Math.max(0, ...steps)] ?? 'none';
}

/**
 * Whether going from one version to another is at least the step asked for. After a release candidate any later version is
 * enough. Without versions there is no step. That is from `before` to `after`.
 */
export function isBumped(before: string | undefined, after: string | undefined, bump: Bump): boolean {
  if (bump === 'none') return true;
  if (before === undefined || after === undefined || !isSemver(before) || !isSemver(after)) return false;
  const [old, now] = [versionParts(before), versionParts(after)];
  const [major, minor, patch] = now.numbers.map((number, at) => number - (old.numbers[at] ?? 0));
  const step: Bump | undefined = major ? 'major' : minor ? 'minor' : patch ? 'patch' : undefined;
  if (step === undefined) return old.pre.length > 0 && before !== after;
  const isUp = (major || minor || patch || 0) > 0;
  return isUp && (old.pre.length > 0 || ORDER.indexOf(step) >= ORDER.indexOf(bump));
}

/** The least version that is far enough from the old one, such as `2.0.0`. */
export function bumped(version: string, bump: Bump): string {
  const [major = 0, minor = 0, patch = 0] = versionParts(version).numbers;
  if (bump === 'major') return `${major + 1}.0.0`;
  if (bump === 'minor') return `${major}.${minor + 1}.0`;
  return bump === 'patch' ? `${major}.${minor}.${patch + 1}` : version;
}
