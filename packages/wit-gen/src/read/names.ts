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
