/**
 * Random interfaces with random values of theirs: a type tree, the definitions it refers to, and an arbitrary of the
 * author's values of that type.
 */
import fc from 'fast-check';
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
  return shapes.shape.map((shape) => new Builder(narrowing).interfaceOf(shape));
}

/** A random type with a random value of it. */
export function typedValue(narrowing: Narrowing = {}): fc.Arbitrary<TypedValue> {
  return typed(narrowing).chain(({ type, definitions, values }) =>
    values.map((value) => ({ type, definitions, value })),
  );
}

function withoutValues<T extends { readonly values: unknown }>(built: T): Omit<T, 'values'> {
  const { values: _, ...rest } = built;
  return rest;
}

interface Built {
  readonly type: TypeNode;
  readonly values: fc.Arbitrary<unknown>;
}

class Builder {
  private readonly definitions: TypeDefinition[] = [];
  private readonly narrowing: Narrowing;

  constructor(narrowing: Narrowing) {
    this.narrowing = narrowing;
  }

  interfaceOf(shape: Shape): TypedArbitrary {
    return { ...this.build(shape), definitions: this.definitions };
  }

  private build(shape: Shape): Built {
    switch (shape.kind) {
      case 'primitive':
        return { type: Type.primitive(shape.name), values: this.primitive(shape.name) };
      case 'bytes':
        return { type: Type.bytes(), values: fc.uint8Array() };
      case 'date':
        return { type: this.define(INSTANT), values: fc.date({ noInvalidDate: true }) };
      case 'flags': {
        const flags = shape.literals.map((literal, index): Flag => ({ name: `flag-${NAMES[index]?.[0]}`, literal }));
        return {
          type: this.define({ kind: 'flags', name: this.name(), source: 'F', flags }),
          values: fc.subarray([...shape.literals]).map((on) => new Set(on)),
        };
      }
      case 'typed-array': {
        const items = fc.array(this.primitive(TYPED_ARRAYS[shape.name]), { maxLength: 4 });
        const values = items.map((all): unknown => Reflect.construct(globalThis[shape.name], [all]));
        return { type: Type.typedArray(shape.name), values };
      }
      case 'list': {
        const element = this.build(shape.element);
        return { type: Type.list(element.type), values: fc.array(element.values, { maxLength: 4 }) };
      }
      case 'set': {
        const element = this.build(shape.element);
        const values = fc.array(element.values, { maxLength: 4 }).map((items) => new Set(items));
        return { type: Type.set(element.type), values };
      }
      case 'map': {
        const [key, value] = [this.build(shape.key), this.build(shape.value)];
        const entries = fc.array(fc.tuple(key.values, value.values), { maxLength: 4 });
        return { type: Type.map(key.type, value.type), values: entries.map((all) => new Map(all)) };
      }
      case 'open-record': {
        const value = this.build(shape.value);
        const keys = fc.oneof(fc.constantFrom(...NAMES.map(([, key]) => key)), fc.string({ unit: 'binary' }));
        const values = fc
          .array(fc.tuple(keys, value.values), { maxLength: 4 })
          .map((entries): unknown => Object.fromEntries(entries)); // defines own properties, `__proto__` too
        return { type: Type.record(value.type), values };
      }
      case 'option':
        return this.option(shape.some, shape.none);
      case 'tuple': {
        const items = shape.items.map((item) => this.build(item));
        return {
          type: Type.tuple(items.map((item) => item.type)),
          values: fc.tuple(...items.map((item) => item.values)),
        };
      }
      case 'result':
        return this.result(shape.ok && this.build(shape.ok), shape.err && this.build(shape.err));
      case 'record':
        return this.record(shape.fields);
      case 'variant':
        return this.variant(shape.discriminant, shape.cases);
      case 'enum': {
        const cases = shape.literals.map((literal, index): EnumCase => ({ name: `case-${index}`, literal }));
        return {
          type: this.define({ kind: 'enum', name: this.name(), source: 'E', cases }),
          values: fc.constantFrom(...shape.literals),
        };
      }
    }
  }

