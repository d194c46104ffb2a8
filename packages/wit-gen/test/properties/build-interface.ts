/** Random shapes to interfaces as the analysis gives them: named, in its order, without what no author could write. */
import {
  type CasePayload,
  type EnumCase,
  INSTANT,
  type InterfaceModel,
  type OperationModel,
  type Parameter,
  type RecordField,
  toKebabCase,
  toPascalCase,
  Type,
  type TypeDefinition,
  type TypeNode,
  type VariantCase,
} from '@airssys/model';
import type {
  CaseShape,
  DefinitionShape,
  FieldShape,
  InterfaceShape,
  OperationShape,
  ParameterShape,
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

  constructor(shape: InterfaceShape) {
    this.#shape = shape;
  }

  build(): InterfaceModel {
    const named = this.#shape.operations.map((shape) => ({ shape, ...this.#unique(shape.key) }));
    const operations = named.map(({ shape, name, source }) => this.#operation(shape, name, source));
    return { name: 'operations', types: this.#types, operations };
  }

  #operation(shape: OperationShape, name: string, key: string): OperationModel {
    const params = distinct(shape.params, ({ key }) => toKebabCase(key));
    // Only parameters at the end can be marked as optional.
    const lastRequired = params.findLastIndex((one) => one.optional === 'no');
    return {
      key,
      name,
      params: params.map((one, index) => this.#parameter(one, name, index < lastRequired)),
      ...(shape.result && { result: this.#type(shape.result, `${name}-result`) }),
      ...(shape.isAsync && { async: true }),
      ...docsOf(shape),
    };
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
    return Type.option(isNull(shape) || isBoth(shape) ? Type.option(some, 'null') : some);
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

/** Names of an enum's cases are of the literals; values that are not need a TypeScript enum. */
function enumCases({ by, cases }: DefinitionShape): readonly EnumCase[] {
  const named = distinct(cases, ({ literal }) => toKebabCase(literal));
  if (by === 'number') {
    return distinct(named, ({ value }) => value).map((one) => ({ ...caseHead(one), literal: one.value }));
  }
  return named.map((one) => ({ ...caseHead(one), literal: by === 'enum' ? `${one.literal}!` : one.literal }));
}

function variantCases(
  shape: DefinitionShape,
): readonly (Omit<VariantCase, 'payload'> & { readonly case: CaseShape })[] {
  const { by, cases, discriminant } = shape;
  switch (by) {
    case 'boolean':
      return cases.slice(0, 2).map((one, index) => ({ name: String(index === 0), literal: index === 0, case: one }));
    case 'number':
      return distinct(cases, ({ value }) => value)
        .map((one) => ({ name: toKebabCase(`${discriminant}${one.value}`), literal: one.value, case: one }))
        .flatMap(({ name, ...rest }) => (name === undefined ? [] : { name, ...rest }));
    default:
      return distinct(cases, ({ literal }) => toKebabCase(literal)).map((one) => ({
        name: kebab(one.literal),
        literal: by === 'enum' ? `${one.literal}!` : one.literal,
        case: one,
      }));
  }
}

/** Whether it cannot be written in place, since an enum must be declared. */
function needsEnum({ kind, by }: DefinitionShape): boolean {
  return kind === 'enum' && (by === 'enum' || by === 'number');
}

function caseHead(one: CaseShape): { readonly name: string; readonly docs?: string } {
  return { name: kebab(one.literal), ...docsOf(one) };
}

function docsOf({ docs }: { readonly docs: string | undefined }): { readonly docs?: string } {
  return docs === undefined ? {} : { docs };
}

function isNull(shape: Shape): boolean {
  return shape.kind === 'option' && shape.none === 'null' && !isBoth(shape);
}

/** Whether a type may be null and undefined. */
function isBoth(shape: Shape): boolean {
  return shape.kind === 'option' && shape.some.kind === 'option' && shape.none !== shape.some.none;
}

/** TypeScript tells one level of each missing value from the value itself. */
function withoutOption(shape: Shape): Shape {
  return shape.kind === 'option' ? withoutOption(shape.some) : shape;
}

function kebab(text: string): string {
  const name = toKebabCase(text);
  if (name === undefined) throw new Error(`'${text}' has no name in WIT`);
  return name;
}

function distinct<T>(items: readonly T[], by: (item: T) => unknown): readonly T[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = by(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
