/**
 * Which kinds of types an interface has. A component's runtime is given what its interface needs, by `usedKinds`; a bundler leaves
 * the rest out, so nothing else that a component has may name a converter.
 */
import { AirssysError } from '../errors.ts';
import type { InterfaceModel } from '../types/component-model.ts';
import * as converters from './converters.ts';

/** What compiles the types of each kind, by its name. */
export type TypeKinds = typeof converters;

export const ALL_KINDS: TypeKinds = converters;

/** @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where it is not there. */
export function demandKind<K extends keyof TypeKinds>(kinds: Partial<TypeKinds>, name: K): TypeKinds[K] {
  const found = kinds[name];
  if (found !== undefined) return found;
  throw new AirssysError(
    'AIRSSYS_MANIFEST_INVALID',
    `The interface needs ${name}, which was left out of the component`,
    {
      hint: 'Build the component again with this version of airssys.',
    },
  );
}

/** By the kinds of type nodes and definitions; those that are spelled in several ways are told apart below. */
const NAMES: Readonly<Record<string, keyof TypeKinds>> = {
  enum: 'enumeration',
  flags: 'flags',
  list: 'list',
  option: 'options',
  record: 'record',
  result: 'results',
  tuple: 'tuple',
  variant: 'variant',
};

const SPELLED: Readonly<Record<string, keyof TypeKinds>> = {
  'primitive json': 'jsonText',
  'record date': 'date',
  'record error': 'errorRecord',
  'variant error': 'errorVariant',
};

/** The kinds that an interface has, sorted: all nodes of the model are looked at, wherever they are. */
export function usedKinds(model: InterfaceModel): readonly (keyof TypeKinds)[] {
  const found = new Set<keyof TypeKinds>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { kind, as, throws } = value as { readonly kind?: unknown; readonly as?: unknown; readonly throws?: unknown };
    const name = SPELLED[`${String(kind)} ${String(as)}`] ?? NAMES[String(kind)];
    if (name !== undefined) found.add(name);
    if (throws === true) found.add('thrownErrors');
    for (const part of Object.values(value)) look(part);
  };
  look(model);
  return [...found].toSorted();
}
