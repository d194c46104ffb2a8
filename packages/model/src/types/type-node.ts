/**
 * The types that can stand in an interface: WIT's, each with the author's spelling where TypeScript has several for one
 * WIT type. Nodes are plain frozen JSON, so that a model can be stored in a manifest and read back as it is.
 */

/** WIT's primitive types. */
export const PRIMITIVES = [
  'bool',
  's8',
  'u8',
  's16',
  'u16',
  's32',
  'u32',
  's64',
  'u64',
  'f32',
  'f64',
  'char',
  'string',
] as const;

export type PrimitiveName = (typeof PRIMITIVES)[number];

export interface PrimitiveType {
  readonly kind: 'primitive';
  readonly name: PrimitiveName;
  /** `json`: the author's code holds any value that JSON can write, and the `string` is its text. */
  readonly as?: 'json';
}

/** The typed arrays besides `Uint8Array`, and what a list of each has as its elements. */
export const TYPED_ARRAYS = {
  Int8Array: 's8',
  Int16Array: 's16',
  Uint16Array: 'u16',
  Int32Array: 's32',
  Uint32Array: 'u32',
  BigInt64Array: 's64',
  BigUint64Array: 'u64',
  Float32Array: 'f32',
  Float64Array: 'f64',
} as const;

TYPED_ARRAYS satisfies Readonly<Record<string, PrimitiveName>>;

export type TypedArrayName = keyof typeof TYPED_ARRAYS;

/**
 * How the author's code holds a list. `array`: a JavaScript array. `bytes`: `Uint8Array` (the element is `u8`). `set`: a
 * `Set`. `map`: a `Map`, and `record`: an object with open keys; their element is a tuple of key and value. The
 * name of a typed array: one.
 */
export type ListSpelling = 'array' | 'bytes' | 'set' | 'map' | 'record' | TypedArrayName;

/** A homogeneous sequence. `as` is what the author's code holds; on the wire it is `list<element>` whatever it says. */
export interface ListType {
  readonly kind: 'list';
  readonly element: TypeNode;
  readonly as: ListSpelling;
}

/** A value that may be missing. `none` is how the author spells the missing value. */
export interface OptionType {
  readonly kind: 'option';
  readonly some: TypeNode;
  readonly none: 'undefined' | 'null';
}

export interface TupleType {
  readonly kind: 'tuple';
  readonly items: readonly TypeNode[];
}

/** `result<ok, err>`; a missing side carries no value. The author's code holds the SDK's `Result<Ok, Err>`. */
export interface ResultType {
  readonly kind: 'result';
  readonly ok?: TypeNode;
  readonly err?: TypeNode;
}

/** A use of a named type of the same interface. */
export interface ReferenceType {
  readonly kind: 'reference';
  /** The WIT name of the {@link TypeDefinition}. */
  readonly name: string;
}

/** A handle to an object of a resource of the same interface. */
export interface HandleType {
  readonly kind: 'handle';
  /** The WIT name of the {@link ResourceDefinition}. */
  readonly resource: string;
  /** `own`: who receives it answers for its disposal. `borrow`: good for the call only; never in a result. */
  readonly ownership: 'own' | 'borrow';
}

export type TypeNode = PrimitiveType | ListType | OptionType | TupleType | ResultType | ReferenceType | HandleType;

export type TypeKind = TypeNode['kind'];

/** One handler per kind of type: a new kind does not compile until every visitor handles it. */
export type TypeVisitor<R> = { readonly [K in TypeKind]: (node: Extract<TypeNode, { kind: K }>) => R };

/** Calls the visitor's handler for this node's kind. */
export function visitType<R>(node: TypeNode, visitor: TypeVisitor<R>): R {
  // The record's key and the node's kind agree by TypeVisitor's type, which TypeScript cannot correlate by itself.
  const handler = visitor[node.kind] as (node: TypeNode) => R;
  return handler(node);
}

/** Makers of the type nodes. All nodes are frozen. */
export const Type = {
  primitive: (name: PrimitiveName): PrimitiveType => Object.freeze({ kind: 'primitive', name }),
  /** Any value that JSON can write, as its text. */
  json: (): PrimitiveType => Object.freeze({ kind: 'primitive', name: 'string', as: 'json' }),
  list: (element: TypeNode, as: ListSpelling = 'array'): ListType => Object.freeze({ kind: 'list', element, as }),
  bytes: (): ListType => Type.list(Type.primitive('u8'), 'bytes'),
  typedArray: (name: TypedArrayName): ListType => Type.list(Type.primitive(TYPED_ARRAYS[name]), name),
  set: (element: TypeNode): ListType => Type.list(element, 'set'),
  map: (key: TypeNode, value: TypeNode): ListType => Type.list(Type.tuple([key, value]), 'map'),
  record: (value: TypeNode): ListType => Type.list(Type.tuple([Type.primitive('string'), value]), 'record'),
  option: (some: TypeNode, none: OptionType['none'] = 'undefined'): OptionType =>
    Object.freeze({ kind: 'option', some, none }),
  tuple: (items: readonly TypeNode[]): TupleType => Object.freeze({ kind: 'tuple', items: Object.freeze([...items]) }),
  result: (ok?: TypeNode, err?: TypeNode): ResultType =>
    Object.freeze({ kind: 'result', ...(ok && { ok }), ...(err && { err }) }),
  own: (resource: string): HandleType => Object.freeze({ kind: 'handle', resource, ownership: 'own' }),
  borrow: (resource: string): HandleType => Object.freeze({ kind: 'handle', resource, ownership: 'borrow' }),
  reference: (name: string): ReferenceType => Object.freeze({ kind: 'reference', name }),
} as const;

/** Key and value of a list that is spelled `map` or `record`; undefined where the element is no pair. */
export function entryTypes({ element }: ListType): readonly [key: TypeNode, value: TypeNode] | undefined {
  const [key, value, ...more] = element.kind === 'tuple' ? element.items : [];
  return key !== undefined && value !== undefined && more.length === 0 ? [key, value] : undefined;
}
