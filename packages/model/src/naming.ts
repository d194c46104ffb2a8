/**
 * Names in two spellings: TypeScript's camelCase and WIT's kebab-case (component model, "Names": words of letters and
 * digits that start with a letter, joined by `-`). The way to kebab-case loses information, so a model keeps both.
 */

/** Words that WIT's grammar reserves; in WIT text such a name is written with a leading `%`. */
const WIT_KEYWORDS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ (
    'as async bool borrow case char constructor enum error-context export f32 f64 flags from func future import include ' +
    'interface list map option own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 ' +
    'u64 u8 use variant with world'
  ).split(' '),
);

const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** Whether `text` is a WIT identifier in lower case, such as `max-temp`. */
export function isWitIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/**
 * The WIT identifier of a text: `maxTemp` → `max-temp`, `parseURL` → `parse-url`, `day7` → `day7`, `snake_case` → `snake-case`.
 * Undefined where none results (a word that starts with a digit, a letter outside of ASCII).
 */
export function toKebabCase(text: string): string | undefined {
  const kebab = text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/[_$\s.]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();
  return isWitIdentifier(kebab) ? kebab : undefined;
}

/**
 * `max-temp` → `maxTemp`, `is-XML` → `isXml`: the property name under which engines and hosts hold a WIT name. Takes
 * kebab-case, and does not check it.
 */
export function toCamelCase(kebab: string): string {
  return kebab.toLowerCase().replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `max-temp` → `MaxTemp`: the class or type name for a WIT name in kebab-case. */
export function toPascalCase(kebab: string): string {
  const camel = toCamelCase(kebab);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** The name as WIT text has it: with `%` before a keyword. */
export function escapeWitName(name: string): string {
  return WIT_KEYWORDS.has(name) ? `%${name}` : name;
}
