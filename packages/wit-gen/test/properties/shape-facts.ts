/** What the shapes of types say of themselves: names, cases, ways to be missing. */
import { type EnumCase, toKebabCase, type TypeNode, type VariantCase } from '@airssys/model';
import type { CaseShape, DefinitionShape, Shape } from './shapes.ts';

/** Names of an enum's cases are of the literals; values that are not need a TypeScript enum. */
export function enumCases({ by, cases }: DefinitionShape): readonly EnumCase[] {
  const named = distinct(cases, ({ literal }) => toKebabCase(literal));
  if (by === 'number') {
    return distinct(named, ({ value }) => value).map((one) => ({ ...caseHead(one), literal: one.value }));
  }
  return named.map((one) => ({ ...caseHead(one), literal: by === 'enum' ? `${one.literal}!` : one.literal }));
}

export function variantCases(
  shape: DefinitionShape,
): readonly (Omit<VariantCase, 'payload'> & { readonly case: CaseShape })[] {
  const { by, cases, discriminant } = shape;
  switch (by) {
    case 'boolean':
      return cases.slice(0, 2).map((one, index) => ({ name: String(index === 0), literal: index === 0, case: one }));
    case 'number':
      return distinct(cases, ({ value }) => value)
        .map((one) => ({ name: toKebabCase(`${discriminant}${one.value}`), literal: one.value, case: one }))
        .flatMap(({ name, ...rest }) => (name === undefined ? [] : { name, ...rest }));
    default:
      return distinct(cases, ({ literal }) => toKebabCase(literal)).map((one) => ({
        name: kebab(one.literal),
        literal: by === 'enum' ? `${one.literal}!` : one.literal,
        case: one,
      }));
  }
}

/** Whether it cannot be written in place, since an enum must be declared. */
export function needsEnum({ kind, by }: DefinitionShape): boolean {
  return kind === 'enum' && (by === 'enum' || by === 'number');
}

export function caseHead(one: CaseShape): { readonly name: string; readonly docs?: string } {
  return { name: kebab(one.literal), ...docsOf(one) };
}

export function docsOf({ docs }: { readonly docs: string | undefined }): { readonly docs?: string } {
  return docs === undefined ? {} : { docs };
}

/** `Json` has null already. */
export function isJson(type: TypeNode): boolean {
  return type.kind === 'primitive' && type.as === 'json';
}

/** What every error has besides, and what no class can declare. */
export function isErrorField(key: string): boolean {
  const taken = ['name', 'message', 'stack', 'cause', 'prototype'];
  return !taken.includes(key) && !(key in Object.prototype) && toKebabCase(key) !== 'message';
}

/** Names that mean something else on an object or a class. */
export function isMethodName(key: string): boolean {
  return !['then', 'new', 'name', 'length'].includes(key) && !(key in Object.prototype);
}

export function isNull(shape: Shape): boolean {
  return shape.kind === 'option' && shape.none === 'null' && !isBoth(shape);
}

/** Whether a type may be null and undefined. */
export function isBoth(shape: Shape): boolean {
  return shape.kind === 'option' && shape.some.kind === 'option' && shape.none !== shape.some.none;
}

/** TypeScript tells one level of each missing value from the value itself. */
export function withoutOption(shape: Shape): Shape {
  return shape.kind === 'option' ? withoutOption(shape.some) : shape;
}

export function kebab(text: string): string {
  const name = toKebabCase(text);
  if (name === undefined) throw new Error(`'${text}' has no name in WIT`);
  return name;
}

export function distinct<T>(items: readonly T[], by: (item: T) => unknown): readonly T[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = by(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
