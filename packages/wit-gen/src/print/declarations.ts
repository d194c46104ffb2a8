import {
  type ComponentModel,
  entryTypes,
  type ListType,
  type OperationModel,
  type PrimitiveName,
  type RecordDefinition,
  type ResourceDefinition,
  Type,
  type TypeDefinition,
  toPascalCase,
  type TypeNode,
  visitDefinition,
  visitType,
} from '@airssys/model';
import { docComment, indent, property, quote } from './typescript.ts';
import { BUILT_IN, NUMBERS } from './typescript-names.ts';

/**
 * The component's interface as TypeScript declarations: the author's types, and an interface with the operations under
 * the class's name. Stands by itself, without imports.
 */
export function printDeclarations(model: ComponentModel): string {
  const printer = new Printer(model);
  const definitions = model.operations.types
    .filter((definition) => !isDate(definition) && elementOf(definition) === undefined)
    .map((definition) => printer.definition(definition));
  const operations = model.operations.operations.flatMap((operation) => printer.operation(operation));
  const docs = docComment(model.docs);
  const component = [...docs, `export interface ${printer.componentName} {`, ...indent(operations), '}'].join('\n');
  return `${[...printer.preamble(), ...definitions, component].join('\n\n')}\n`;
}

class Printer {
  readonly componentName: string;
  /** TypeScript names by WIT names. */
  readonly #names = new Map<string, string>();
  /** The elements of the resources that are async iterables, by their WIT names. */
  readonly #streams = new Map<string, TypeNode>();
  readonly #numbers = new Set<PrimitiveName>();
  readonly #taken: Set<string>;
  readonly #result: string;
  /** The WIT names of the records that are the cases of a variant of errors, by the variant's. */
  readonly #errors = new Map<string, readonly string[]>();
  readonly #jsonName: string;
  #usesResult = false;
  #usesJson = false;

