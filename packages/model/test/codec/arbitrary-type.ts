/**
 * Random interfaces with random values of theirs: a type tree, the definitions it refers to, and the arbitrary of the
 * author's values of that type.
 */
import fc from 'fast-check';
import { compileArbitrary } from '../../src/arbitrary/index.ts';
import {
  type EnumCase,
  type Flag,
  INSTANT,
  type PrimitiveName,
  PRIMITIVES,
  type RecordField,
  Type,
  type TypeDefinition,
  TYPED_ARRAYS,
  type TypedArrayName,
  type TypeNode,
  type VariantCase,
} from '../../src/index.ts';

/** A type with its definitions inline, as the generator makes it. */
type Shape =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'date' }
  | { readonly kind: 'flags'; readonly literals: readonly string[] }
  | { readonly kind: 'typed-array'; readonly name: TypedArrayName }
  | { readonly kind: 'list'; readonly element: Shape }
  | { readonly kind: 'set'; readonly element: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }
  | { readonly kind: 'open-record'; readonly value: Shape }
  | { readonly kind: 'option'; readonly some: Shape; readonly none: 'undefined' | 'null' }
  | { readonly kind: 'tuple'; readonly items: readonly Shape[] }
  | { readonly kind: 'result'; readonly ok: Shape | undefined; readonly err: Shape | undefined }
  | { readonly kind: 'record'; readonly fields: readonly FieldShape[] }
  | { readonly kind: 'variant'; readonly discriminant: string; readonly cases: readonly (readonly FieldShape[])[] }
  | { readonly kind: 'enum'; readonly literals: readonly (string | number)[] };

interface FieldShape {
  readonly name: string;
  readonly key: string;
  readonly optional: boolean;
  readonly shape: Shape;
}

// Object.keys forgets the names.
const TYPED_ARRAY_NAMES = Object.keys(TYPED_ARRAYS) as TypedArrayName[];

/** Names that do harm where a codec reads or writes them carelessly, among ordinary ones. */
const NAMES = [
  ['max-temp', 'maxTemp'],
  ['id', 'ID'],
  ['proto', '__proto__'],
  ['constructor', 'constructor'],
  ['to-string', 'toString'],
  ['value-of', 'valueOf'],
  ['tag', 'tag'],
  ['val', 'val'],
  ['then', 'then'],
  ['full-name', 'full name'],
] as const;

const shapes = fc.letrec<{ shape: Shape; field: FieldShape }>((tie) => {
  const inner = tie('shape');
  const fields = (minLength: number) =>
    fc.uniqueArray(tie('field'), { minLength, maxLength: 4, selector: (field) => field.name });
  return {
    field: fc
      .record({ names: fc.constantFrom(...NAMES), optional: fc.boolean(), shape: inner })
      .map(({ names: [name, key], ...rest }) => ({ name, key, ...rest })),
    shape: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ kind: fc.constant('primitive' as const), name: fc.constantFrom(...PRIMITIVES) }),
      fc.constant({ kind: 'bytes' as const }),
      fc.constant({ kind: 'date' as const }),
      fc.record({ kind: fc.constant('typed-array' as const), name: fc.constantFrom(...TYPED_ARRAY_NAMES) }),
      fc.record({
        kind: fc.constant('enum' as const),
        literals: fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({
        kind: fc.constant('flags' as const),
        literals: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('list' as const), element: inner }),
      fc.record({ kind: fc.constant('set' as const), element: inner }),
      fc.record({ kind: fc.constant('map' as const), key: inner, value: inner }),
      fc.record({ kind: fc.constant('open-record' as const), value: inner }),
      fc.record({
        kind: fc.constant('option' as const),
        some: inner,
        none: fc.constantFrom('undefined' as const, 'null' as const),
      }),
      fc.record({ kind: fc.constant('tuple' as const), items: fc.array(inner, { maxLength: 3 }) }),
      fc.record({
        kind: fc.constant('result' as const),
        ok: fc.option(inner, { nil: undefined }),
        err: fc.option(inner, { nil: undefined }),
      }),
      fc.record({ kind: fc.constant('record' as const), fields: fields(0) }),
      fc.record({
        kind: fc.constant('variant' as const),
        discriminant: fc.constantFrom('kind', 'type', 'hasOwnProperty'),
        cases: fc.array(fields(0), { minLength: 1, maxLength: 4 }),
      }),
    ),
  };
});

