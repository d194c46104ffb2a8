/** What a module needs of the modules of other interfaces. */
import { type ImportedInterface, toPascalCase } from '@airssys/model';
import { type BoundScope, isResource, resourceOf, scopeOf } from './bound-scope.ts';
import { typeNames } from './names.ts';

export interface UsedType {
  /** Id of the interface in whose module it is. */
  readonly from: string;
  /** Its name in that module, and in this one. */
  readonly original: string;
  readonly local: string;
  /** The WIT name of the resource in the model; absent for what is a type only. */
  readonly resource?: string;
  /** Whether the interface has it by `use`, so that its module exports it again. */
  readonly isNamed: boolean;
}

/** By `use`; and the resources inside of what is used, whose classes are needed for the handles that come with it. */
export function usedTypes(bound: BoundScope, { types }: ImportedInterface): readonly UsedType[] {
  const locals = typeNames(bound.scope);
  const named = bound.scope.types.flatMap((item): readonly UsedType[] => {
    if (item.kind !== 'use') return [];
    const resource = isResource(bound, item.name) ? resourceOf(bound, item.name) : undefined;
    const owner = resource?.owner ?? scopeOf(bound.document, item.from);
    const name = resource?.item.name ?? item.original;
    const original = typeNames(owner.scope).get(name) ?? name;
    const local = locals.get(item.name) ?? item.name;
    return [{ from: owner.id, original, local, isNamed: true, ...(resource && { resource: item.name }) }];
  });
  const inside = types.flatMap((type): readonly UsedType[] => {
    if (type.kind !== 'resource' || type.from === undefined) return [];
    if (bound.scope.types.some(({ name }) => name === type.name)) return [];
    const from = type.from.slice(0, type.from.lastIndexOf('#'));
    // No name of WIT's has a `$`.
    return [{ from, original: type.source, local: `$${toPascalCase(type.name)}`, resource: type.name, isNamed: false }];
  });
  return [...named, ...inside];
}