  private primitive(name: PrimitiveName): fc.Arbitrary<unknown> {
    const zero = (value: number) => (this.narrowing.negativeZero === false ? value + 0 : value);
    switch (name) {
      case 'bool':
        return fc.boolean();
      case 's64':
        return this.bigints(-(2n ** 63n), 2n ** 63n - 1n);
      case 'u64':
        return this.bigints(0n, 2n ** 64n - 1n);
      case 'f32':
        return fc.float().map(zero);
      case 'f64':
        return fc.double().map(zero);
      case 'char':
        return fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
      case 'string':
        return fc.string({ unit: 'binary' });
      default: {
        const bits = Number(name.slice(1));
        const [min, max] = name.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
        return fc.oneof(fc.integer({ min, max: Math.min(max, 2 ** 31 - 1) }), fc.constantFrom(min, max));
      }
    }
  }

  private bigints(min: bigint, max: bigint): fc.Arbitrary<bigint> {
    const safe = BigInt(Number.MAX_SAFE_INTEGER);
    return fc.oneof(fc.bigInt(min, max), fc.constantFrom(min, safe, safe + 1n, max));
  }

  /** TypeScript tells two options apart by their spelling: at most two nest, spelled unlike. */
  private option(some: Shape, none: 'undefined' | 'null'): Built {
    let inner = some;
    if (inner.kind === 'option') {
      let innermost = inner.some;
      while (innermost.kind === 'option') innermost = innermost.some;
      inner = { kind: 'option', some: innermost, none: none === 'null' ? 'undefined' : 'null' };
    }
    const built = this.build(inner);
    const missing = none === 'null' ? null : undefined;
    return { type: Type.option(built.type, none), values: fc.oneof(fc.constant(missing), built.values) };
  }

  private result(ok: Built | undefined, err: Built | undefined): Built {
    const nothing = fc.constant(undefined);
    return {
      type: Type.result(ok?.type, err?.type),
      values: fc.oneof(
        (ok?.values ?? nothing).map((value) => ({ ok: true, value })),
        (err?.values ?? nothing).map((error) => ({ ok: false, error })),
      ),
    };
  }

  private record(shapes: readonly FieldShape[]): Built {
    const fields = shapes.map((shape) => this.field(shape));
    const type = this.define({
      kind: 'record',
      name: this.name(),
      source: 'R',
      fields: fields.map(withoutValues),
    });
    return { type, values: this.objects(fields) };
  }

  private variant(discriminant: string, shapes: readonly (readonly FieldShape[])[]): Built {
    const literals = ['circle', 7, true, ''] as const;
    const built = shapes.map((fields, index): VariantCase & { readonly values: fc.Arbitrary<unknown> } => {
      const literal = literals[index] ?? `case-${index}`;
      const named = { name: `case-${index}`, literal };
      const [first] = fields;
      if (!first) return { ...named, values: fc.constant({ [discriminant]: literal }) };
      if (fields.length === 1) {
        const { name: _, ...field } = this.field(first);
        const { values: __, ...payload } = field;
        return {
          ...named,
          payload: { style: 'property', ...payload },
          values: this.objects([field]).map((object) => ({ [discriminant]: literal, ...object })),
        };
      }
      const inner = this.record(fields);
      return {
        ...named,
        payload: { style: 'properties', type: inner.type },
        // A record's values are objects.
        values: inner.values.map((object) => ({ [discriminant]: literal, ...(object as object) })),
      };
    });
    return {
      type: this.define({
        kind: 'variant',
        name: this.name(),
        source: 'V',
        discriminant,
        cases: built.map(withoutValues),
      }),
      values: fc.oneof(...built.map((one) => one.values)),
    };
  }

  /** A field; an optional one is an option spelled undefined, as wit-gen makes it. */
  private field(shape: FieldShape): RecordField & { readonly values: fc.Arbitrary<unknown> } {
    const { name, key, optional } = shape;
    const built = optional ? this.option(shape.shape, 'undefined') : this.build(shape.shape);
    return { name, key, type: built.type, values: built.values, ...(optional && { optional }) };
  }

  private objects(
    fields: readonly { readonly key: string; readonly optional?: boolean; readonly values: fc.Arbitrary<unknown> }[],
  ): fc.Arbitrary<object> {
    return fc.tuple(...fields.map((field) => field.values)).map((values) => {
      const object = {};
      for (const [index, field] of fields.entries()) {
        const value = values[index];
        if (value === undefined && field.optional) continue;
        Object.defineProperty(object, field.key, { value, writable: true, enumerable: true, configurable: true });
      }
      return object;
    });
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
