/** A model's types as an author writes them. */
import {
  type CaseLiteral,
  entryTypes,
  type FlagsDefinition,
  type HandleType,
  type ListType,
  type RecordField,
  toKebabCase,
  toPascalCase,
  type TypeDefinition,
  type TypeNode,
  type VariantCase,
  visitType,
} from '@airssys/model';
import { docComment, indent, member, memberName, operand, propertyName, quote } from './print-text.ts';
import type { Style } from './style.ts';

/** A definition that has to be declared where types are declared. */
export interface Helper {
  readonly name: string;
  readonly lines: readonly string[];
}

export class TypePrinter {
  readonly style: Style;
  readonly #definitions: ReadonlyMap<string, TypeDefinition>;
  /** How often each definition is used: only what is used once can be written in place. */
  readonly #uses = new Map<string, number>();
  readonly #inlined = new Set<string>();
  readonly helpers: Helper[] = [];

  constructor(definitions: readonly TypeDefinition[], roots: readonly TypeNode[], style: Style) {
    this.style = style;
    this.#definitions = new Map(definitions.map((one) => [one.name, one]));
    const count = (name: string): void => void this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    [...roots, ...definitions.flatMap(partsOf)].forEach((type) => references(type, count));
  }

  /** Whether a definition was written where it is used. */
  isInlined(name: string): boolean {
    return this.#inlined.has(name);
  }

  /** A type at a place, by which a definition without a name is called. */
  type(type: TypeNode, place: string): string {
    const at = (one: TypeNode, suffix: string): string => this.type(one, `${place}-${suffix}`);
    const { pick, now } = this.style;
    const text = visitType<string>(type, {
      primitive: ({ name, as }) => {
        if (name === 'bool') return 'boolean';
        if (name === 'string') return as === 'json' ? this.sdk('Json') : name;
        return name === 'f64' ? pick('number', this.sdk('f64')) : this.sdk(name);
      },
      list: (list) => this.#list(list, place),
      option: ({ some, none }) => {
        const inner = member(this.type(some, place));
        return pick(`${inner} | ${none}`, `${none} | ${inner}`);
      },
      tuple: ({ items }) => {
        const isNamed = now(3);
        const all = items.map((item, index) => `${isNamed ? `at${index}: ` : ''}${at(item, `item${index + 1}`)}`);
        return `${pick('', 'readonly ')}[${all.join(', ')}]`;
      },
      result: ({ ok, err }) => {
        const nothing = (): string => pick('void', 'undefined', 'never');
        const failure = `${place.replace(/-result$/, '')}-error`;
        return `${this.sdk('Result')}<${ok ? at(ok, 'ok') : nothing()}, ${err ? this.type(err, failure) : nothing()}>`;
      },
      reference: ({ name }) => this.#reference(name, place),
      handle: (handle) => this.#handle(handle),
    });
    return now(15) ? `(${text})` : text;
  }

  /** A name of the SDK, as it was imported. */
  sdk(name: string): string {
    return name;
  }

  /** Whether what is printed is given to the caller: then every handle is. */
  isResult = false;

