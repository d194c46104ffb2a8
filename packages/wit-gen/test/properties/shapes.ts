/**
 * Random types as trees, before they have names and places. Anything goes here; what no author could write, or what is
 * called alike, is put right when an interface is made of them.
 */
import { type PrimitiveName, PRIMITIVES, TYPED_ARRAYS, type TypedArrayName } from '@airssys/model';
import fc from 'fast-check';
import { docLines, docs, identifiers, literals, propertyNames, typeNames } from './names.ts';

export type Shape =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'json' }
  | { readonly kind: 'date' }
  | { readonly kind: 'typed-array'; readonly name: TypedArrayName }
  | { readonly kind: 'list' | 'set' | 'open-record'; readonly element: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }
  | { readonly kind: 'option'; readonly some: Shape; readonly none: 'undefined' | 'null' }
  | { readonly kind: 'tuple'; readonly items: readonly Shape[] }
  | { readonly kind: 'result'; readonly ok: Shape | undefined; readonly err: Shape | undefined }
  /** A definition of the pool, the remainder of the number by how many there are to choose from. */
  | { readonly kind: 'use'; readonly at: number }
  /** An object of a resource, by the same count; `owned`: as a parameter it changes hands. */
  | { readonly kind: 'handle'; readonly at: number; readonly owned: boolean }
  /** A definition without a name, written where it is used. */
  | { readonly kind: 'inline'; readonly definition: DefinitionShape };

export interface FieldShape {
  readonly key: string;
  readonly optional: boolean;
  readonly docs: string | undefined;
  readonly shape: Shape;
}

export interface CaseShape {
  readonly literal: string;
  readonly value: number;
  readonly docs: string | undefined;
  readonly fields: readonly FieldShape[];
}

export interface DefinitionShape {
  readonly kind: 'record' | 'variant' | 'enum' | 'flags';
  readonly source: string;
  readonly docs: string | undefined;
  readonly discriminant: string;
  /** What tells a variant's cases apart, and what an enum's are; `enum`: members of a TypeScript enum. */
  readonly by: 'string' | 'number' | 'boolean' | 'enum';
  readonly fields: readonly FieldShape[];
  readonly cases: readonly CaseShape[];
}

export interface ParameterShape {
  readonly key: string;
  readonly docs: string | undefined;
  readonly optional: 'no' | 'mark' | 'default';
  readonly shape: Shape;
}

export interface OperationShape {
  readonly key: string;
  readonly docs: string | undefined;
  readonly params: readonly ParameterShape[];
  readonly result: Shape | undefined;
  readonly isAsync: boolean;
  /** Error classes that it throws, by the same count. */
  readonly throws: readonly number[];
}

export interface ErrorShape {
  readonly source: string;
  readonly docs: string | undefined;
  readonly fields: readonly FieldShape[];
}

export interface ResourceShape {
  readonly source: string;
  readonly docs: string | undefined;
  /** Undefined: callers cannot make one. */
  readonly create: { readonly params: readonly ParameterShape[]; readonly docs: string | undefined } | undefined;
  readonly methods: readonly OperationShape[];
  readonly statics: readonly OperationShape[];
}

export interface InterfaceShape {
  readonly pool: readonly DefinitionShape[];
  readonly errors: readonly ErrorShape[];
  readonly resources: readonly ResourceShape[];
  readonly operations: readonly OperationShape[];
}

/** Half of everything has no doc comment. */
const maybe = (text: fc.Arbitrary<string>): fc.Arbitrary<string | undefined> =>
  fc.option(text, { nil: undefined, freq: 2 });

// Object.keys forgets the names.
const TYPED_ARRAY_NAMES = Object.keys(TYPED_ARRAYS) as TypedArrayName[];

const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name);

