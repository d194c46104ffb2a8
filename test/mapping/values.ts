/** Random values of a model's types, as an author's code holds them: over the whole range, its ends more often. */
import {
  entryTypes,
  type ListType,
  type PrimitiveName,
  type TypeDefinition,
  type TypedArrayName,
  type TypeNode,
  type VariantCase,
  visitDefinition,
  visitType,
} from '@airssys/model';
import fc from 'fast-check';

type Values = fc.Arbitrary<unknown>;

/** The values of a type, whose definitions are given by their names. */
export function valuesOf(type: TypeNode, definitions: ReadonlyMap<string, TypeDefinition>): Values {
  const of = (inner: TypeNode): Values => valuesOf(inner, definitions);
  return visitType<Values>(type, {
    primitive: ({ name, as }) => (as === 'json' ? json : primitive(name)),
    list: (list) => listValues(list, of),
    option: ({ some, none }) =>
      fc.oneof(fc.constant(none === 'null' ? null : undefined), { arbitrary: of(some), weight: 3 }),
    tuple: ({ items }) => fc.tuple(...items.map(of)),
    result: ({ ok, err }) => {
      const nothing = fc.constant(undefined);
      return fc.oneof(
        (ok ? of(ok) : nothing).map((value) => ({ ok: true, value })),
        (err ? of(err) : nothing).map((error) => ({ ok: false, error })),
      );
    },
    reference: ({ name }) => {
      const definition = definitions.get(name);
      if (definition === undefined) throw new Error(`there is no type ${name}`);
      return definitionValues(definition, definitions);
    },
    handle: ({ resource }) => {
      throw new Error(`an object of ${resource} is made by the component, not by chance`);
    },
  });
}

function definitionValues(definition: TypeDefinition, definitions: ReadonlyMap<string, TypeDefinition>): Values {
  return visitDefinition<Values>(definition, {
    record: ({ as, fields }) => {
      if (as === 'date') return fc.date({ noInvalidDate: true });
      if (as === 'error') throw new Error('errors are thrown, not passed');
      return objects(fields, definitions);
    },
    variant: ({ discriminant, cases }) =>
      fc.oneof(
        ...cases.map((one) =>
          payload(one, definitions).map((object) => ({ ...own(discriminant, one.literal), ...object })),
        ),
      ),
    enum: ({ cases }) => fc.constantFrom(...cases.map(({ literal }) => literal)),
    flags: ({ flags }) => fc.subarray(flags.map(({ literal }) => literal)).map((on) => new Set(on)),
    resource: ({ source }) => {
      throw new Error(`an object of ${source} is made by the component, not by chance`);
    },
  });
}

function payload({ payload }: VariantCase, definitions: ReadonlyMap<string, TypeDefinition>): fc.Arbitrary<object> {
  if (payload === undefined) return fc.constant({});
  if (payload.style === 'property') return objects([payload], definitions);
  return valuesOf(payload.type, definitions).map((value) => value as object); // a record's values
}

interface Property {
  readonly key: string;
  readonly type: TypeNode;
  readonly optional?: boolean;
}

/** Objects with these own properties; one that is optional is absent where it has no value. */
function objects(
  properties: readonly Property[],
  definitions: ReadonlyMap<string, TypeDefinition>,
): fc.Arbitrary<object> {
  return fc.tuple(...properties.map(({ type }) => valuesOf(type, definitions))).map(
    // Defines own properties, `__proto__` among them.
    (values): object =>
      Object.fromEntries(
        properties.flatMap(({ key, optional }, index) => {
          const value = values[index];
          return value === undefined && optional === true ? [] : [[key, value] as const];
        }),
      ),
  );
}

/** An object of one own property. */
function own(key: string, value: unknown): object {
  return Object.fromEntries([[key, value]]);
}

function listValues(list: ListType, of: (type: TypeNode) => Values): Values {
  const several = (item: Values): fc.Arbitrary<unknown[]> => fc.array(item, { maxLength: 4 });
  const [key, value] = entryTypes(list) ?? [];
  switch (list.as) {
    case 'array':
      return several(of(list.element));
    case 'bytes':
      return fc.uint8Array();
    case 'set':
      return several(of(list.element)).map((items) => new Set(items));
    case 'map':
    case 'record': {
      if (key === undefined || value === undefined) throw new Error(`a ${list.as} of what is no pair`);
      const entries = fc.array(fc.tuple(of(key), of(value)), { maxLength: 4 });
      // The keys of a record are strings: of() gave them.
      return list.as === 'map'
        ? entries.map((all) => new Map(all))
        : entries.map((all): unknown => Object.fromEntries(all as [string, unknown][]));
    }
    default:
      return TYPED[list.as];
  }
}

const TYPED: Readonly<Record<TypedArrayName, Values>> = {
  Int8Array: fc.int8Array(),
  Int16Array: fc.int16Array(),
  Uint16Array: fc.uint16Array(),
  Int32Array: fc.int32Array(),
  Uint32Array: fc.uint32Array({ max: 2 ** 32 - 1 }),
  BigInt64Array: fc.bigInt64Array(),
  BigUint64Array: fc.bigUint64Array(),
  Float32Array: fc.float32Array(),
  Float64Array: fc.float64Array(),
};

/** What JSON's text says: it has one zero, and no missing values. */
const json: Values = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

function primitive(name: PrimitiveName): Values {
  switch (name) {
    case 'bool':
      return fc.boolean();
    case 's64':
      return integers(-(2n ** 63n), 2n ** 63n - 1n);
    case 'u64':
      return integers(0n, 2n ** 64n - 1n);
    case 'f32':
      return fc.float();
    case 'f64':
      return fc.double();
    case 'char':
      return fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    case 'string':
      return fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '\0', 'a\u0308', '👩‍👩‍👧', '\ufeffx', '__proto__'),
      );
    default: {
      const bits = BigInt(name.slice(1));
      const [min, max] = name.startsWith('u') ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
      return integers(min, max).map(Number);
    }
  }
}

/** The ends of the range, and those of the ranges that engines confuse it with. */
function integers(min: bigint, max: bigint): fc.Arbitrary<bigint> {
  const notable = [31n, 32n, 53n, 63n, 64n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n]);
  const inside = [...notable, ...notable.map((value) => -value), 0n, -1n].filter(
    (value) => value >= min && value <= max,
  );
  return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max, ...inside));
}
