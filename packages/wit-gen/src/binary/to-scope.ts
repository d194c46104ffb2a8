/** What an instance exports, as the types and functions of an interface. */
import type { WitFunction, WitResourceFunction, WitScope, WitTypeItem } from '../document/item.ts';
import { invalidComponent } from './byte-reader.ts';
import type { Exports, FunctionType, NamedType, ValueForm } from './entity.ts';
import { LocalNames } from './local-names.ts';
import { plain } from './scope.ts';

/** @param where For messages. */
export function toScope(exports: Exports, where: string): WitScope {
  const names = new LocalNames(where, exports.values());
  const types: WitTypeItem[] = [];
  const functions: WitFunction[] = [];
  for (const [name, entity] of exports) {
    if (entity.sort === 'type' && entity.type.kind === 'named') types.push(toItem(entity.type, names));
    else if (entity.sort === 'function' && !name.startsWith('[')) functions.push(toFunction(name, entity.type, names));
  }
  return { types: withMethods(types, exports, names, where), functions };
}

/** A type under a name: used, defined, or another name for a type of the same scope. */
export function toItem(type: NamedType, names: LocalNames): WitTypeItem {
  const { name } = type;
  for (let of = type.of; of.kind === 'named'; of = of.of) {
    const local = names.ownName(of);
    if (local !== undefined) return { kind: 'alias', name, type: { kind: 'reference', name: local } };
    if (of.owner !== undefined) return { kind: 'use', name, from: of.owner, original: of.name };
  }
  const definition = plain(type);
  if (definition.kind === 'resource') {
    const first = names.ownName(definition);
    if (first !== undefined && first !== name) return { kind: 'alias', name, type: { kind: 'reference', name: first } };
    return { kind: 'resource', name, functions: [] };
  }
  if (definition.kind !== 'value') throw invalidComponent(`The type '${name}' is not of a value`);
  const first = names.ownName(definition);
  if (first !== undefined && first !== name) return { kind: 'alias', name, type: { kind: 'reference', name: first } };
  return toDefinition(name, definition.value, names);
}

function toDefinition(name: string, form: ValueForm, names: LocalNames): WitTypeItem {
  switch (form.form) {
    case 'record':
      return {
        kind: 'record',
        name,
        fields: form.fields.map(([field, type]) => ({ name: field, type: names.value(type) })),
      };
    case 'variant':
      return {
        kind: 'variant',
        name,
        cases: form.cases.map(([one, type]) => ({ name: one, ...(type && { type: names.value(type) }) })),
      };
    case 'enum':
      return { kind: 'enum', name, cases: form.names.map((one) => ({ name: one })) };
    case 'flags':
      return { kind: 'flags', name, flags: form.names.map((one) => ({ name: one })) };
    default:
      return { kind: 'alias', name, type: names.form(form) };
  }
}

export function toFunction(name: string, { async, params, result }: FunctionType, names: LocalNames): WitFunction {
  const isAsync = name.startsWith('[async');
  return {
    name: name.replace(/^\[async\]/, ''),
    async: async || isAsync,
    params: params.map(([param, type]) => ({ name: param, type: names.value(type) })),
    ...(result && { result: names.value(result) }),
  };
}

/** `[method]file.read`, `[static]file.open`, `[constructor]file`, each perhaps `[async …]`. */
const OF_RESOURCE = /^\[(?:async )?(?<kind>method|static|constructor)\](?<resource>[^.]+)(?:\.(?<name>.+))?$/;

/** Puts the functions of resources where they belong. @returns The same types, resources with their functions. */
export function withMethods(
  types: readonly WitTypeItem[],
  exports: Exports,
  names: LocalNames,
  where: string,
): readonly WitTypeItem[] {
  const byResource = new Map<string, WitResourceFunction[]>();
  for (const [full, entity] of exports) {
    if (entity.sort !== 'function' || !full.startsWith('[') || full.startsWith('[async]')) continue;
    const { kind, resource = '', name = 'constructor' } = OF_RESOURCE.exec(full)?.groups ?? {};
    if (kind === undefined) throw invalidComponent(`The function '${full}' in ${where} is of an unknown kind`);
    const list = byResource.get(resource) ?? [];
    byResource.set(resource, [
      ...list,
      toResourceFunction(kind as WitResourceFunction['kind'], name, entity.type, names),
    ]);
  }
  return types.map((item) =>
    item.kind === 'resource' ? { ...item, functions: byResource.get(item.name) ?? [] } : item,
  );
}

function toResourceFunction(
  kind: WitResourceFunction['kind'],
  name: string,
  type: FunctionType,
  names: LocalNames,
): WitResourceFunction {
  const { params, result, ...head } = toFunction(name, type, names);
  // `self` comes first; a constructor that cannot fail says nothing of its result.
  const own = kind === 'method' ? params.slice(1) : params;
  const isPlain = kind === 'constructor' && result?.kind === 'own';
  return { kind, ...head, params: own, ...(result && !isPlain && { result }) };
}
