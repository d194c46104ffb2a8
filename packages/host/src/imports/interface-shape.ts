/** What an interface is on the wire: its functions as WIT text in which named types stand for what they are. */
import {
  type InterfaceModel,
  type OperationModel,
  type TypeDefinition,
  type TypeNode,
  visitDefinition,
  visitType,
} from '@airssys/model';

/** Parameters and result of each function, by its WIT name. Two functions of one shape can call each other. */
export function shapeOf({ operations, types }: InterfaceModel): ReadonlyMap<string, string> {
  const definitions = new Map(types.map((type) => [type.name, type]));
  return new Map(operations.map((operation) => [operation.name, functionShape(operation, definitions)]));
}

type Definitions = ReadonlyMap<string, TypeDefinition>;

function functionShape({ params, result }: OperationModel, definitions: Definitions): string {
  const list = params.map(({ type }) => typeShape(type, definitions)).join(', ');
  return `func(${list})${result === undefined ? '' : ` -> ${typeShape(result, definitions)}`}`;
}

/** `around`: the named types that this one is inside of. WIT has no recursive types, but a manifest may say what it likes. */
function typeShape(type: TypeNode, definitions: Definitions, around: ReadonlySet<string> = new Set()): string {
  const shape = (part: TypeNode | undefined): string =>
    part === undefined ? '_' : typeShape(part, definitions, around);
  const named = (name: string): string => {
    const definition = around.has(name) ? undefined : definitions.get(name);
    if (definition === undefined) return name;
    const within = new Set([...around, name]);
    return definitionShape(definition, (part) => (part === undefined ? '_' : typeShape(part, definitions, within)));
  };
  return visitType<string>(type, {
    primitive: ({ name }) => name,
    list: ({ element }) => `list<${shape(element)}>`,
    option: ({ some }) => `option<${shape(some)}>`,
    tuple: ({ items }) => `tuple<${items.map(shape).join(', ')}>`,
    result: ({ ok, err }) => `result<${shape(ok)}, ${shape(err)}>`,
    reference: ({ name }) => named(name),
    handle: ({ resource, ownership }) => `${ownership}<${resource}>`,
  });
}

function definitionShape(definition: TypeDefinition, shape: (type: TypeNode | undefined) => string): string {
  return visitDefinition<string>(definition, {
    record: ({ fields }) => `record { ${fields.map(({ name, type }) => `${name}: ${shape(type)}`).join(', ')} }`,
    variant: ({ cases }) =>
      `variant { ${cases.map(({ name, payload }) => (payload ? `${name}(${shape(payload.type)})` : name)).join(', ')} }`,
    enum: ({ cases }) => `enum { ${cases.map(({ name }) => name).join(', ')} }`,
    flags: ({ flags }) => `flags { ${flags.map(({ name }) => name).join(', ')} }`,
    resource: ({ name }) => name,
  });
}
