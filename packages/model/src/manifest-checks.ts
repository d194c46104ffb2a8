/**
 * What a manifest must be, member by member. The manifest is the component's own word: whatever is read of it is checked
 * here first, in a table per type, so that a member or a kind that is added does not compile until it has its check.
 */
import { AirssysError, type AirssysErrorOptions } from './errors.ts';
import {
  type ComponentModel,
  type InterfaceModel,
  type LifecycleHooks,
  type OperationModel,
  type Parameter,
  PERMISSION_AREAS,
  type PermissionRequest,
  type RequestedLimits,
} from './types/component-model.ts';
import {
  type CasePayload,
  type DefinitionKind,
  type EnumCase,
  type EnumDefinition,
  type Flag,
  type FlagsDefinition,
  type RecordDefinition,
  type RecordField,
  type VariantCase,
  type VariantDefinition,
  INSTANT,
} from './types/type-definition.ts';
import {
  entryTypes,
  type ListType,
  type OptionType,
  PRIMITIVES,
  type PrimitiveType,
  type ReferenceType,
  type ResultType,
  type TupleType,
  TYPED_ARRAYS,
  type TypedArrayName,
  type TypeKind,
} from './types/type-node.ts';

import { type BuildRecord, ENGINES, type Manifest } from './manifest-format.ts';

/**
 * Levels of types within types, those of named ones included: as many as WebAssembly's validators allow.
 *
 * INVARIANT: types are entered in the order in which the codecs compile them (by operation; a named one where it is first
 * referred to), so that a manifest that passes cannot exhaust their stack.
 */
const MAX_TYPE_DEPTH = 100;

/** The named types of the manifest, and where among the types the check is. */
interface Walk {
  readonly definitions: ReadonlyMap<string, { readonly definition: unknown; readonly path: string }>;
  /** Named types that have been entered. Each is checked once, and may refer to itself. */
  readonly entered: Set<string>;
  readonly depth: number;
}

/** Throws where the value is not what it should be. `path` is the value's own; empty for the whole manifest. */
type Check = (value: unknown, path: string, walk: Walk) => void;

const expected =
  (what: string, isIt: (value: unknown) => boolean): Check =>
  (value, path) => {
    if (!isIt(value)) throw wrong(path, `is not ${what}`, value);
  };

