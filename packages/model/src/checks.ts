/** Checks of JSON values of unknown origin, to be combined: by member, by kind, by list. */
import { AirssysError, type AirssysErrorOptions } from './errors.ts';

/** The named types of the manifest, and where among the types the check is. */
export interface Walk {
  readonly definitions: ReadonlyMap<string, { readonly definition: unknown; readonly path: string }>;
  /** Named types that have been entered. Each is checked once, and may refer to itself. */
  readonly entered: Set<string>;
  readonly depth: number;
}

/** Throws where the value is not what it should be. `path` is the value's own; empty for the whole manifest. */
export type Check = (value: unknown, path: string, walk: Walk) => void;

export const expected =
  (what: string, isIt: (value: unknown) => boolean): Check =>
  (value, path) => {
    if (!isIt(value)) throw wrong(path, `is not ${what}`, value);
  };

export const string: Check = expected('a string', (value) => typeof value === 'string');
export const boolean: Check = expected('a boolean', (value) => typeof value === 'boolean');
export const literal: Check = expected('a string, number or boolean', (value) =>
  ['string', 'number', 'boolean'].includes(typeof value),
);
export const enumLiteral: Check = expected('a string or a number', (value) =>
  ['string', 'number'].includes(typeof value),
);
export const limit: Check = expected(
  'a whole number from 1',
  (value) => Number.isSafeInteger(value) && Number(value) >= 1,
);
export const format: Check = expected('1', (value) => value === 1);

export const oneOf = (names: readonly string[]): Check =>
  expected(names.length > 1 ? `one of ${names.join(', ')}` : `'${names.join('')}'`, (value) =>
    names.some((name) => name === value),
  );

export const optional =
  (check: Check): Check =>
  (value, path, walk) => {
    if (value !== undefined) check(value, path, walk);
  };

export const list =
  (item: Check): Check =>
  (value, path, walk) => {
    if (!Array.isArray(value)) throw wrong(path, 'is not an array', value);
    for (const [index, one] of value.entries()) item(one, `${path}[${index}]`, walk);
  };

export const recordOf =
  (item: Check): Check =>
  (value, path, walk) => {
    for (const [key, one] of Object.entries(object(value, path))) item(one, `${path}[${JSON.stringify(key)}]`, walk);
  };

/** An object with these members. A member that is added to `T` does not compile until it has its check. */
export const members =
  <T>(checks: { readonly [K in keyof T]-?: Check }): Check =>
  (value, path, walk) => {
    const owner = object(value, path);
    for (const [key, check] of Object.entries<Check>(checks)) {
      check(Object.hasOwn(owner, key) ? owner[key] : undefined, path === '' ? key : `${path}.${key}`, walk);
    }
  };

/** An object whose member `tag` says which of the checks is its own. */
export const taggedBy =
  (tag: string, checks: Readonly<Record<string, Check>>): Check =>
  (value, path, walk) => {
    const name = object(value, path)[tag];
    oneOf(Object.keys(checks))(name, `${path}.${tag}`, walk);
    checks[String(name)]?.(value, path, walk);
  };

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown, path: string): Record<string, unknown> {
  if (!isObject(value)) throw wrong(path, 'is not an object', value);
  return value;
}

/** A value in a few words. (A nested one is not printed: `JSON.stringify` would recur.) */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

export function wrong(path: string, what: string, ...found: readonly [value?: unknown]): AirssysError {
  const value = found.length > 0 ? `: there is ${shown(found[0])}` : '';
  return invalid(`${path} ${what}${value}`, { data: { path } });
}

export function invalid(what: string, options: Pick<AirssysErrorOptions, 'cause' | 'data'> = {}): AirssysError {
  return new AirssysError('AIRSSYS_MANIFEST_INVALID', `The component's manifest cannot be read: ${what}`, {
    hint: 'Build the component again with this version of airssys.',
    ...options,
  });
}
