/**
 * What compiles the types of each kind. A component's runtime is given what its interface needs, by `usedKinds`; a bundler leaves
 * the rest out, so nothing else may name what is here.
 */
import { AirssysError } from '../errors.ts';
import type { InterfaceModel } from '../types/component-model.ts';
import { authorResult, jsonOption, lowerResultSides, nestedOption, nestedResult, option, tuple } from './containers.ts';
import { date } from './dates.ts';
import { errorRecord, errorVariant, thrownErrors } from './declared-errors.ts';
import { enumeration, record, variant } from './definitions.ts';
import { flags } from './flags.ts';
import { jsonText } from './json-text.ts';
import { list } from './lists.ts';

export { date, enumeration, errorRecord, errorVariant, flags, jsonText, list, record, thrownErrors, tuple, variant };

export const options: OptionKinds = { option, jsonOption, nestedOption };
export const results: ResultKinds = { nestedResult, authorResult, lowerResultSides };

interface OptionKinds {
  readonly option: typeof option;
  readonly jsonOption: typeof jsonOption;
  readonly nestedOption: typeof nestedOption;
}

interface ResultKinds {
  readonly nestedResult: typeof nestedResult;
  readonly authorResult: typeof authorResult;
  readonly lowerResultSides: typeof lowerResultSides;
}

export interface TypeKinds {
  readonly date: typeof date;
  readonly enumeration: typeof enumeration;
  readonly errorRecord: typeof errorRecord;
  readonly errorVariant: typeof errorVariant;
  readonly flags: typeof flags;
  readonly jsonText: typeof jsonText;
  readonly list: typeof list;
  readonly options: OptionKinds;
  readonly record: typeof record;
  readonly results: ResultKinds;
  /** Of operations that throw what they declare. */
  readonly thrownErrors: typeof thrownErrors;
  readonly tuple: typeof tuple;
  readonly variant: typeof variant;
}

export const ALL_KINDS: TypeKinds = {
  date,
  enumeration,
  errorRecord,
  errorVariant,
  flags,
  jsonText,
  list,
  options,
  record,
  results,
  thrownErrors,
  tuple,
  variant,
};

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
