/** Operations and types as their author wrote them. */
import {
  entryTypes,
  type InterfaceModel,
  type ListType,
  type OperationModel,
  type ResourceDefinition,
  type TypeNode,
  visitType,
} from '@airssys/model';

/** `monthlyReport(path: string, year?: u32): Report`. */
export function formatSignature(
  { key, params, result, async, throws }: OperationModel,
  { types }: InterfaceModel,
): string {
  const names = typeNames(types);
  const list = params.map(({ key, type, optional }) =>
    optional === true
      ? `${key}?: ${formatType(withoutOption(type), names, true)}`
      : `${key}: ${formatType(type, names, true)}`,
  );
  const { ok, err } = throws === true && result?.kind === 'result' ? result : { ok: result, err: undefined };
  const value = ok ? formatType(ok, names) : 'void';
  const errors = err?.kind === 'reference' ? ` throws ${errorNames(err.name, types).join(', ')}` : '';
  return `${key}(${list.join(', ')}): ${async === true ? `Promise<${value}>` : value}${errors}`;
}

/** A resource's constructor, methods and statics, as one calls them: `new Session(name: string)`, `session.read(): string`. */
export function resourceSignatures(
  { source, create, methods, statics }: ResourceDefinition,
  operations: InterfaceModel,
): readonly string[] {
  const format = (operation: OperationModel): string => formatSignature(operation, operations);
  const [first = ''] = source;
  const object = first.toLowerCase() + source.slice(1);
  return [
    ...(create ? [format({ ...create, name: '', key: `new ${source}` }).replace(/: void$/, '')] : []),
    ...statics.map((one) => `${source}.${format(one)}`),
    ...methods.map((one) => `${object}.${format(one)}`),
  ];
}

/** The author's names of the named types, by their WIT names. */
function typeNames(types: InterfaceModel['types']): ReadonlyMap<string, string> {
  const names = new Map(types.map(({ name, source }) => [name, source]));
  for (const type of types) {
    const result = type.kind === 'resource' && type.as === 'async-iterable' ? type.methods[0]?.result : undefined;
    if (result?.kind === 'option') names.set(type.name, `AsyncIterable<${formatType(result.some, names)}>`);
  }
  return names;
}

/** The classes behind the error of an operation that throws. */
function errorNames(name: string, types: InterfaceModel['types']): readonly string[] {
  const definition = types.find((one) => one.name === name);
  if (definition?.kind === 'variant') return definition.cases.map(({ literal }) => String(literal));
  return [definition?.source ?? name];
}

/** `isGiven`: the type is a parameter's, where a handle that changes hands says so. */
function formatType(type: TypeNode, names: ReadonlyMap<string, string>, isGiven = false): string {
  const format = (one: TypeNode | undefined): string => (one ? formatType(one, names, isGiven) : 'void');
  return visitType<string>(type, {
    primitive: ({ name, as }) =>
      as === 'json' ? 'Json' : name === 'bool' ? 'boolean' : name === 'f64' ? 'number' : name,
    list: (list) => formatList(list, format),
    option: ({ some, none }) => `${format(some)} | ${none}`,
    tuple: ({ items }) => `[${items.map(format).join(', ')}]`,
    result: ({ ok, err }) => `Result<${format(ok)}, ${format(err)}>`,
    reference: ({ name }) => names.get(name) ?? name,
    handle: ({ resource, ownership }) => {
      const name = names.get(resource) ?? resource;
      return isGiven && ownership === 'own' ? `Own<${name}>` : name;
    },
  });
}

function formatList(list: ListType, format: (type: TypeNode) => string): string {
  const [key, value] = entryTypes(list)?.map(format) ?? [];
  switch (list.as) {
    case 'bytes':
      return 'Uint8Array';
    case 'array':
      return `${operand(format(list.element))}[]`;
    case 'set':
      return `Set<${format(list.element)}>`;
    case 'map':
      return `Map<${key}, ${value}>`;
    case 'record':
      return `Record<${key}, ${value}>`;
    default:
      return list.as;
  }
}

/** `x?: T` says by itself that the value may be missing. */
const withoutOption = (type: TypeNode): TypeNode =>
  type.kind === 'option' && type.none === 'undefined' ? type.some : type;

const operand = (text: string): string => (text.includes(' | ') ? `(${text})` : text);
