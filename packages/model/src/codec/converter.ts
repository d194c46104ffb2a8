/**
 * One compiled node of a type: a pair of closures between two spellings of its values, the author's and an outer one
 * (the ABI's or JSON's). Containers hold converters and call through them, never the closures themselves, so that a
 * named definition can be referred to before it is compiled.
 *
 * INVARIANT: paths cost nothing until something fails. A converter throws a {@link ValueFault} without a path, and each
 * container adds its own segment in front while the fault passes through.
 */
import { AirssysError } from '../errors.ts';
import type { TypeDefinition } from '../types/type-definition.ts';
import { entryTypes, type ListType, type TypeNode } from '../types/type-node.ts';

export interface Converter {
  /** From the outer spelling to the author's. */
  lift: (value: unknown) => unknown;
  /** From the author's spelling to the outer one. */
  lower: (value: unknown) => unknown;
}

/** Compiles the types inside a type. */
export type Compile = (type: TypeNode) => Converter;

/** A compiler for types that compiles each named definition once, when it is first referred to. */
export function compileNamed(
  definitions: ReadonlyMap<string, TypeDefinition>,
  compile: (definition: TypeDefinition) => Converter,
): (name: string) => Converter {
  const compiled = new Map<string, Converter>();
  return (name) => {
    const known = compiled.get(name);
    if (known) return known;
    const definition = definitions.get(name);
    if (!definition) {
      throw new AirssysError(
        'AIRSSYS_MANIFEST_INVALID',
        `The interface uses the type '${name}' and does not define it`,
        {
          hint: 'Build the component again with this version of airssys.',
          data: { type: name },
        },
      );
    }
    // Stands in the map while its own definition is compiled: a type that contains itself finds it and ends there.
    const converter: Converter = { lift: unfinished, lower: unfinished };
    compiled.set(name, converter);
    Object.assign(converter, compile(definition));
    return converter;
  };
}

/** Compiles key and value of a list that is spelled `map` or `record`. */
export function compileEntry(list: ListType, compile: Compile): readonly [key: Converter, value: Converter] {
  const types = entryTypes(list);
  if (types) return [compile(types[0]), compile(types[1])];
  throw new AirssysError('AIRSSYS_MANIFEST_INVALID', `The interface has a ${list.as} whose entries are no pairs`, {
    hint: 'Build the component again with this version of airssys.',
  });
}

function unfinished(): never {
  throw new Error('a converter was called while it was being compiled');
}

export type PlainObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null;
}

/** An own property's value, undefined where there is none: nothing is read from a prototype. */
export function ownValue(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * A property of an author's object. Getters of the author's classes count; what every object inherits (`constructor`,
 * `toString`, `__proto__` …) does not.
 */
export function authorValue(object: PlainObject, key: string): unknown {
  return key in Object.prototype ? ownValue(object, key) : object[key];
}

/** Sets an own property; plain assignment would change the prototype where the key is `__proto__`. */
export function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}

/** What the prototypes of all typed arrays inherit from. Its tag's getter tells real ones by their internal slot. */
const TYPED_ARRAY: object = /* @__PURE__ */ Object.getPrototypeOf(Uint8Array.prototype);

/** `Uint8Array`, `Float64Array` … of a real typed array of any realm, undefined for everything else. */
export function typedArrayName(value: unknown): string | undefined {
  // The getter answers with the class's name or undefined, whatever it is called on.
  return Reflect.get(TYPED_ARRAY, Symbol.toStringTag, value) as string | undefined;
}

/**
 * A typed array as an instance of this realm's class, on the same memory. StarlingMonkey's bindings make theirs in a realm
 * of their own, where `instanceof` would say no to the author.
 */
export function inThisRealm(own: TypedArrayClass, value: unknown): unknown {
  if (value instanceof own) return value;
  const { buffer, byteOffset, length } = value as Uint8Array; // the caller has seen a typed array
  return Reflect.construct(own, [buffer, byteOffset, length]);
}

// All that has to be known of a class here.
type TypedArrayClass = abstract new (...args: never[]) => ArrayBufferView;