const string = expected('a string', (value) => typeof value === 'string');
const boolean = expected('a boolean', (value) => typeof value === 'boolean');
const literal = expected('a string, number or boolean', (value) =>
  ['string', 'number', 'boolean'].includes(typeof value),
);
const enumLiteral = expected('a string or a number', (value) => ['string', 'number'].includes(typeof value));
const limit = expected('a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1);
const format = expected('1', (value) => value === 1);

const oneOf = (names: readonly string[]): Check =>
  expected(names.length > 1 ? `one of ${names.join(', ')}` : `'${names.join('')}'`, (value) =>
    names.some((name) => name === value),
  );

const optional =
  (check: Check): Check =>
  (value, path, walk) => {
    if (value !== undefined) check(value, path, walk);
  };

const list =
  (item: Check): Check =>
  (value, path, walk) => {
    if (!Array.isArray(value)) throw wrong(path, 'is not an array', value);
    for (const [index, one] of value.entries()) item(one, `${path}[${index}]`, walk);
  };

const recordOf =
  (item: Check): Check =>
  (value, path, walk) => {
    for (const [key, one] of Object.entries(object(value, path))) item(one, `${path}[${JSON.stringify(key)}]`, walk);
  };

/** An object with these members. A member that is added to `T` does not compile until it has its check. */
const members =
  <T>(checks: { readonly [K in keyof T]-?: Check }): Check =>
  (value, path, walk) => {
    const owner = object(value, path);
    for (const [key, check] of Object.entries<Check>(checks)) {
      check(Object.hasOwn(owner, key) ? owner[key] : undefined, path === '' ? key : `${path}.${key}`, walk);
    }
  };

/** An object whose member `tag` says which of the checks is its own. */
const taggedBy =
  (tag: string, checks: Readonly<Record<string, Check>>): Check =>
  (value, path, walk) => {
    const name = object(value, path)[tag];
    oneOf(Object.keys(checks))(name, `${path}.${tag}`, walk);
    checks[String(name)]?.(value, path, walk);
  };

const type: Check = (value, path, walk) => {
  if (walk.depth >= MAX_TYPE_DEPTH) throw wrong(path, `is nested more than ${MAX_TYPE_DEPTH} types deep`);
  anyType(value, path, { ...walk, depth: walk.depth + 1 });
};

/** A name of one of the manifest's types, which is checked where it is first met. */
const typeName: Check = (value, path, walk) => {
  string(value, path, walk);
  const found = walk.definitions.get(String(value));
  if (found === undefined) throw wrong(path, 'is not the name of a type in component.operations.types', value);
  if (walk.entered.has(found.path)) return;
  walk.entered.add(found.path);
  anyDefinition(found.definition, found.path, walk);
};

const NAMED = { name: string, docs: optional(string) };
const kind = string; // taggedBy has seen that it is the one

const SPELLINGS = ['array', 'bytes', 'set', 'map', 'record', ...Object.keys(TYPED_ARRAYS)] satisfies readonly string[];
const listMembers = members<ListType>({ kind, element: type, as: oneOf(SPELLINGS) });

/** A list, whose elements are those of its spelling. */
const listType: Check = (value, path, walk) => {
  listMembers(value, path, walk);
  const list = value as ListType; // its members are checked
  const { element, as } = list;
  const needed =
    as === 'bytes' ? 'u8' : Object.hasOwn(TYPED_ARRAYS, as) ? TYPED_ARRAYS[as as TypedArrayName] : undefined;
  if (needed !== undefined && (element.kind !== 'primitive' || element.name !== needed)) {
    throw wrong(`${path}.element`, `is not ${needed}, as a list spelled ${as} has it`);
  }
  if (as !== 'map' && as !== 'record') return;
  const [key] = entryTypes(list) ?? [];
  const isFit = as === 'map' ? key !== undefined : key?.kind === 'primitive' && key.name === 'string';
  if (!isFit) throw wrong(`${path}.element`, `is not a pair of key and value, as a list spelled ${as} has it`);
};

const TYPES = {
  primitive: members<PrimitiveType>({ kind, name: oneOf(PRIMITIVES) }),
  list: listType,
  option: members<OptionType>({ kind, some: type, none: oneOf(['undefined', 'null']) }),
  tuple: members<TupleType>({ kind, items: list(type) }),
  result: members<ResultType>({ kind, ok: optional(type), err: optional(type) }),
  reference: members<ReferenceType>({ kind, name: typeName }),
} satisfies Record<TypeKind, Check>;

const PAYLOADS = {
  property: members<Extract<CasePayload, { style: 'property' }>>({
    style: string,
    key: string,
    type,
    optional: optional(boolean),
  }),
  properties: members<Extract<CasePayload, { style: 'properties' }>>({ style: string, type }),
} satisfies Record<CasePayload['style'], Check>;

const recordMembers = members<RecordDefinition>({
  ...NAMED,
  kind,
  source: string,
  fields: list(members<RecordField>({ ...NAMED, key: string, type, optional: optional(boolean) })),
  as: optional(oneOf(['date'])),
});

/** A record; one that stands for a `Date` has the fields of one. */
const record: Check = (value, path, walk) => {
  recordMembers(value, path, walk);
  const { as, fields } = value as RecordDefinition; // its members are checked
  const shape = (list: readonly RecordField[]): string =>
    JSON.stringify(list.map(({ name, key, type: of }) => [name, key, of.kind === 'primitive' ? of.name : of.kind]));
  if (as === 'date' && shape(fields) !== shape(INSTANT.fields)) {
    throw wrong(`${path}.fields`, 'are not those of a record that stands for a Date');
  }
};

const DEFINITIONS = {
  record,
  variant: members<VariantDefinition>({
    ...NAMED,
    kind,
    source: string,
    discriminant: string,
    cases: list(members<VariantCase>({ ...NAMED, literal, payload: optional(taggedBy('style', PAYLOADS)) })),
  }),
  enum: members<EnumDefinition>({
    ...NAMED,
    kind,
    source: string,
    cases: list(members<EnumCase>({ ...NAMED, literal: enumLiteral })),
  }),
  flags: members<FlagsDefinition>({
    ...NAMED,
    kind,
    source: string,
    flags: list(members<Flag>({ ...NAMED, literal: string })),
  }),
} satisfies Record<DefinitionKind, Check>;

const anyType = taggedBy('kind', TYPES);
const anyDefinition = taggedBy('kind', DEFINITIONS);

const interfaceMembers = members<InterfaceModel>({
  ...NAMED,
  operations: list(
    members<OperationModel>({
      ...NAMED,
      key: string,
      params: list(members<Parameter>({ ...NAMED, key: string, type, optional: optional(boolean) })),
      result: optional(type),
    }),
  ),
  // After the operations: those that none of them has led to. They are not left unchecked.
  types: list((value, path, walk) => typeName(object(value, path)['name'], `${path}.name`, walk)),
});

const operations: Check = (value, path, walk) => {
  const definitions = new Map<string, { readonly definition: unknown; readonly path: string }>();
  const collect: Check = (definition, at) => {
    const { name } = object(definition, at);
    string(name, `${at}.name`, walk);
    if (definitions.has(String(name))) throw wrong(`${at}.name`, 'is the name of an earlier type too', name);
    definitions.set(String(name), { definition, path: at });
  };
  list(collect)(object(value, path)['types'], `${path}.types`, walk);
  interfaceMembers(value, path, { ...walk, definitions });
};

const component = members<ComponentModel>({
  namespace: string,
  name: string,
  version: string,
  description: string,
  author: string,
  license: string,
  stateful: boolean,
  docs: optional(string),
  className: string,
  operations,
  hooks: members<LifecycleHooks>({
    initialize: optional(string),
    shutdown: optional(string),
    health: optional(string),
    message: optional(string),
  }),
  permissions: list(members<PermissionRequest>({ area: oneOf(PERMISSION_AREAS), action: string, pattern: string })),
  limits: members<RequestedLimits>({ maxMemoryBytes: limit, maxFuel: optional(limit), timeoutMs: optional(limit) }),
});

const manifest = members<Manifest>({
  format,
  component,
  build: members<BuildRecord>({
    engine: oneOf(ENGINES),
    tools: recordOf(string),
    inputHash: string,
    scriptName: string,
  }),
});

/** Throws where a member of the manifest is not as its type has it. */
export function checkManifest(value: unknown): void {
  manifest(value, '', { definitions: new Map(), entered: new Set(), depth: 0 });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown, path: string): Record<string, unknown> {
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

function wrong(path: string, what: string, ...found: readonly [value?: unknown]): AirssysError {
  const value = found.length > 0 ? `: there is ${shown(found[0])}` : '';
  return invalid(`${path} ${what}${value}`, { data: { path } });
}

export function invalid(what: string, options: Pick<AirssysErrorOptions, 'cause' | 'data'> = {}): AirssysError {
  return new AirssysError('AIRSSYS_MANIFEST_INVALID', `The component's manifest cannot be read: ${what}`, {
    hint: 'Build the component again with this version of airssys.',
    ...options,
  });
}
