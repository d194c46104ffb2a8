/**
 * Guards against a defect of StarlingMonkey's bindings (componentize-js 0.23, ComponentizeJS issue 343): a result that
 * is one core value is read wrongly where the sign bit of a `u32` or `s64` is set. A `u32` returns as another number,
 * an `s64` traps. Neither can be mended from JavaScript, so such a value is refused with its reason.
 */
import type { TypeDefinition } from '../types/type-definition.ts';
import type { TypeNode } from '../types/type-node.ts';
import { isObject } from './converter.ts';
import type { AbiProfile } from './profile.ts';
import { refuse } from './value-fault.ts';

const HINT =
  'StarlingMonkey returns this value wrongly where it is the whole result (ComponentizeJS issue 343): build with the ' +
  'engine quickjs, or return a record with a second field.';

/** A check of a lowered result, undefined where none is needed. */
export function flatResultGuard(
  type: TypeNode,
  definitions: ReadonlyMap<string, TypeDefinition>,
  abi: AbiProfile,
): ((lowered: unknown) => void) | undefined {
  const name = abi.flatSign === 'lost' ? soleInteger(type, definitions) : undefined;
  if (name === undefined) return undefined;
  return (lowered) => {
    let leaf = lowered;
    while (isObject(leaf)) leaf = Object.values(leaf)[0];
    if (typeof leaf === 'number' && leaf >= 2 ** 31)
      refuse('u32 that StarlingMonkey can return (below 2^31)', leaf, HINT);
    if (typeof leaf === 'bigint' && leaf < 0n) refuse('s64 that StarlingMonkey can return (not negative)', leaf, HINT);
  };
}

/** Whether a type comes down to a single `u32` or `s64`, alone or as the only part of tuples and records. */
function soleInteger(type: TypeNode, definitions: ReadonlyMap<string, TypeDefinition>): 'u32' | 's64' | undefined {
  const seen = new Set<string>();
  let part: TypeNode | undefined = type;
  while (part) {
    if (part.kind === 'primitive') return part.name === 'u32' || part.name === 's64' ? part.name : undefined;
    if (part.kind === 'tuple') {
      part = part.items.length === 1 ? part.items[0] : undefined;
      continue;
    }
    const definition: TypeDefinition | undefined = part.kind === 'reference' ? definitions.get(part.name) : undefined;
    if (definition?.kind !== 'record' || definition.fields.length !== 1 || seen.has(definition.name)) return undefined;
    seen.add(definition.name);
    part = definition.fields[0]?.type;
  }
  return undefined;
}
