/**
 * What a manifest must be, member by member. The manifest is the component's own word: whatever is read of it is checked
 * here first, in a table per type, so that a member or a kind that is added does not compile until it has its check.
 */
import {
  boolean,
  type Check,
  enumLiteral,
  expected,
  format,
  isObject,
  limit,
  list,
  literal,
  members,
  object,
  oneOf,
  optional,
  recordOf,
  string,
  taggedBy,
  type Walk,
  wrong,
} from './checks.ts';
import {
  type ComponentModel,
  type ImportedInterface,
  type InterfaceModel,
  type LifecycleHooks,
  PERMISSION_AREAS,
  type PermissionRequest,
  type RequestedLimits,
} from './types/component-model.ts';
import type { OperationModel, Parameter } from './types/operation.ts';
import {
  type CasePayload,
  type DefinitionKind,
  type EnumCase,
  type EnumDefinition,
  type Flag,
  type FlagsDefinition,
  type RecordDefinition,
  type RecordField,
  type ResourceConstructor,
  type ResourceDefinition,
  type VariantCase,
  type VariantDefinition,
  INSTANT,
} from './types/type-definition.ts';
import {
  entryTypes,
  type HandleType,
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

import { isPermissionArea } from './permissions.ts';
import { type BuildRecord, type ComposedPart, ENGINES, type Manifest, type SourceRecord } from './manifest-format.ts';

/**
 * Levels of types within types, those of named ones included: as many as WebAssembly's validators allow.
 *
 * INVARIANT: types are entered in the order in which the codecs compile them (by operation; a named one where it is first
 * referred to), so that a manifest that passes cannot exhaust their stack.
 */
const MAX_TYPE_DEPTH = 100;

const type: Check = (value, path, walk) => {
  if (walk.depth >= MAX_TYPE_DEPTH) throw wrong(path, `is nested more than ${MAX_TYPE_DEPTH} types deep`);
  anyType(value, path, { ...walk, depth: walk.depth + 1 });
};

/** A name of one of the manifest's types, which is checked where it is first met. */
const typeName: Check = (value, path, walk) => {
  string(value, path, walk);
  const found = walk.definitions.get(String(value));
  if (found === undefined) throw wrong(path, 'is not the name of a type in component.operations.types', value);
  if (isResource(found.definition)) throw wrong(path, 'is the name of a resource, which has handles only', value);
  enter(found, walk);
};

const resourceName: Check = (value, path, walk) => {
  string(value, path, walk);
  const found = walk.definitions.get(String(value));
  if (found === undefined || !isResource(found.definition)) throw wrong(path, 'is not the name of a resource', value);
  enter(found, walk);
};

const isResource = (definition: unknown): boolean => isObject(definition) && definition['kind'] === 'resource';

/** Checks a definition where it is first met. */
function enter(found: { readonly definition: unknown; readonly path: string }, walk: Walk): void {
  if (walk.entered.has(found.path)) return;
  walk.entered.add(found.path);
  anyDefinition(found.definition, found.path, walk);
}

const NAMED = { name: string, docs: optional(string) };
const permissionArea = expected(
  `one of ${PERMISSION_AREAS.join(', ')}, or namespace:name`,
  (value) => typeof value === 'string' && (isPermissionArea(value) || /^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/.test(value)),
);
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

const primitiveMembers = members<PrimitiveType>({ kind, name: oneOf(PRIMITIVES), as: optional(oneOf(['json'])) });

const primitive: Check = (value, path, walk) => {
  primitiveMembers(value, path, walk);
  const { as, name } = value as PrimitiveType; // its members are checked
  if (as === 'json' && name !== 'string')
    throw wrong(`${path}.name`, 'is not string, as a primitive spelled json has it');
};

const TYPES = {
  primitive,
  list: listType,
  option: members<OptionType>({ kind, some: type, none: oneOf(['undefined', 'null']) }),
  tuple: members<TupleType>({ kind, items: list(type) }),
  result: members<ResultType>({ kind, ok: optional(type), err: optional(type) }),
  reference: members<ReferenceType>({ kind, name: typeName }),
  handle: members<HandleType>({ kind, resource: resourceName, ownership: oneOf(['own', 'borrow']) }),
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
  as: optional(oneOf(['date', 'error'])),
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

const params = list(members<Parameter>({ ...NAMED, key: string, type, optional: optional(boolean) }));

const operationMembers = members<OperationModel>({
  ...NAMED,
  key: string,
  params,
  result: optional(type),
  async: optional(boolean),
  throws: optional(boolean),
});

/** An operation; one that throws has a result whose error is one of error classes. */
const operation: Check = (value, path, walk) => {
  operationMembers(value, path, walk);
  const { throws, result } = value as OperationModel; // its members are checked
  if (throws !== true) return;
  const err = result?.kind === 'result' ? result.err : undefined;
  const found: unknown = err?.kind === 'reference' ? walk.definitions.get(err.name)?.definition : undefined;
  if (!isObject(found) || found['as'] !== 'error') throw wrong(`${path}.result`, 'is not one that an operation throws');
};

const DEFINITIONS = {
  record,
  variant: members<VariantDefinition>({
    ...NAMED,
    kind,
    source: string,
    discriminant: string,
    as: optional(oneOf(['error'])),
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
  resource: members<ResourceDefinition>({
    ...NAMED,
    kind,
    source: string,
    module: optional(string),
    from: optional(string),
    create: optional(members<ResourceConstructor>({ params, docs: optional(string) })),
    methods: list(operation),
    statics: list(operation),
    as: optional(oneOf(['async-iterable'])),
  }),
} satisfies Record<DefinitionKind, Check>;

const anyType = taggedBy('kind', TYPES);
const anyDefinition = taggedBy('kind', DEFINITIONS);

/** Any named definition of the interface, whether or not an operation leads to it. */
const anyName: Check = (value, path, walk) => {
  const found = walk.definitions.get(String(value));
  if (found !== undefined) enter(found, walk);
  else string(value, path, walk);
};

const INTERFACE = {
  ...NAMED,
  operations: list(operation),
  // After the operations: those that none of them has led to. They are not left unchecked.
  types: list((value, path, walk) => anyName(object(value, path)['name'], `${path}.name`, walk)),
};

/** An interface, whose types are its own. */
const interfaceOf =
  (checkMembers: Check): Check =>
  (value, path, walk) => {
    const definitions = new Map<string, { readonly definition: unknown; readonly path: string }>();
    const collect: Check = (definition, at) => {
      const { name } = object(definition, at);
      string(name, `${at}.name`, walk);
      if (definitions.has(String(name))) throw wrong(`${at}.name`, 'is the name of an earlier type too', name);
      definitions.set(String(name), { definition, path: at });
    };
    list(collect)(object(value, path)['types'], `${path}.types`, walk);
    checkMembers(value, path, { ...walk, definitions });
  };

const permissions = list(members<PermissionRequest>({ area: permissionArea, action: string, pattern: string }));

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
  exportName: optional(string),
  operations: interfaceOf(members<InterfaceModel>(INTERFACE)),
  imports: optional(list(interfaceOf(members<ImportedInterface>({ ...INTERFACE, wit: string })))),
  hooks: members<LifecycleHooks>({
    initialize: optional(string),
    shutdown: optional(string),
    health: optional(string),
    message: optional(string),
    request: optional(string),
    snapshot: optional(string),
    migrate: optional(string),
  }),
  permissions,
  limits: members<RequestedLimits>({ maxMemoryBytes: limit, maxFuel: optional(limit), timeoutMs: optional(limit) }),
});

const part = members<ComposedPart>({ name: string, component: optional(string), sha256: string, permissions });

const manifest = members<Manifest>({
  format,
  component,
  build: members<BuildRecord>({
    engine: oneOf(ENGINES),
    tools: recordOf(string),
    inputHash: string,
    scriptName: string,
    entry: optional(string),
    sources: optional(list(members<SourceRecord>({ name: string, sha256: string }))),
    codeHash: optional(string),
    sourceMapHash: optional(string),
  }),
  parts: optional(list(part)),
});

/** Throws where a member of the manifest is not as its type has it. */
export function checkManifest(value: unknown): void {
  manifest(value, '', { definitions: new Map(), entered: new Set(), depth: 0 });
}