const shapes = fc.letrec<{ shape: Shape; field: FieldShape; definition: DefinitionShape }>((tie) => {
  const [inner, field] = [tie('shape'), tie('field')];
  const leaves: fc.Arbitrary<Shape>[] = [
    fc.record({ kind: kind('primitive'), name: fc.constantFrom(...PRIMITIVES) }),
    fc.record({ kind: kind('use'), at: fc.nat({ max: 60 }) }),
    fc.record({ kind: kind('bytes') }),
    fc.record({ kind: kind('json') }),
    fc.record({ kind: kind('handle'), at: fc.nat({ max: 60 }), owned: fc.boolean() }),
    fc.record({ kind: kind('date') }),
    fc.record({ kind: kind('typed-array'), name: fc.constantFrom(...TYPED_ARRAY_NAMES) }),
  ];
  const composites: fc.Arbitrary<Shape>[] = [
    fc.record({ kind: fc.constantFrom('list' as const, 'set' as const, 'open-record' as const), element: inner }),
    fc.record({ kind: kind('map'), key: inner, value: inner }),
    fc.record({ kind: kind('option'), some: inner, none: fc.constantFrom('undefined' as const, 'null' as const) }),
    fc.record({ kind: kind('tuple'), items: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      kind: kind('result'),
      ok: fc.option(inner, { nil: undefined }),
      err: fc.option(inner, { nil: undefined }),
    }),
    fc.record({ kind: kind('inline'), definition: tie('definition') }),
  ];
  return {
    shape: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.oneof(...leaves), ...composites),
    field: fc.record({
      key: propertyNames,
      optional: fc.boolean(),
      docs: maybe(docs),
      shape: inner,
    }),
    definition: fc.record({
      kind: fc.constantFrom('record' as const, 'variant' as const, 'enum' as const, 'flags' as const),
      source: typeNames,
      docs: maybe(docs),
      discriminant: fc.oneof(fc.constantFrom('kind', 'type', 'tag', 'status'), propertyNames),
      by: fc.constantFrom('string' as const, 'number' as const, 'boolean' as const, 'enum' as const),
      fields: fc.array(field, { minLength: 1, maxLength: 4 }),
      cases: fc.array(
        fc.record({
          literal: literals,
          value: fc.integer({ min: -2, max: 600 }),
          docs: maybe(docs),
          fields: fc.array(field, { maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  };
});

/** A type, by itself. */
export const typeShapes: fc.Arbitrary<Shape> = shapes.shape;

export const definitionPools: fc.Arbitrary<readonly DefinitionShape[]> = fc.array(shapes.definition, { maxLength: 7 });

const parameterShapes: fc.Arbitrary<readonly ParameterShape[]> = fc.array(
  fc.record({
    key: identifiers,
    docs: maybe(docLines),
    optional: fc.constantFrom('no' as const, 'no' as const, 'mark' as const, 'default' as const),
    shape: shapes.shape,
  }),
  { maxLength: 3 },
);

const operationShapes: fc.Arbitrary<OperationShape> = fc.record({
  key: identifiers,
  docs: maybe(docs),
  params: parameterShapes,
  result: fc.option(shapes.shape, { nil: undefined }),
  isAsync: fc.boolean(),
  throws: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(fc.nat({ max: 60 }), { maxLength: 2 })),
});

const errorShapes: fc.Arbitrary<ErrorShape> = fc.record({
  source: typeNames,
  docs: maybe(docs),
  fields: fc.array(shapes.field, { maxLength: 3 }),
});

const resourceShapes: fc.Arbitrary<ResourceShape> = fc.record({
  source: typeNames,
  docs: maybe(docs),
  create: fc.option(fc.record({ params: parameterShapes, docs: maybe(docs) }), { nil: undefined }),
  methods: fc.array(operationShapes, { maxLength: 3 }),
  statics: fc.array(operationShapes, { maxLength: 2 }),
});

export const interfaceShapes: fc.Arbitrary<InterfaceShape> = fc.record({
  pool: definitionPools,
  errors: fc.array(errorShapes, { maxLength: 3 }),
  resources: fc.array(resourceShapes, { maxLength: 2 }),
  operations: fc.array(operationShapes, { minLength: 1, maxLength: 4 }),
});
