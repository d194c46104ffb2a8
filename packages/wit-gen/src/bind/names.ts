/** WIT's names as TypeScript's. Each scope has names of its own; what is a word of the language gets a `_` at its end. */
import { toCamelCase, toPascalCase } from '@airssys/model';
import type { WitScope } from '../document/item.ts';

/** Words that no binding of a module can have, in strict mode. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public ' +
    'return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/** Types that a generated module uses by their own names. */
const USED_TYPES: readonly string[] = ['Disposable', 'Flags', 'Result', 'Symbol', 'Uint8Array'];

/** What every class has by itself. */
const OF_CLASSES: ReadonlySet<string> = new Set(['arguments', 'caller', 'length', 'name', 'prototype']);

/** What a module calls the imported interface. WIT's names have no `$`. */
export const IMPORTED = '$interface';

/** The name under which a function is exported and called. Any word can be exported. */
export const functionKey = (name: string): string => toCamelCase(name);

/** The name that a function has inside of its module. */
export const functionBinding = (name: string): string => notReserved(functionKey(name));

export const parameterKey = (name: string): string => notReserved(toCamelCase(name));

export const fieldKey = (name: string): string => toCamelCase(name);

export function methodKey(name: string): string {
  const key = toCamelCase(name);
  return key === 'constructor' ? 'constructor_' : key;
}

export function staticKey(name: string): string {
  const key = toCamelCase(name);
  return OF_CLASSES.has(key) ? `${key}_` : key;
}

/** By the types of their scope: each use of a type asks for them, and a document does not change. */
const namesOfTypes = new WeakMap<WitScope['types'], ReadonlyMap<string, string>>();

/** The names of a scope's types in its module, by their WIT names. */
export function typeNames({ types }: Pick<WitScope, 'types'>): ReadonlyMap<string, string> {
  const known = namesOfTypes.get(types) ?? namesFor(types);
  namesOfTypes.set(types, known);
  return known;
}

function namesFor(types: WitScope['types']): ReadonlyMap<string, string> {
  const taken = new Set(USED_TYPES);
  return new Map(
    types.map(({ name }) => {
      const wanted = toPascalCase(name);
      let found = wanted;
      for (let at = 0; taken.has(found); at++) found = `${wanted}Type${at || ''}`;
      taken.add(found);
      return [name, found];
    }),
  );
}

function notReserved(name: string): string {
  return RESERVED.has(name) || name === 'importInterface' ? `${name}_` : name;
}
