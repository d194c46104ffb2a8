import type { Entity, Type, ValueForm, ValueType } from '../binary/entity.ts';

/** Visits each type that something is made of, once. */
export function typesIn(entity: Entity, visit: (type: Type) => void): void {
  const seen = new Set<Type>();
  const value = (type: ValueType | undefined): void => {
    if (type !== undefined && type.kind !== 'primitive' && type.kind !== 'error-context') each(type);
  };
  const each = (type: Type): void => {
    if (seen.has(type)) return;
    seen.add(type);
    visit(type);
    if (type.kind === 'named') each(type.of);
    else if (type.kind === 'value') for (const part of partsOf(type.value)) value(part);
    else if (type.kind === 'function')
      for (const part of [...type.params.map(([, one]) => one), type.result]) value(part);
  };
  const enter = (one: Entity): void => {
    if (one.sort === 'function' || one.sort === 'type') each(one.type);
    else if (one.sort === 'instance') for (const inner of one.exports.values()) enter(inner);
  };
  enter(entity);
}

function partsOf(form: ValueForm): readonly (ValueType | undefined)[] {
  switch (form.form) {
    case 'plain':
      return [form.type];
    case 'record':
      return form.fields.map(([, type]) => type);
    case 'variant':
      return form.cases.map(([, type]) => type);
    case 'list':
    case 'fixed-list':
    case 'stream':
    case 'future':
      return [form.element];
    case 'tuple':
      return form.items;
    case 'flags':
    case 'enum':
      return [];
    case 'option':
      return [form.some];
    case 'result':
      return [form.ok, form.err];
    case 'own':
    case 'borrow':
      return [form.resource];
    case 'map':
      return [form.key, form.value];
  }
}
