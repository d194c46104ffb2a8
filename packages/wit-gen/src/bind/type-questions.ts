/** What a type is once its aliases are followed. */
import type { WitFunction } from '../document/item.ts';
import type { WitType } from '../document/wit-type.ts';
import { type BoundScope, definitionOf } from './bound-scope.ts';

/** What an option holds, where the type is one; with the scope in which that is to be read. */
export function optionIn(
  scope: BoundScope,
  type: WitType,
): { readonly scope: BoundScope; readonly some: WitType } | undefined {
  const { scope: owner, type: found } = withoutAliases(scope, type);
  return found.kind === 'option' ? { scope: owner, some: found.some } : undefined;
}

export function isByte(scope: BoundScope, type: WitType): boolean {
  const { type: found } = withoutAliases(scope, type);
  return found.kind === 'primitive' && found.name === 'u8';
}

/** Whether a parameter may be left out of a call: it and all after it are options. */
export function canBeLeftOut(scope: BoundScope, params: WitFunction['params'], at: number): boolean {
  return params.slice(at).every(({ type }) => optionIn(scope, type) !== undefined);
}

function withoutAliases(scope: BoundScope, type: WitType): { readonly scope: BoundScope; readonly type: WitType } {
  if (type.kind !== 'reference') return { scope, type };
  const { owner, item } = definitionOf(scope, type.name);
  return item.kind === 'alias' ? withoutAliases(owner, item.type) : { scope, type };
}
