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

/** The types that have no parts: one of {@link PRIMITIVES}. */
export type PrimitiveName = (typeof PRIMITIVES)[number];

/** A type without parts: a number, a boolean, a character or a text. */
export interface PrimitiveType {
  readonly kind: 'primitive';
  /** As WIT calls it: `u8`, `f64`, `bool`, `char`, `string` … */
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

/** The typed arrays that lists of numbers may be in the author's code: the keys of {@link TYPED_ARRAYS}. */
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
  /** The type of each of its elements. */
  readonly element: TypeNode;
  readonly as: ListSpelling;
}

/** A value that may be missing. `none` is how the author spells the missing value. */
export interface OptionType {
  readonly kind: 'option';
  /** The type of the value, where there is one. */
  readonly some: TypeNode;
  readonly none: 'undefined' | 'null';
}

/** A fixed number of values, each of its own type. */
export interface TupleType {
  readonly kind: 'tuple';
  /** Their types, in order. */
  readonly items: readonly TypeNode[];
}

/** `result<ok, err>`; a missing side carries no value. The author's code holds the SDK's `Result<Ok, Err>`. */
export interface ResultType {
  readonly kind: 'result';
  /** What comes back where it went well. */
  readonly ok?: TypeNode;
  /** What comes back where it did not. */
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

/** A type where it is used: of a parameter, a field, an element. Types with names are referred to. */
export type TypeNode = PrimitiveType | ListType | OptionType | TupleType | ResultType | ReferenceType | HandleType;

/** The kinds of types where one is used: what {@link visitType} asks handlers for. */
export type TypeKind = TypeNode['kind'];

/** One handler per kind of type: a new kind does not compile until every visitor handles it. */
export type TypeVisitor<R> = { readonly [K in TypeKind]: (node: Extract<TypeNode, { kind: K }>) => R };

/** Calls the visitor's handler for this node's kind. Answers what the handler does. */
export function visitType<R>(node: TypeNode, visitor: TypeVisitor<R>): R {
  // The record's key and the node's kind agree by TypeVisitor's type, which TypeScript cannot correlate by itself.
  const handler = visitor[node.kind] as (node: TypeNode) => R;
  return handler(node);
}

/** Makers of the type nodes. All nodes are frozen. */
export const Type = {
  /** A type without parts, by its WIT name. */
  primitive: (name: PrimitiveName): PrimitiveType => Object.freeze({ kind: 'primitive', name }),
  /** Any value that JSON can write, as its text. */
  json: (): PrimitiveType => Object.freeze({ kind: 'primitive', name: 'string', as: 'json' }),
  /** A list of elements of a type; `as` is what the author's code holds: an array by default. */
  list: (element: TypeNode, as: ListSpelling = 'array'): ListType => Object.freeze({ kind: 'list', element, as }),
  /** A list of `u8`, in the author's code a `Uint8Array`. */
  bytes: (): ListType => Type.list(Type.primitive('u8'), 'bytes'),
  /** A list of numbers, in the author's code the typed array of that name. */
  typedArray: (name: TypedArrayName): ListType => Type.list(Type.primitive(TYPED_ARRAYS[name]), name),
  /** A list of elements, in the author's code a `Set`. */
  set: (element: TypeNode): ListType => Type.list(element, 'set'),
  /** A list of pairs of key and value, in the author's code a `Map`. */
  map: (key: TypeNode, value: TypeNode): ListType => Type.list(Type.tuple([key, value]), 'map'),
  /** A list of pairs of a text and a value, in the author's code an object with any properties. */
  record: (value: TypeNode): ListType => Type.list(Type.tuple([Type.primitive('string'), value]), 'record'),
  /** A value that may be missing; `some` is its type, and `none` how the author's code spells that it is missing. */
  option: (some: TypeNode, none: OptionType['none'] = 'undefined'): OptionType =>
    Object.freeze({ kind: 'option', some, none }),
  /** A fixed number of values, the types of which are the items. */
  tuple: (items: readonly TypeNode[]): TupleType => Object.freeze({ kind: 'tuple', items: Object.freeze([...items]) }),
  /** What went well or did not, with the types of either side; a side without a type carries nothing. */
  result: (ok?: TypeNode, err?: TypeNode): ResultType =>
    Object.freeze({ kind: 'result', ...(ok && { ok }), ...(err && { err }) }),
  /** A handle that owns an object of the resource of this WIT name. */
  own: (resource: string): HandleType => Object.freeze({ kind: 'handle', resource, ownership: 'own' }),
  /** A handle, for the time of a call, of an object of the resource of this WIT name. */
  borrow: (resource: string): HandleType => Object.freeze({ kind: 'handle', resource, ownership: 'borrow' }),
  /** A type that is defined under this WIT name. */
  reference: (name: string): ReferenceType => Object.freeze({ kind: 'reference', name }),
} as const;

/** Key and value of a list that is spelled `map` or `record`; undefined where the element is no pair. */
export function entryTypes({ element }: ListType): readonly [key: TypeNode, value: TypeNode] | undefined {
  const [key, value, ...more] = element.kind === 'tuple' ? element.items : [];
  return key !== undefined && value !== undefined && more.length === 0 ? [key, value] : undefined;
}
