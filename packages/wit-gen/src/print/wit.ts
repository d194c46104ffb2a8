import {
  answersHttp,
  type ComponentModel,
  escapeWitName,
  handsStateOver,
  type InterfaceModel,
  type Named,
  type OperationModel,
  Type,
  type TypeDefinition,
  type TypeNode,
  visitDefinition,
  visitType,
} from '@airssys/model';

/** What the printed world has besides the component's own. */
export interface PrintWitOptions {
  /** Interfaces that the world imports, in full: `airssys:core/host-services@1.0.0`. */
  readonly imports: readonly string[];
}

/** What every component exports besides its own interface. */
const LIFECYCLE = 'airssys:core/component-lifecycle@1.0.0';
/** What one exports that hands its state over. */
const MIGRATION = 'airssys:ext-lifecycle/migration@1.0.0';
/** What one exports that answers HTTP requests. Of the first version: hosts of every later 0.2 take it. */
const INCOMING_HANDLER = 'wasi:http/incoming-handler@0.2.0';

/**
 * The component's own WIT package: its interface `operations` with the types, and the world `component`. A component
 * without operations has no interface.
 */
export function printWit(model: ComponentModel, options: PrintWitOptions): string {
  const { operations } = model;
  const isEmpty = operations.operations.length === 0;
  const world = [
    ...options.imports.map((name) => `import ${name};`),
    `export ${LIFECYCLE};`,
    ...(handsStateOver(model) ? [`export ${MIGRATION};`] : []),
    ...(answersHttp(model) ? [`export ${INCOMING_HANDLER};`] : []),
    ...(isEmpty ? [] : [`export ${escapeWitName(operations.name)};`]),
  ];
  const parts = [
    `package ${escapeWitName(model.namespace)}:${escapeWitName(model.name)}@${model.version};`,
    ...(isEmpty ? [] : [printInterface(operations, model.docs)]),
    [...docLines(isEmpty ? model.docs : undefined), 'world component {', ...indent(world), '}'].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function printInterface(model: InterfaceModel, docs: string | undefined): string {
  const items = [
    ...model.types.map(printDefinition),
    ...model.operations.map((operation) => printOperation(operation)),
  ];
  const body = items.map((lines) => indent(lines).join('\n')).join('\n\n');
  return [...docLines(model.docs ?? docs), `interface ${escapeWitName(model.name)} {`, body, '}'].join('\n');
}

function printDefinition(definition: TypeDefinition): readonly string[] {
  const body = visitDefinition<readonly (readonly string[])[]>(definition, {
    record: ({ fields }) =>
      fields.map(({ name, type, docs }) => [...docLines(docs), `${escapeWitName(name)}: ${printType(type)},`]),
    variant: ({ cases }) =>
      cases.map(({ name, payload, docs }) => [
        ...docLines(docs),
        `${escapeWitName(name)}${payload === undefined ? '' : `(${printType(payload.type)})`},`,
      ]),
    enum: ({ cases }) => cases.map(printName),
    flags: ({ flags }) => flags.map(printName),
    resource: ({ create, methods, statics }) => [
      ...(create === undefined
        ? []
        : [[...docLines(functionDocs(create)), `constructor(${printParams(create.params)});`]]),
      ...methods.map((method) => printOperation(method)),
      ...statics.map((method) => printOperation(method, 'static ')),
    ],
  });
  const head = `${definition.kind} ${escapeWitName(definition.name)} {`;
  return [...docLines(definition.docs), head, ...body.flatMap((lines) => indent(lines)), '}'];
}

function printName({ name, docs }: Named): readonly string[] {
  return [...docLines(docs), `${escapeWitName(name)},`];
}

const printParams = (params: OperationModel['params']): string =>
  params.map(({ name, type }) => `${escapeWitName(name)}: ${printType(lent(type))}`).join(', ');

function printOperation(operation: OperationModel, modifier: 'static ' | '' = ''): readonly string[] {
  const result = operation.result === undefined ? '' : ` -> ${printType(operation.result)}`;
  return [
    ...docLines(functionDocs(operation)),
    `${escapeWitName(operation.name)}: ${modifier}func(${printParams(operation.params)})${result};`,
  ];
}

/** WIT has no place for a parameter's doc comment: they follow the operation's as a list. */
function functionDocs({ docs, params }: Pick<OperationModel, 'docs' | 'params'>): string | undefined {
  const list = params.flatMap((param) => {
    const text = [...(param.docs === undefined ? [] : [param.docs]), ...(isTaken(param.type) ? [TAKEN] : [])].join(' ');
    return text === '' ? [] : [`- \`${param.name}\`: ${text.replaceAll('\n', '\n  ')}`];
  });
  const parts = [...(docs === undefined ? [] : [docs]), ...(list.length === 0 ? [] : [list.join('\n')])];
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

const TAKEN = 'Taken over by the component: drop the handle after the call, it is of no use any more.';

/** Whether a parameter hands a resource over. */
function isTaken(type: TypeNode): boolean {
  return visitType<boolean>(type, {
    primitive: () => false,
    list: ({ element }) => isTaken(element),
    option: ({ some }) => isTaken(some),
    tuple: ({ items }) => items.some(isTaken),
    result: ({ ok, err }) => [ok, err].some((side) => side !== undefined && isTaken(side)),
    reference: () => false,
    handle: ({ ownership }) => ownership === 'own',
  });
}

/**
 * A parameter's type on the wire: a handle that the author takes over is lent there, and given up afterwards by the caller
 * (docs/decisions/0007-resources.md).
 */
function lent(type: TypeNode): TypeNode {
  return visitType<TypeNode>(type, {
    primitive: (node) => node,
    list: ({ element, as }) => Type.list(lent(element), as),
    option: ({ some, none }) => Type.option(lent(some), none),
    tuple: ({ items }) => Type.tuple(items.map(lent)),
    result: ({ ok, err }) => Type.result(ok && lent(ok), err && lent(err)),
    reference: (node) => node,
    handle: ({ resource }) => Type.borrow(resource),
  });
}

/** A type as WIT text, such as `option<list<u8>>`. */
export function printType(type: TypeNode): string {
  return visitType<string>(type, {
    primitive: ({ name }) => name,
    list: ({ element }) => `list<${printType(element)}>`,
    option: ({ some }) => `option<${printType(some)}>`,
    tuple: ({ items }) => `tuple<${items.map(printType).join(', ')}>`,
    result: ({ ok, err }) => {
      if (err !== undefined) return `result<${ok === undefined ? '_' : printType(ok)}, ${printType(err)}>`;
      return ok === undefined ? 'result' : `result<${printType(ok)}>`;
    },
    reference: ({ name }) => escapeWitName(name),
    handle: ({ resource, ownership }) =>
      ownership === 'own' ? escapeWitName(resource) : `borrow<${escapeWitName(resource)}>`,
  });
}

/**
 * What WIT has no place for even in a comment: control characters, those that turn the direction of text, and letters
 * that Unicode discourages.
 */
const FORBIDDEN =
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u0149\u0673\u0f77\u0f79\u17a3\u17a4\u17b4\u17b5]/g;

function docLines(docs: string | undefined): readonly string[] {
  if (docs === undefined) return [];
  return docs
    .replaceAll(FORBIDDEN, '\ufffd')
    .split('\n')
    .map((line) => `/// ${line}`.trimEnd());
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