  constructor(model: ComponentModel) {
    this.#taken = new Set([...BUILT_IN, ...Object.keys(NUMBERS)]);
    this.componentName = this.#unique(model.className);
    for (const definition of model.operations.types) {
      if (definition.kind === 'variant' && definition.as === 'error') {
        this.#errors.set(
          definition.name,
          definition.cases.map(({ name }) => name),
        );
      }
      const { name, source } = definition;
      const element = elementOf(definition);
      if (element !== undefined) this.#streams.set(name, element);
      else this.#names.set(name, isDate(definition) ? 'Date' : this.#unique(source));
    }
    this.#result = this.#unique('Result');
    this.#jsonName = this.#unique('Json');
  }

  /** The helper types that were used. */
  preamble(): readonly string[] {
    const numbers = [...this.#numbers].map((name) => {
      const [base, docs] = NUMBERS[name] ?? ['number', ''];
      return `/** ${docs} */\nexport type ${name} = ${base};`;
    });
    const arms = '{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }';
    const result = `/** Success with a value or failure with an error. */\nexport type ${this.#result}<T, E> =\n  | ${arms.replace(' | ', '\n  | ')};`;
    const json = [
      '/** Any value that JSON can write. */',
      `export type ${this.#jsonName} =`,
      ...indent(['string', 'number', 'boolean', 'null'].map((type) => `| ${type}`)),
      `  | readonly ${this.#jsonName}[]`,
      `  | { readonly [key: string]: ${this.#jsonName} | undefined };`,
    ].join('\n');
    return [...numbers, ...(this.#usesResult ? [result] : []), ...(this.#usesJson ? [json] : [])];
  }

  definition(definition: TypeDefinition): string {
    const name = this.#nameOf(definition.name);
    const body = visitDefinition<readonly string[]>(definition, {
      record: (record) => this.#record(name, record),
      variant: (variant) => [
        `export type ${name} =`,
        ...indent(
          variant.cases.flatMap((one) => [...docComment(one.docs), `| ${this.#arm(variant.discriminant, one)}`]),
        ),
      ],
      enum: ({ cases }) => [
        `export type ${name} =`,
        ...indent(cases.flatMap(({ literal, docs }) => [...docComment(docs), `| ${quote(literal)}`])),
      ],
      flags: ({ flags }) => [
        `export type ${name} = ReadonlySet<`,
        ...indent(flags.flatMap(({ literal, docs }) => [...docComment(docs), `| ${quote(literal)}`])),
        '>',
      ],
      resource: (resource) => this.#resource(name, resource),
    });
    const end = definition.kind === 'record' || definition.kind === 'resource' ? '' : ';';
    return `${[...docComment(definition.docs), ...body].join('\n')}${end}`;
  }

  /** What a handle can do; and, under a name of its own, what makes one. Callers wait for every answer. */
  #resource(name: string, { name: wit, source, create, methods, statics }: ResourceDefinition): readonly string[] {
    const member = (method: OperationModel): readonly string[] => indent(this.operation({ ...method, async: true }));
    const made: OperationModel | undefined = create && {
      ...create,
      name: 'constructor',
      key: "'new'",
      result: Type.own(wit),
    };
    const makers = [...(made ? [made] : []), ...statics];
    const handle = [`export interface ${name} extends AsyncDisposable {`, ...methods.flatMap(member), '}'];
    if (makers.length === 0) return handle;
    const docs = docComment(`The constructor and the statics of ${source}.`);
    return [
      ...handle,
      '',
      ...docs,
      `export interface ${this.#unique(`${source}Class`)} {`,
      ...makers.flatMap(member),
      '}',
    ];
  }

  /** An error is an `Error` of the class's name, whose message needs no line of its own. */
  #record(name: string, { as, source, fields }: RecordDefinition): readonly string[] {
    const isError = as === 'error';
    const own = isError ? fields.filter(({ key }) => key !== 'message') : fields;
    return [
      `export interface ${name} ${isError ? 'extends Error ' : ''}{`,
      ...indent([
        ...(isError ? [`readonly name: ${quote(source)};`] : []),
        ...own.flatMap((field) => this.#property(field)),
      ]),
      '}',
    ];
  }

  /** What an operation throws, for its doc comment. */
  #thrown(type: TypeNode | undefined): readonly string[] {
    const name = type?.kind === 'reference' ? type.name : undefined;
    const errors = name === undefined ? [] : (this.#errors.get(name) ?? [name]);
    return errors.map((error) => `@throws {@link ${this.#nameOf(error)}}`);
  }

  operation({ key, params, result, docs, async, throws }: OperationModel): readonly string[] {
    // Only trailing parameters can be left out in TypeScript; one before a required one takes undefined.
    const lastRequired = params.findLastIndex((param) => param.optional !== true);
    const list = params.map((param, index) =>
      param.optional === true && index > lastRequired
        ? `${param.key}?: ${this.#type(optionalType(param.type))}`
        : `${param.key}: ${this.#type(param.type)}`,
    );
    const { ok, err } = throws === true && result?.kind === 'result' ? result : { ok: result, err: undefined };
    const tags = [
      ...params.flatMap((param) => (param.docs === undefined ? [] : [`@param ${param.key} ${param.docs}`])),
      ...this.#thrown(err),
    ];
    const text = [...(docs === undefined ? [] : [docs]), ...(tags.length === 0 ? [] : [tags.join('\n')])].join('\n\n');
    const value = ok === undefined ? 'void' : this.#type(ok);
    const type = async === true ? `Promise<${value}>` : value;
    return [...docComment(text === '' ? undefined : text), `${key}(${list.join(', ')}): ${type};`];
  }

  #property(field: Pick<Property, 'key' | 'type' | 'optional' | 'docs'>): readonly string[] {
    return [...docComment(field.docs), `readonly ${this.#member(field)};`];
  }

  #member({ key, type, optional }: Pick<Property, 'key' | 'type' | 'optional'>): string {
    const name = property(key);
    return optional === true
      ? `${name}?: ${this.#type(optionalType(type))} | undefined`
      : `${name}: ${this.#type(type)}`;
  }

  #arm(discriminant: string, { literal, payload }: Arm): string {
    if (discriminant === '' && payload !== undefined) return this.#type(payload.type); // an error: its class tells it apart
    const tag = `{ readonly ${property(discriminant)}: ${quote(literal)}`;
    if (payload === undefined) return `${tag} }`;
    if (payload.style === 'property') return `${tag}; readonly ${this.#member(payload)} }`;
    return `(${tag} } & ${this.#type(payload.type)})`;
  }

  #type(type: TypeNode): string {
    return visitType<string>(type, {
      primitive: ({ name, as }) => (as === 'json' ? this.#json() : this.#primitive(name)),
      list: (list) => this.#list(list),
      option: ({ some, none }) => `${this.#type(some)} | ${none}`,
      tuple: ({ items }) => `readonly [${items.map((item) => this.#type(item)).join(', ')}]`,
      result: ({ ok, err }) => {
        this.#usesResult = true;
        return `${this.#result}<${ok === undefined ? 'void' : this.#type(ok)}, ${err === undefined ? 'void' : this.#type(err)}>`;
      },
      reference: ({ name }) => this.#nameOf(name),
      handle: ({ resource }) => {
        const element = this.#streams.get(resource);
        return element === undefined ? this.#nameOf(resource) : `AsyncIterable<${this.#type(element)}>`;
      },
    });
  }

  #list(list: ListType): string {
    const [key, value] = entryTypes(list)?.map((type) => this.#type(type)) ?? [];
    switch (list.as) {
      case 'bytes':
        return 'Uint8Array';
      case 'array':
        return `readonly ${this.#operand(list.element)}[]`;
      case 'set':
        return `ReadonlySet<${this.#type(list.element)}>`;
      case 'map':
        return `ReadonlyMap<${key}, ${value}>`;
      case 'record':
        return `{ readonly [key: string]: ${value} }`;
      default:
        return list.as;
    }
  }

  /** A type that stands before `[]`. */
  #operand(type: TypeNode): string {
    const text = this.#type(type);
    return type.kind === 'option' || text.startsWith('readonly ') ? `(${text})` : text;
  }

  #json(): string {
    this.#usesJson = true;
    return this.#jsonName;
  }

  #primitive(name: PrimitiveName): string {
    if (name === 'bool') return 'boolean';
    if (name === 'f64') return 'number';
    if (name === 'string') return 'string';
    this.#numbers.add(name);
    return name;
  }

  #nameOf(name: string): string {
    return this.#names.get(name) ?? toPascalCase(name);
  }

  #unique(name: string): string {
    const candidates = [name, `${name}Type`, ...Array.from({ length: 100 }, (_, index) => `${name}Type${index + 2}`)];
    const found = candidates.find((candidate) => !this.#taken.has(candidate)) ?? name;
    this.#taken.add(found);
    return found;
  }
}

type Variant = Extract<TypeDefinition, { kind: 'variant' }>;
type Arm = Variant['cases'][number];
type Property = Extract<TypeDefinition, { kind: 'record' }>['fields'][number];

/** The element of a resource that stands for an `AsyncIterable`. */
function elementOf(definition: TypeDefinition): TypeNode | undefined {
  const isStream = definition.kind === 'resource' && definition.as === 'async-iterable';
  const result = isStream ? definition.methods[0]?.result : undefined;
  return result?.kind === 'option' ? result.some : undefined;
}

/** A record that TypeScript has a class for. */
function isDate(definition: TypeDefinition): boolean {
  return definition.kind === 'record' && definition.as === 'date';
}

/** The type behind `key?:`, which says by itself that the value may be missing. */
function optionalType(type: TypeNode): TypeNode {
  return type.kind === 'option' && type.none === 'undefined' ? type.some : type;
}
