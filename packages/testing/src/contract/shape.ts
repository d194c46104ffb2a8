import { type InterfaceModel, type TypeNode, visitDefinition, visitType } from '@airssys/model';

/**
 * What a consumer has to tell apart in a value: success and failure, some and none, the case of a variant or enum, with the
 * names of the types in the place of numbers, texts and elements.
 */
export function shapeOf(type: TypeNode | undefined, model: InterfaceModel, value: unknown): unknown {
  if (type === undefined) return undefined;
  const of = (inner: TypeNode | undefined, it: unknown): unknown => shapeOf(inner, model, it);
  return visitType<unknown>(type, {
    primitive: ({ name }) => name,
    list: ({ as }) => `a list (${as})`,
    option: ({ some }) => (value === undefined || value === null ? 'none' : { some: of(some, value) }),
    tuple: ({ items }) => items.map((item, at) => of(item, (value as readonly unknown[])[at])), // of its type, here and below
    result: ({ ok, err }) => {
      const result = value as { readonly ok: boolean; readonly value?: unknown; readonly error?: unknown };
      return result.ok ? { ok: of(ok, result.value) } : { error: of(err, result.error) };
    },
    reference: ({ name }) => shapeOfNamed(name, model, value as Readonly<Record<string, unknown>>),
    handle: ({ resource }) => `a handle of ${resource}`,
  });
}

function shapeOfNamed(name: string, model: InterfaceModel, value: Readonly<Record<string, unknown>>): unknown {
  const definition = model.types.find((one) => one.name === name);
  if (definition === undefined) return name;
  return visitDefinition<unknown>(definition, {
    record: ({ fields, as }) =>
      as === 'date'
        ? 'a date'
        : Object.fromEntries(fields.map(({ key, type }) => [key, shapeOf(type, model, value[key])])),
    variant: ({ discriminant, cases }) => {
      const found = cases.find(({ literal }) => literal === value[discriminant]);
      const payload = found?.payload;
      if (payload === undefined) return { case: found?.literal };
      const inner = payload.style === 'property' ? value[payload.key] : value;
      return { case: found?.literal, of: shapeOf(payload.type, model, inner) };
    },
    enum: () => value,
    flags: () => 'flags',
    resource: () => `a handle of ${name}`,
  });
}
