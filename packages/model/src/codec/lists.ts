import type { ListType } from '../types/type-node.ts';
import { map, openRecord, set } from './collections.ts';
import { arrayList, asBytes, BYTES } from './containers.ts';
import { type Compile, compileEntry, type Converter } from './converter.ts';
import { primitive } from './primitives.ts';
import type { AbiProfile } from './profile.ts';
import { asInt64Array, typedArray } from './typed-arrays.ts';

/** A list, in whichever way the author spells it. */
export function list(node: ListType, compile: Compile, abi: AbiProfile): Converter {
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