  #handle({ resource, ownership }: HandleType): string {
    const source = this.#definitions.get(resource)?.source ?? '';
    if (ownership === 'borrow') return this.style.pick(source, `${this.sdk('Borrow')}<${source}>`);
    const owned = `${this.sdk('Own')}<${source}>`;
    return this.isResult ? this.style.pick(source, owned) : owned;
  }

  /** The classes behind the error of a method that throws. */
  errorClasses(type: TypeNode): readonly string[] {
    const definition = type.kind === 'reference' ? this.#definitions.get(type.name) : undefined;
    if (definition?.kind !== 'variant') return definition === undefined ? [] : [definition.source];
    return definition.cases.map(({ literal }) => String(literal));
  }

  #list(list: ListType, place: string): string {
    const { pick } = this.style;
    const item = (): string => this.type(list.element, `${place}-item`);
    const [key, value] = entryTypes(list) ?? [];
    const entry = (type: TypeNode | undefined, suffix: string): string =>
      type === undefined ? 'never' : this.type(type, `${place}-${suffix}`);
    switch (list.as) {
      case 'bytes':
        return 'Uint8Array';
      case 'array': {
        const element = item();
        const array = `${operand(element)}[]`;
        return pick(array, `readonly ${array}`, `Array<${element}>`, `ReadonlyArray<${element}>`, `Readonly<${array}>`);
      }
      case 'set':
        return `${pick('Set', 'ReadonlySet')}<${item()}>`;
      case 'map':
        return `${pick('Map', 'ReadonlyMap')}<${entry(key, 'key')}, ${entry(value, 'value')}>`;
      case 'record': {
        const text = entry(value, 'value');
        return pick(`Record<string, ${text}>`, `{ [key: string]: ${text} }`, `{ readonly [name: string]: ${text} }`);
      }
      default:
        return list.as;
    }
  }

  #reference(name: string, place: string): string {
    const definition = this.#definitions.get(name);
    if (definition === undefined) throw new Error(`there is no type ${name}`);
    if (definition.kind === 'record' && definition.as === 'date') return 'Date';
    const isPlaced = name === place && definition.source === toPascalCase(place) && definition.docs === undefined;
    // A place such as `a-b-c` cannot be the name of a declaration: that of `ABC` is `abc`.
    const isNameable = toKebabCase(definition.source) === name;
    if (isPlaced && this.#uses.get(name) === 1 && !(isNameable && this.style.now(3))) {
      const text = this.structure(definition, name);
      if (text !== undefined) {
        this.#inlined.add(name);
        return text;
      }
    }
    return definition.source;
  }

  /** A definition as a type that can stand anywhere; undefined where it must be declared. */
  structure(definition: TypeDefinition, name: string): string | undefined {
    switch (definition.kind) {
      case 'record':
        return this.object(definition.fields, name);
      case 'variant':
        return `\n${this.arms(definition, name).join('\n')}`;
      case 'enum':
        return isLiteral(definition.cases) ? this.literals(definition.cases) : undefined;
      case 'flags':
        return this.flags(definition);
      case 'resource':
        return undefined;
    }
  }

  /** An object type of these fields, in one line where no field has documentation. */
  object(fields: readonly RecordField[], owner: string): string {
    const lines = this.fields(fields, owner);
    return fields.some(({ docs }) => docs !== undefined)
      ? ['{', ...indent(lines), '}'].join('\n')
      : `{ ${lines.join(' ')} }`;
  }

  fields(fields: readonly Omit<RecordField, 'name'>[], owner: string): readonly string[] {
    return fields.flatMap((field) => [...docComment(field.docs, this.style), `${this.field(field, owner)};`]);
  }

  /** A property without what ends it. */
  field({ key, type, optional }: Omit<RecordField, 'name'>, owner: string): string {
    const { pick } = this.style;
    const place = `${owner}-${toKebabCase(key) ?? ''}`;
    const name = `${pick('', 'readonly ')}${propertyName(key, this.style)}`;
    if (optional !== true) return `${name}: ${this.type(type, place)}`;
    const text = member(this.type(some(type), place));
    return `${name}?: ${pick(text, `${text} | undefined`)}`;
  }

  literals(cases: readonly { readonly literal: string | number; readonly docs?: string }[]): string {
    const all = cases.map(({ literal, docs }) => ({ docs: docComment(docs, this.style), text: quote(literal) }));
    if (all.every(({ docs }) => docs.length === 0)) return all.map(({ text }) => text).join(' | ');
    return `\n${indent(all.flatMap(({ docs, text }) => [...docs, `| ${text}`])).join('\n')}`;
  }

  flags({ flags }: FlagsDefinition): string {
    return `${this.sdk('Flags')}<${this.literals(flags)}>`;
  }

  /** The arms of a variant, each with the discriminant first or last. */
  arms(variant: Extract<TypeDefinition, { kind: 'variant' }>, name: string): readonly string[] {
    const { discriminant, cases } = variant;
    const tags = this.#tags(variant);
    return indent(
      cases.flatMap((one, index) => {
        const owner = `${name}-${one.name}`;
        const tag = `${this.style.pick('', 'readonly ')}${propertyName(discriminant, this.style)}: ${tags[index]}`;
        const own = this.payloadFields(one);
        // A literal type before it would be taken for what tells the cases apart.
        const isLast = own.length > 0 && !own.some(({ type }) => this.#isLiteral(type)) && this.style.now(3);
        const fields = own.map((field) => [...docComment(field.docs, this.style), `${this.field(field, owner)};`]);
        const parts = isLast ? [...fields, [`${tag};`]] : [[`${tag};`], ...fields];
        const isLong = own.some(({ docs }) => docs !== undefined);
        const body = isLong ? ['| {', ...indent(parts.flat()), '}'] : [`| { ${parts.flat().join(' ')} }`];
        return [...docComment(one.docs, this.style), ...body];
      }),
    );
  }

  /** The properties of a case besides the discriminant. */
  payloadFields({ payload }: VariantCase): readonly RecordField[] {
    if (payload === undefined) return [];
    if (payload.style === 'property') return [{ name: '', ...payload }];
    const record = payload.type.kind === 'reference' ? this.#definitions.get(payload.type.name) : undefined;
    if (record?.kind !== 'record') throw new Error('the payload of several properties is no record');
    this.#inlined.add(record.name);
    return record.fields;
  }

  /** What stands for each case's literal: itself, or a member of a TypeScript enum where its name is of its own. */
  #tags({ discriminant, cases }: Extract<TypeDefinition, { kind: 'variant' }>): readonly string[] {
    const natural = (literal: CaseLiteral): string =>
      typeof literal === 'number' ? `${discriminant}${literal}` : String(literal);
    if (cases.every(({ name, literal }) => toKebabCase(natural(literal)) === name)) {
      return cases.map(({ literal }) => quote(literal));
    }
    const name = `$Tag${this.helpers.length}`;
    const members = cases.map((one) => ({ name: memberName(one.name, this.style), literal: one.literal }));
    this.helpers.push({
      name,
      lines: [`enum ${name} {`, ...indent(members.map((one) => `${one.name} = ${quote(one.literal)},`)), '}'],
    });
    return members.map((one) => `${name}.${one.name}`);
  }

  #isLiteral(type: TypeNode): boolean {
    const definition = type.kind === 'reference' ? this.#definitions.get(type.name) : undefined;
    return definition?.kind === 'enum' && definition.cases.length === 1;
  }
}

