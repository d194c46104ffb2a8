/** Random shapes to interfaces as the analysis gives them: named, in its order, without what no author could write. */
import {
  type CasePayload,
  INSTANT,
  type InterfaceModel,
  type OperationModel,
  type Parameter,
  type ReferenceType,
  type RecordField,
  toKebabCase,
  toPascalCase,
  Type,
  type TypeDefinition,
  type TypeNode,
  type VariantCase,
} from '@airssys/model';
import {
  distinct,
  docsOf,
  enumCases,
  isBoth,
  isErrorField,
  isJson,
  isMethodName,
  isNull,
  kebab,
  needsEnum,
  variantCases,
  withoutOption,
} from './shape-facts.ts';
import type {
  CaseShape,
  DefinitionShape,
  FieldShape,
  InterfaceShape,
  OperationShape,
  ParameterShape,
  ResourceShape,
  Shape,
} from './shapes.ts';

/** Most flags that WIT has is 32; shapes have fewer cases than that. */
export function buildInterface(shape: InterfaceShape): InterfaceModel {
  return new InterfaceBuilder(shape).build();
}

class InterfaceBuilder {
  readonly #shape: InterfaceShape;
  /** WIT names of types and operations, which share one space. */
  readonly #taken = new Set<string>([INSTANT.name]);
  readonly #types: TypeDefinition[] = [];
  /** References to the pool's definitions that were used, by index. */
  readonly #pool = new Map<number, TypeNode>();
  /** The same of errors, and the names of resources. */
  readonly #errors = new Map<number, { readonly type: ReferenceType; readonly source: string }>();
  readonly #resources = new Map<number, string>();
  /** Resources whose members are still to be built, which is done after all operations. */
  readonly #unbuilt: (() => void)[] = [];
  #place: 'argument' | 'result' | 'definition' = 'argument';

  constructor(shape: InterfaceShape) {
    this.#shape = shape;
  }