export interface TypedArbitrary {
  readonly type: TypeNode;
  readonly definitions: readonly TypeDefinition[];
  readonly values: fc.Arbitrary<unknown>;
}

export interface TypedValue {
  readonly type: TypeNode;
  readonly definitions: readonly TypeDefinition[];
  readonly value: unknown;
}

/** What the values leave out. */
export interface Narrowing {
  /** -0, which JSON's text cannot tell from 0. */
  readonly negativeZero?: false;
}

/** A random type. */
export function typed(narrowing: Narrowing = {}): fc.Arbitrary<TypedArbitrary> {
  return shapes.shape.map((shape) => {
    const builder = new Builder();
    const type = builder.build(shape);
    const { definitions } = builder;
    return { type, definitions, values: compileArbitrary(definitions, { maxItems: 4, ...narrowing })(type) };
  });
}

/** A random type with a random value of it. */
export function typedValue(narrowing: Narrowing = {}): fc.Arbitrary<TypedValue> {
  return typed(narrowing).chain(({ type, definitions, values }) =>
    values.map((value) => ({ type, definitions, value })),
  );
}

class Builder {
  readonly definitions: TypeDefinition[] = [];

  build(shape: Shape): TypeNode {
    switch (shape.kind) {
      case 'primitive':
        return Type.primitive(shape.name);
      case 'bytes':
        return Type.bytes();
      case 'date':
        return this.define(INSTANT);
      case 'flags': {
        const flags = shape.literals.map((literal, index): Flag => ({ name: `flag-${NAMES[index]?.[0]}`, literal }));
        return this.define({ kind: 'flags', name: this.name(), source: 'F', flags });
      }
      case 'typed-array':
        return Type.typedArray(shape.name);
      case 'list':
        return Type.list(this.build(shape.element));
      case 'set':
        return Type.set(this.build(shape.element));
      case 'map':
        return Type.map(this.build(shape.key), this.build(shape.value));
      case 'open-record':
        return Type.record(this.build(shape.value));
      case 'option':
        return this.option(shape.some, shape.none);
      case 'tuple':
        return Type.tuple(shape.items.map((item) => this.build(item)));
      case 'result':
        return Type.result(shape.ok && this.build(shape.ok), shape.err && this.build(shape.err));
      case 'record':
        return this.record(shape.fields);
      case 'variant':
        return this.variant(shape.discriminant, shape.cases);
      case 'enum': {
        const cases = shape.literals.map((literal, index): EnumCase => ({ name: `case-${index}`, literal }));
        return this.define({ kind: 'enum', name: this.name(), source: 'E', cases });
      }
    }
  }

  /** TypeScript tells two options apart by their spelling: at most two nest, spelled unlike. */
  private option(some: Shape, none: 'undefined' | 'null'): TypeNode {
    let inner = some;
    if (inner.kind === 'option') {
      let innermost = inner.some;
      while (innermost.kind === 'option') innermost = innermost.some;
      inner = { kind: 'option', some: innermost, none: none === 'null' ? 'undefined' : 'null' };
    }
    return Type.option(this.build(inner), none);
  }

  private record(shapes: readonly FieldShape[]): TypeNode {
    const fields = shapes.map((shape) => this.field(shape));
    return this.define({ kind: 'record', name: this.name(), source: 'R', fields });
  }

  private variant(discriminant: string, shapes: readonly (readonly FieldShape[])[]): TypeNode {
    const literals = ['circle', 7, true, ''] as const;
    const cases = shapes.map((fields, index): VariantCase => {
      const named = { name: `case-${index}`, literal: literals[index] ?? `case-${index}` };
      const [first] = fields;
      if (!first) return named;
      if (fields.length > 1) return { ...named, payload: { style: 'properties', type: this.record(fields) } };
      const { name: _, ...field } = this.field(first);
      return { ...named, payload: { style: 'property', ...field } };
    });
    return this.define({ kind: 'variant', name: this.name(), source: 'V', discriminant, cases });
  }

  /** A field; an optional one is an option spelled undefined, as wit-gen makes it. */
  private field({ name, key, optional, shape }: FieldShape): RecordField {
    const type = optional ? this.option(shape, 'undefined') : this.build(shape);
    return { name, key, type, ...(optional && { optional }) };
  }

  private name(): string {
    return `type-${this.definitions.length}`;
  }

  private define(definition: TypeDefinition): TypeNode {
    const name = this.name();
    this.definitions.push({ ...definition, name });
    return Type.reference(name);
  }
}
