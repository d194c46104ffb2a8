import { visitDefinition, type TypeDefinition } from '../types/type-definition.ts';
import { type ListType, type TypeNode, visitType } from '../types/type-node.ts';
import { map, openRecord, set } from './collections.ts';
import { arrayList, asBytes, BYTES, jsonOption, nestedOption, nestedResult, option, tuple } from './containers.ts';
import { type Compile, compileEntry, compileNamed, type Converter } from './converter.ts';
import { date } from './dates.ts';
import { errorRecord, errorVariant } from './declared-errors.ts';
import { enumeration, record, variant } from './definitions.ts';
import { flags } from './flags.ts';
import { type Handles, NO_HANDLES } from './handles.ts';
import { jsonText } from './json-text.ts';
import { primitive } from './primitives.ts';
import { type AbiProfile, JCO } from './profile.ts';
import { asInt64Array, typedArray } from './typed-arrays.ts';
import { asValueError } from './value-fault.ts';

/**
 * Converts the values of one type between the author's TypeScript and the component ABI's JavaScript.
 *
 * Both directions check the value and throw an AirssysError `AIRSSYS_VALUE_INVALID` that names the path below `path`.
 * What comes back is new, except that typed arrays keep their memory.
 */
export interface Codec {
  /** The ABI's value to the author's. `path` is what faults call the value. */
  readonly lift: (abi: unknown, path: string) => unknown;
  /** The author's value to the ABI's. `path` is what faults call the value. */
  readonly lower: (value: unknown, path: string) => unknown;
}

/**
 * Compiles a type to its codec, once for all calls.
 *
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where a type is used that `definitions` does not hold.
 */
export function compileType(type: TypeNode, definitions: ReadonlyMap<string, TypeDefinition>, abi: AbiProfile): Codec {
  const converter = abiCompiler(definitions, abi)(type);
  const guarded = (direction: 'lift' | 'lower') => (value: unknown, path: string) => {
    try {
      return converter[direction](value);
    } catch (error) {
      throw asValueError(error, path);
    }
  };
  return { lift: guarded('lift'), lower: guarded('lower') };
}

/** A compiler of types for one interface and engine; named definitions are compiled once among all of its calls. */
export function abiCompiler(
  definitions: ReadonlyMap<string, TypeDefinition>,
  abi: AbiProfile,
  handles: Handles = NO_HANDLES,
): Compile {
  const named = compileNamed(definitions, (definition) =>
    visitDefinition(definition, {
      record: (node) => {
        if (node.as === 'date') return date(compile);
        return node.as === 'error' ? errorRecord(node, compile) : record(node, compile);
      },
      variant: (node) => (node.as === 'error' ? errorVariant(node, compile) : variant(node, compile)),
      enum: enumeration,
      flags,
      resource: ({ name }) => {
        throw new Error(`the resource ${name} was used as a value: it has handles only`);
      },
    }),
  );
  const compile: Compile = (type) =>
    visitType(type, {
      primitive: (node) => (node.as === 'json' ? jsonText(abi === JCO) : primitive(node.name, abi)),
      list: (node) => list(node, compile, abi),
      option: (node) => {
        const some = compile(node.some);
        if (node.some.kind === 'primitive' && node.some.as === 'json') return jsonOption(some, abi.none);
        return node.some.kind === 'option' ? nestedOption(node, some) : option(some, node.none, abi.none);
      },
      tuple: (node) => tuple(node.items.map(compile)),
      result: (node) => nestedResult(node.ok && compile(node.ok), node.err && compile(node.err)),
      reference: (node) => named(node.name),
      handle: (node) => ({
        lift: (value) => handles.lift(node, value),
        lower: (value) => handles.lower(node, value),
      }),
    });
  return compile;
}

function list(node: ListType, compile: Compile, abi: AbiProfile): Converter {
  switch (node.as) {
    case 'bytes':
      return BYTES;
    case 'array':
    case 'set': {
      const collection = (element: Converter): Converter => (node.as === 'set' ? set(element) : arrayList(element));
      const items = collection(compile(node.element));
      if (node.element.kind !== 'primitive') return items;
      const { name } = node.element;
      if (name === 'u8') return asBytes(items);
      if (abi.int64 === 'bigint' || (name !== 's64' && name !== 'u64')) return items;
      return asInt64Array(name, items, collection(primitive(name, { ...abi, int64: 'bigint' })));
    }
    case 'map':
      return map(...compileEntry(node, compile));
    case 'record':
      return openRecord(...compileEntry(node, compile));
    default:
      return typedArray(node.as, compile(node.element));
  }
}
