/** Whether two types are the same for a caller: the same values in the same binary form. */
import type { WitType } from '../document/wit-type.ts';
import { type Definition, definitionKey, type Plain, resolveName, resolveType, type Side } from './side.ts';

/** Named types of the same name and scope count as the same: what changes inside of one is told there, once. */
export function isSameType(a: WitType | undefined, before: Side, b: WitType | undefined, after: Side): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isSamePlain(resolveType(before, a), resolveType(after, b));
}

function isSamePlain(a: Plain, b: Plain): boolean {
  if (a.kind === 'definition' && b.kind === 'definition') {
    return definitionKey(a) === definitionKey(b) || isAlike(a, b);
  }
  if (a.kind === 'type' && b.kind === 'type') return isSameForm(a.type, a.side, b.type, b.side);
  return a.kind === 'unknown' || b.kind === 'unknown' ? nameOf(a) === nameOf(b) : false;
}

const nameOf = (one: Plain): string | undefined =>
  one.kind === 'unknown' ? one.key : one.kind === 'definition' ? definitionKey(one) : undefined;

function isSameForm(a: WitType, before: Side, b: WitType, after: Side): boolean {
  const same = (one: WitType | undefined, other: WitType | undefined): boolean => isSameType(one, before, other, after);
  switch (a.kind) {
    case 'primitive':
      return b.kind === a.kind && a.name === b.name;
    case 'error-context':
      return b.kind === a.kind;
    case 'list':
    case 'stream':
    case 'future':
      return b.kind === a.kind && same(a.element, b.element);
    case 'fixed-list':
      return b.kind === a.kind && a.length === b.length && same(a.element, b.element);
    case 'option':
      return b.kind === a.kind && same(a.some, b.some);
    case 'result':
      return b.kind === a.kind && same(a.ok, b.ok) && same(a.err, b.err);
    case 'map':
      return b.kind === a.kind && same(a.key, b.key) && same(a.value, b.value);
    case 'tuple':
      return b.kind === a.kind && areAll(a.items, b.items, same);
    case 'own':
    case 'borrow':
      return b.kind === a.kind && isSamePlain(resolveName(before, a.resource), resolveName(after, b.resource));
    case 'reference':
      return false; // resolved before
  }
}

type Found = Extract<Plain, { kind: 'definition' }>;

const ALIKE = new WeakMap<Definition, WeakMap<Definition, boolean>>();

/** Remembers what was found: definitions can share others many times over. */
function isAlike(a: Found, b: Found): boolean {
  const known = ALIKE.get(a.item) ?? new WeakMap<Definition, boolean>();
  ALIKE.set(a.item, known);
  const alike = known.get(b.item) ?? isSameDefinition(a.item, a.side, b.item, b.side);
  known.set(b.item, alike);
  return alike;
}

/** Two definitions of different names: alike in everything that a value has. */
function isSameDefinition(a: Definition, before: Side, b: Definition, after: Side): boolean {
  const named = (one: { readonly name: string }, other: { readonly name: string }): boolean => one.name === other.name;
  switch (a.kind) {
    case 'record':
      return (
        b.kind === a.kind &&
        areAll(a.fields, b.fields, (one, other) => named(one, other) && isSameType(one.type, before, other.type, after))
      );
    case 'variant':
      return (
        b.kind === a.kind &&
        areAll(a.cases, b.cases, (one, other) => named(one, other) && isSameType(one.type, before, other.type, after))
      );
    case 'enum':
      return b.kind === a.kind && areAll(a.cases, b.cases, named);
    case 'flags':
      return b.kind === a.kind && areAll(a.flags, b.flags, named);
    case 'resource':
      return false; // each resource is itself alone
  }
}

function areAll<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  return a.length === b.length && a.every((one, at) => b[at] !== undefined && same(one, b[at]));
}
