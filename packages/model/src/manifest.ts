/**
 * The manifest: what a built component says of itself. It travels inside the component as the custom section
 * {@link MANIFEST_SECTION}, in JSON, and is all that host and tools know of a component besides its code.
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
import type {
  CasePayload,
  DefinitionKind,
  EnumCase,
  EnumDefinition,
  RecordDefinition,
  RecordField,
  VariantCase,
  VariantDefinition,
} from './types/type-definition.ts';
import {
  type ListType,
  type OptionType,
  PRIMITIVES,
  type PrimitiveType,
  type ReferenceType,
  type ResultType,
  type TupleType,
  type TypeKind,
} from './types/type-node.ts';

/** Custom section with the manifest (JSON, UTF-8). */
export const MANIFEST_SECTION = 'airssys:manifest';
/** Custom section with the source map of the bundled sources (JSON, source map revision 3). */
export const SOURCE_MAP_SECTION = 'airssys:source-map';

/** JavaScript engines that a component can carry. */
export const ENGINES = ['starlingmonkey', 'quickjs'] as const;
export type EngineName = (typeof ENGINES)[number];

/** How a component was made. */
export interface BuildRecord {
  readonly engine: EngineName;
  /** Versions of the tools that made it, by package name. */
  readonly tools: Readonly<Record<string, string>>;
  /**
   * SHA-256 (hex) of everything that went in: the contents of sources and configuration, with names that do not depend on where
   * the project lies, the engine, and the tools.
   */
  readonly inputHash: string;
  /** File name of the bundled script that the engine ran: frames of the guest's stack traces that carry it can be mapped. */
  readonly scriptName: string;
}

export interface Manifest {
  readonly format: 1;
  readonly component: ComponentModel;
  readonly build: BuildRecord;
}

/**
 * Reads a manifest's JSON and checks every member that anyone reads. Members that this version does not know mean nothing.
 *
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where it is not JSON, of another format, or has a member that is not as it
 *   should be: `data.path` says which.
 */
export function parseManifest(json: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid('it is not JSON', { cause });
  }
  if (!isObject(value)) throw invalid('it is not an object');
  const { format } = value;
  if (format !== 1)
    throw invalid(`its format is ${shown(format)}, and this version reads format 1`, { data: { path: 'format' } });
  manifest(value, '', { definitions: new Map(), entered: new Set(), depth: 0 });
  return value as unknown as Manifest; // the checks below name every member of the type
}

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

const TYPES = {
  primitive: members<PrimitiveType>({ kind, name: oneOf(PRIMITIVES) }),
  list: members<ListType>({ kind, element: type, as: oneOf(['array', 'bytes']) }),
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

const DEFINITIONS = {
  record: members<RecordDefinition>({
    ...NAMED,
    kind,
    source: string,
    fields: list(members<RecordField>({ ...NAMED, key: string, type, optional: optional(boolean) })),
  }),
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (!isObject(value)) throw wrong(path, 'is not an object', value);
  return value;
}

/** A value in a few words. (A nested one is not printed: `JSON.stringify` would recur.) */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function wrong(path: string, what: string, ...found: readonly [value?: unknown]): AirssysError {
  const value = found.length > 0 ? `: there is ${shown(found[0])}` : '';
  return invalid(`${path} ${what}${value}`, { data: { path } });
}

function invalid(what: string, options: Pick<AirssysErrorOptions, 'cause' | 'data'> = {}): AirssysError {
  return new AirssysError('AIRSSYS_MANIFEST_INVALID', `The component's manifest cannot be read: ${what}`, {
    hint: 'Build the component again with this version of airssys.',
    ...options,
  });
}

/** `namespace:name@version` of a component. */
export function packageName(component: Pick<ComponentModel, 'namespace' | 'name' | 'version'>): string {
  return `${component.namespace}:${component.name}@${component.version}`;
}

/** The full name of the interface that carries a component's operations. */
export function operationsInterface(
  component: Pick<ComponentModel, 'namespace' | 'name' | 'version' | 'operations'>,
): string {
  return `${component.namespace}:${component.name}/${component.operations.name}@${component.version}`;
}
