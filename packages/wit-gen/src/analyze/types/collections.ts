/** `Set`, `Map`, objects with open keys and typed arrays: lists on the wire. */
import { Type, TYPED_ARRAYS, type TypedArrayName, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag, isLibrary } from '../context.ts';
import type { Conversion } from './conversion.ts';
import { type Place, within } from './place.ts';
import { namedPlace } from './type-name.ts';
import { memberScope, namedBy, structureOf, type Written, written } from './written.ts';

const KINDS = { Set: 'set', ReadonlySet: 'set', Map: 'map', ReadonlyMap: 'map' } as const;

/** Which of the library's collections a type is, whatever its arguments. */
export function collectionKind(context: AnalysisContext, type: ts.Type): 'set' | 'map' | undefined {
  const name = libraryName(context, type);
  return name !== undefined && Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : undefined;
}

/** The list that one of the library's typed arrays is; undefined for every other type. */
export function typedArrayOf(context: AnalysisContext, type: ts.Type): TypeNode | undefined {
  const name = libraryName(context, type);
  if (name === undefined) return undefined;
  if (name === 'Uint8Array') return Type.bytes();
  return Object.hasOwn(TYPED_ARRAYS, name) ? Type.typedArray(name as TypedArrayName) : undefined; // one of its keys
}

/** Whether a type is the library's `Date`. */
export function isDate(context: AnalysisContext, type: ts.Type): boolean {
  return libraryName(context, type) === 'Date';
}

/** The name of a type that TypeScript's standard library declares. */
function libraryName(context: AnalysisContext, type: ts.Type): string | undefined {
  const symbol: ts.Symbol | undefined = type.symbol; // declared as always there, but intersections have none
  const declaration = symbol?.declarations?.[0];
  return declaration !== undefined && isLibrary(context, declaration) ? symbol?.name : undefined;
}

/** A `Set` or `Map`; `readonly` or not is the same to the model. */
export function convertCollection(
  conversion: Conversion,
  kind: 'set' | 'map',
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const { context } = conversion;
  // Both are generic interfaces of the library, so that a type of them is a reference.
  const [first, second] = context.checker.getTypeArguments(type as ts.TypeReference);
  const args = source === undefined ? [] : (namedBy(context, structureOf(context, source))?.args ?? []);
  const outer = namedPlace(context, source, place);
  if (first === undefined) return undefined;
  if (kind === 'set') {
    const item = conversion.convert(first, args[0], within(outer, 'item', 'a member'));
    return item && Type.set(item);
  }
  const key = conversion.convert(first, args[0], within(outer, 'key', 'the key'));
  const value = second && conversion.convert(second, args[1], within(outer, 'value', 'the value'));
  return key && value && Type.map(key, value);
}

/** The one index signature of an object whose keys are all open and strings; undefined for every other type. */
export function openKeys(context: AnalysisContext, type: ts.Type): ts.IndexInfo | undefined {
  const [only, ...more] = context.checker.getIndexInfosOfType(type);
  const isOpen = more.length === 0 && type.getProperties().length === 0;
  return isOpen && only !== undefined && hasFlag(only.keyType, ts.TypeFlags.String) ? only : undefined;
}

/** An object whose keys are open, by its index signature. */
export function convertOpenRecord(
  conversion: Conversion,
  info: ts.IndexInfo,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const { context } = conversion;
  const declared = written(info.declaration?.type, memberScope(context, source));
  const outer = namedPlace(context, source, place);
  const value = conversion.convert(
    info.type,
    declared ?? (source && recordValue(context, source)),
    within(outer, 'value', 'the value'),
  );
  return value && Type.record(value);
}

/** `V` of `Record<string, V>`, also behind aliases. */
function recordValue(context: AnalysisContext, source: Written): Written | undefined {
  const named = namedBy(context, structureOf(context, source));
  const isRecord = named?.symbol.name === 'Record' && isLibrary(context, named.declaration);
  return isRecord ? named.args[1] : undefined;
}
