/** Names, keywords and versions, as WIT text spells them. */

/** Words that stand for themselves in the grammar; as a name each is written with a `%`. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'as async bool borrow char constructor enum error-context export f32 f64 flags from func future import include ' +
    'interface list map option own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 ' +
    'u64 u8 use variant with world'
  ).split(' '),
);

/** Words joined by `-`, each in lower or in upper case; only the first has to begin with a letter. */
const KEBAB = /^(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(?:-(?:[a-z0-9]+|[A-Z0-9]+))*$/;

export function isKebab(name: string): boolean {
  return KEBAB.test(name);
}

/** Semantic Versioning 2.0: no leading zeros, no empty identifiers. */
const NUMBER = '(?:0|[1-9]\\d*)';
const PRE = `(?:${NUMBER}|\\d*[a-zA-Z-][\\da-zA-Z-]*)`;
const VERSION = new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${PRE}(?:\\.${PRE})*))?(?:\\+([\\da-zA-Z-]+(?:\\.[\\da-zA-Z-]+)*))?$`,
);

export function isSemver(text: string): boolean {
  return VERSION.test(text);
}

/** Order of two versions by Semantic Versioning's precedence: negative where `a` comes first. */
export function compareSemver(a: string, b: string): number {
  const [one, other] = [versionParts(a), versionParts(b)];
  for (const [at, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  // What has no identifiers is the release itself, which comes after all of its candidates.
  if (one.pre.length === 0 || other.pre.length === 0) return other.pre.length - one.pre.length;
  for (const [at, identifier] of one.pre.entries()) {
    const difference = compareIdentifiers(identifier, other.pre[at]);
    if (difference !== 0) return difference;
  }
  return one.pre.length - other.pre.length;
}

/** The three numbers of a version, and its identifiers of a candidate. */
export function versionParts(version: string): {
  readonly numbers: readonly number[];
  readonly pre: readonly string[];
} {
  const [, major = '0', minor = '0', patch = '0', pre] = VERSION.exec(version) ?? [];
  return { numbers: [Number(major), Number(minor), Number(patch)], pre: pre === undefined ? [] : pre.split('.') };
}

function compareIdentifiers(a: string, b: string | undefined): number {
  if (b === undefined) return 1;
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
