import { visitDefinition, type TypeDefinition } from '../types/type-definition.ts';
import { type TypeNode, visitType } from '../types/type-node.ts';
import { type Compile, compileNamed } from './converter.ts';
import { type Handles, NO_HANDLES } from './handles.ts';
import { ALL_KINDS, demandKind, type TypeKinds } from './kinds.ts';
import { primitive } from './primitives.ts';
import { type AbiProfile, JCO } from './profile.ts';
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
  const converter = abiCompiler(definitions, abi, ALL_KINDS)(type);
  const guarded = (direction: 'lift' | 'lower') => (value: unknown, path: string) => {
    try {
      return converter[direction](value);
    } catch (error) {
      throw asValueError(error, path);
    }
  };
  return { lift: guarded('lift'), lower: guarded('lower') };
}

/**
 * A compiler of types for one interface and engine; named definitions are compiled once among all of its calls. `kinds` has
 * what the interface's types need.
 */
export function abiCompiler(
  definitions: ReadonlyMap<string, TypeDefinition>,
  abi: AbiProfile,
  kinds: Partial<TypeKinds>,
  handles: Handles = NO_HANDLES,
): Compile {
  const named = compileNamed(definitions, (definition) =>
    visitDefinition(definition, {
      record: (node) => {
        if (node.as === 'date') return demandKind(kinds, 'date')(compile);
        return demandKind(kinds, node.as === 'error' ? 'errorRecord' : 'record')(node, compile);
      },
      variant: (node) => demandKind(kinds, node.as === 'error' ? 'errorVariant' : 'variant')(node, compile),
      enum: (node) => demandKind(kinds, 'enumeration')(node),
      flags: (node) => demandKind(kinds, 'flags')(node),
      resource: ({ name }) => {
        throw new Error(`the resource ${name} was used as a value: it has handles only`);
      },
    }),
  );
  const compile: Compile = (type) =>
    visitType(type, {
      primitive: (node) =>
        node.as === 'json' ? demandKind(kinds, 'jsonText')(abi === JCO) : primitive(node.name, abi),
      list: (node) => demandKind(kinds, 'list')(node, compile, abi),
      option: (node) => {
        const some = compile(node.some);
        const { jsonOption, nestedOption, option } = demandKind(kinds, 'options');
        if (node.some.kind === 'primitive' && node.some.as === 'json') return jsonOption(some, abi.none);
        return node.some.kind === 'option' ? nestedOption(node, some) : option(some, node.none, abi.none);
      },
      tuple: (node) => demandKind(kinds, 'tuple')(node.items.map(compile)),
      result: (node) => {
        const { nestedResult } = demandKind(kinds, 'results');
        return nestedResult(node.ok && compile(node.ok), node.err && compile(node.err));
      },
      reference: (node) => named(node.name),
      handle: (node) => ({
        lift: (value) => handles.lift(node, value),
        lower: (value) => handles.lower(node, value),
      }),
    });
  return compile;
}