  build(): InterfaceModel {
    const named = this.#shape.operations.map((shape) => ({ shape, ...this.#unique(shape.key) }));
    const operations = named.map(({ shape, name, source }) =>
      this.#operation(shape, { name, key: source, place: name }),
    );
    for (let next = this.#unbuilt.shift(); next !== undefined; next = this.#unbuilt.shift()) next();
    return { name: 'operations', types: this.#types, operations };
  }

  /** An operation or method; `place` is what types without a name in its signature are called after. */
  #operation(
    shape: OperationShape,
    names: { readonly name: string; readonly key: string; readonly place: string },
  ): OperationModel {
    const { place, ...head } = names;
    const params = this.#parameters(shape.params, place);
    this.#place = 'result';
    const value = shape.result && this.#type(shape.result, `${place}-result`);
    this.#place = 'argument';
    const thrown = value?.kind === 'result' ? undefined : this.#thrown(shape.throws, place);
    const result = thrown === undefined ? value : Type.result(value, thrown);
    return {
      ...head,
      params,
      ...(result && { result }),
      ...(shape.isAsync && { async: true }),
      ...(thrown && { throws: true }),
      ...docsOf(shape),
    };
  }

  #parameters(shapes: readonly ParameterShape[], place: string): readonly Parameter[] {
    const params = distinct(shapes, ({ key }) => toKebabCase(key));
    // Only parameters at the end can be marked as optional.
    const lastRequired = params.findLastIndex((one) => one.optional === 'no');
    return params.map((one, index) => this.#parameter(one, place, index < lastRequired));
  }

  /** One class by itself, or a variant of several that is called after the operation. */
  #thrown(indexes: readonly number[], place: string): ReferenceType | undefined {
    const { errors } = this.#shape;
    const known =
      errors.length === 0
        ? []
        : distinct(
            indexes.map((at) => at % errors.length),
            (at) => at,
          );
    const name = `${place}-failure`;
    const classes = (this.#taken.has(name) ? known.slice(0, 1) : known).flatMap((at) => this.#error(at) ?? []);
    const [only, ...more] = classes;
    if (only === undefined || more.length === 0) return only?.type;
    this.#taken.add(name);
    const cases = classes.map(({ type, source }) => ({
      name: type.name,
      literal: source,
      payload: { style: 'properties' as const, type },
    }));
    this.#types.push({ kind: 'variant', name, source: toPascalCase(name), discriminant: '', as: 'error', cases });
    return Type.reference(name);
  }

  #error(at: number): { readonly type: ReferenceType; readonly source: string } | undefined {
    const shape = this.#shape.errors[at];
    const known = this.#errors.get(at);
    if (known !== undefined || shape === undefined) return known;
    const { name, source } = this.#unique(shape.source);
    const outside = this.#place;
    this.#place = 'definition';
    const fields = this.#fields(
      shape.fields.filter(({ key }) => isErrorField(key)),
      name,
      this.#shape.pool.length,
    );
    this.#place = outside;
    const message: RecordField = { key: 'message', name: 'message', type: Type.primitive('string') };
    this.#types.push({ kind: 'record', name, source, ...docsOf(shape), as: 'error', fields: [message, ...fields] });
    const found = { type: Type.reference(name), source };
    this.#errors.set(at, found);
    return found;
  }

  #handle(at: number, owned: boolean): TypeNode {
    const { resources } = this.#shape;
    const shape = resources[at % resources.length];
    // A record with handles in it is two types: not here.
    if (shape === undefined || this.#place === 'definition') return Type.primitive('string');
    const name = this.#resources.get(at % resources.length) ?? this.#resource(at % resources.length, shape);
    return this.#place === 'result' || owned ? Type.own(name) : Type.borrow(name);
  }

  #resource(at: number, shape: ResourceShape): string {
    const { name, source } = this.#unique(shape.source);
    this.#resources.set(at, name);
    const index = this.#types.length;
    const head = { kind: 'resource' as const, name, source, module: 'entry.ts', ...docsOf(shape) };
    this.#types.push({ ...head, methods: [], statics: [] });
    this.#unbuilt.push(() => {
      const { create } = shape;
      const made = create && { params: this.#parameters(create.params, name), ...docsOf(create) };
      // A method cannot be called like its resource in WIT.
      const taken = new Set<string>([name]);
      const members = (shapes: readonly OperationShape[]): readonly OperationModel[] =>
        shapes.flatMap((one) => {
          const method = { name: kebab(one.key), key: one.key, place: `${name}-${kebab(one.key)}` };
          if (taken.has(method.name) || !isMethodName(one.key)) return [];
          taken.add(method.name);
          return [this.#operation(one, method)];
        });
      const methods = members(shape.methods);
      this.#types[index] = { ...head, ...(made && { create: made }), methods, statics: members(shape.statics) };
    });
    return name;
  }

  #parameter({ key, optional, shape, docs }: ParameterShape, operation: string, isInside: boolean): Parameter {
    const name = kebab(key);
    const how = optional === 'mark' && isInside ? 'default' : optional;
    const place = `${operation}-${name}`;
    // What may be null and has null as its default has one way to be missing.
    const keepsNull = how === 'default' && isNull(shape);
    const type = how === 'no' || keepsNull ? this.#type(shape, place) : this.#optional(shape, place);
    return { key, name, type, ...(how !== 'no' && { optional: true }), ...docsOf({ docs }) };
  }

  #type(shape: Shape, place: string, limit: number = this.#shape.pool.length): TypeNode {
    const inner = (one: Shape, suffix: string): TypeNode => this.#type(one, `${place}-${suffix}`, limit);
    switch (shape.kind) {
      case 'primitive':
        return Type.primitive(shape.name);
      case 'bytes':
        return Type.bytes();
      case 'json':
        return Type.json();
      case 'handle':
        return this.#handle(shape.at, shape.owned);
      case 'typed-array':
        return Type.typedArray(shape.name);
      case 'date':
        if (!this.#types.includes(INSTANT)) this.#types.push(INSTANT);
        return Type.reference(INSTANT.name);
      case 'list':
        return Type.list(inner(shape.element, 'item'));
      case 'set':
        return Type.set(inner(shape.element, 'item'));
      case 'open-record':
        return Type.record(inner(shape.element, 'value'));
      case 'map':
        return Type.map(inner(shape.key, 'key'), inner(shape.value, 'value'));
      case 'option': {
        const some = this.#type(withoutOption(shape.some), place, limit);
        if (isJson(some)) return Type.option(some);
        // Missing in both ways is written in one union, of which undefined is the outer one.
        return isBoth(shape) ? Type.option(Type.option(some, 'null')) : Type.option(some, shape.none);
      }
      case 'tuple':
        return Type.tuple(shape.items.map((item, index) => inner(item, `item${index + 1}`)));
      case 'result': {
        const ok = shape.ok && inner(shape.ok, 'ok');
        // The error of `place-result` is `place-error`.
        return Type.result(ok, shape.err && this.#type(shape.err, `${place.replace(/-result$/, '')}-error`, limit));
      }
      case 'use':
        return this.#use(shape.at, limit);
      case 'inline':
        return this.#inline(shape.definition, place, limit);
    }
  }

  /** The type of what may be left out, and may be null besides. */
  #optional(shape: Shape, place: string, limit?: number): TypeNode {
    const some = this.#type(withoutOption(shape), place, limit);
    return Type.option(!isJson(some) && (isNull(shape) || isBoth(shape)) ? Type.option(some, 'null') : some);
  }

  /** A definition of the pool uses only those before it, so that none contains itself. */
  #use(at: number, limit: number): TypeNode {
    const index = limit === 0 ? -1 : at % limit;
    const shape = this.#shape.pool[index];
    if (shape === undefined) return Type.primitive('string');
    const known = this.#pool.get(index);
    if (known !== undefined) return known;
    const { name, source } = this.#unique(shape.source);
    const found = this.#define(shape, name, source, index, shape.docs);
    this.#pool.set(index, found);
    return found;
  }

  /** Called after its place, and so without documentation of its own. */
  #inline(shape: DefinitionShape, place: string, limit: number): TypeNode {
    if (this.#taken.has(place) || needsEnum(shape)) {
      const { name, source } = this.#unique(shape.source);
      return this.#define(shape, name, source, limit, shape.docs);
    }
    this.#taken.add(place);
    return this.#define(shape, place, toPascalCase(place), limit, undefined);
  }

  #define(shape: DefinitionShape, name: string, source: string, limit: number, docs: string | undefined): TypeNode {
    const outside = this.#place;
    this.#place = 'definition';
    const found = this.#definition(shape, name, source, limit, docs);
    this.#place = outside;
    return found;
  }

  #definition(shape: DefinitionShape, name: string, source: string, limit: number, docs: string | undefined): TypeNode {
    const head = { name, source, ...docsOf({ docs }) };
    const cases = shape.kind === 'variant' ? variantCases(shape) : [];
    if (cases.length > 1) {
      const built = cases.map(({ case: one, ...rest }) =>
        this.#case({ ...rest, ...docsOf(one) }, one, shape, name, limit),
      );
      this.#types.push({ kind: 'variant', ...head, discriminant: shape.discriminant, cases: built });
    } else if (shape.kind === 'record' || shape.kind === 'variant') {
      this.#types.push({ kind: 'record', ...head, fields: this.#fields(shape.fields, name, limit) });
    } else if (shape.kind === 'flags') {
      const flags = distinct(shape.cases, ({ literal }) => toKebabCase(literal));
      this.#types.push({
        kind: 'flags',
        ...head,
        flags: flags.map((one) => ({ name: kebab(one.literal), literal: one.literal, ...docsOf(one) })),
      });
    } else {
      this.#types.push({ kind: 'enum', ...head, cases: enumCases(shape) });
    }
    return Type.reference(name);
  }

  #fields(shapes: readonly FieldShape[], owner: string, limit: number): readonly RecordField[] {
    return distinct(shapes, ({ key }) => toKebabCase(key)).map(({ key, optional, shape, docs }) => {
      const name = kebab(key);
      const place = `${owner}-${name}`;
      const type = optional ? this.#optional(shape, place, limit) : this.#type(shape, place, limit);
      return { key, name, type, ...(optional && { optional }), ...docsOf({ docs }) };
    });
  }

  #case(
    head: Omit<VariantCase, 'payload'>,
    { fields: all }: CaseShape,
    { discriminant }: DefinitionShape,
    variant: string,
    limit: number,
  ): VariantCase {
    const fields = distinct(
      all.filter(({ key }) => key !== discriminant),
      ({ key }) => toKebabCase(key),
    );
    const name = `${variant}-${head.name}`;
    if (fields.length > 1 && !this.#taken.has(name)) {
      this.#taken.add(name);
      const built = this.#fields(fields, name, limit);
      this.#types.push({ kind: 'record', name, source: toPascalCase(name), fields: built });
      return { ...head, payload: { style: 'properties', type: Type.reference(name) } };
    }
    const [field] = this.#fields(fields.slice(0, 1), name, limit);
    if (field === undefined) return head;
    const { key, type, optional } = field;
    const payload: CasePayload = { style: 'property', key, type, ...(optional && { optional }) };
    return { ...head, payload };
  }

  /** A name that no type or operation has yet. */
  #unique(wanted: string): { readonly name: string; readonly source: string } {
    const candidates = [
      wanted,
      ...Array.from({ length: 50 }, (_, index) => `${wanted}${wanted.endsWith('_') ? 'x' : ''}N${index}`),
    ];
    const source = candidates.find((one) => !this.#taken.has(kebab(one))) ?? wanted;
    this.#taken.add(kebab(source));
    return { name: kebab(source), source };
  }
}