/** Whether an enum's names are those of its literals, so that a union of strings is enough. */
export function isLiteral(cases: readonly { readonly name: string; readonly literal: string | number }[]): boolean {
  return cases.every(({ name, literal }) => typeof literal === 'string' && toKebabCase(literal) === name);
}

function some(type: TypeNode): TypeNode {
  return type.kind === 'option' ? type.some : type;
}

/** The types that a definition uses. */
export function partsOf(definition: TypeDefinition): readonly TypeNode[] {
  switch (definition.kind) {
    case 'record':
      return definition.fields.map(({ type }) => type);
    case 'variant':
      return definition.cases.flatMap(({ payload }) => (payload === undefined ? [] : [payload.type]));
    case 'enum':
    case 'flags':
      return [];
    case 'resource':
      return [...(definition.create?.params.map(({ type }) => type) ?? [])].concat(
        [...definition.methods, ...definition.statics].flatMap(({ params, result }) => [
          ...params.map(({ type }) => type),
          ...(result === undefined ? [] : [result]),
        ]),
      );
  }
}

function references(type: TypeNode, found: (name: string) => void): void {
  const all = (types: readonly (TypeNode | undefined)[]): void =>
    types.forEach((one) => one !== undefined && references(one, found));
  visitType<void>(type, {
    primitive: () => {},
    list: ({ element }) => all([element]),
    option: ({ some }) => all([some]),
    tuple: ({ items }) => all(items),
    result: ({ ok, err }) => all([ok, err]),
    reference: ({ name }) => found(name),
    handle: ({ resource }) => found(resource),
  });
}
