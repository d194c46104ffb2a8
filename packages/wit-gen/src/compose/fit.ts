/** Whether an export has all that an import asks for, and of the same types. Told is the first that differs. */
import type { Entity, Exports, FunctionType, Type, ValueForm, ValueType } from '../binary/entity.ts';
import { plain } from '../binary/scope.ts';
import { composeError, type Part } from './part.ts';
import type { Wire } from './wiring.ts';

/** @throws AirssysError `AIRSSYS_COMPOSE_INVALID` */
export function demandFit(wire: Wire, asker: Part, provider: Part): void {
  const [asked, offered] = [asker.imports.get(wire.import), provider.exports.get(wire.export)];
  const difference = asked && offered && entityDifference(wire.import, asked, offered);
  if (difference === undefined) return;
  throw composeError(
    `${wire.import} of ${asker.name} is not what ${provider.name} exports as ${wire.export}: ${difference}`,
    'Build one of them against the interface of the other: airssys wit add COMPONENT.wasm --replace.',
    { reason: 'types', ...wire, difference },
  );
}

/** What an offered thing lacks of an asked one. Undefined: nothing. */
export function entityDifference(name: string, asked: Entity, offered: Entity): string | undefined {
  if (asked.sort === 'instance' && offered.sort === 'instance')
    return exportsDifference(asked.exports, offered.exports);
  if (asked.sort === 'function' && offered.sort === 'function') {
    return isSameFunction(asked.type, offered.type)
      ? undefined
      : told(name, functionText(asked.type), functionText(offered.type));
  }
  if (asked.sort === 'type' && offered.sort === 'type') {
    return isSame(asked.type, offered.type) ? undefined : told(name, typeText(asked.type), typeText(offered.type));
  }
  return told(name, asked.sort, offered.sort);
}

function exportsDifference(asked: Exports, offered: Exports): string | undefined {
  // Types first: a function differs by one of them.
  const typesFirst = [...asked].toSorted(([, a], [, b]) => Number(b.sort === 'type') - Number(a.sort === 'type'));
  for (const [name, entity] of typesFirst) {
    const found = offered.get(name);
    if (found === undefined) return `${name} is missing`;
    const difference = entityDifference(name, entity, found);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const told = (name: string, asked: string, offered: string): string =>
  `${name} is imported as ${asked}, and exported as ${offered}`;

function isSameFunction(a: FunctionType, b: FunctionType): boolean {
  return a.async === b.async && isSameList(a.params, b.params) && isSameValue(a.result, b.result);
}

const isSameList = (
  a: readonly (readonly [string, ValueType | undefined])[],
  b: readonly (readonly [string, ValueType | undefined])[],
): boolean =>
  a.length === b.length && a.every(([name, type], at) => b[at]?.[0] === name && isSameValue(type, b[at][1]));

function isSameValue(a: ValueType | undefined, b: ValueType | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'primitive' || b.kind === 'primitive')
    return primitiveOf(a) !== undefined && primitiveOf(a) === primitiveOf(b);
  if (a.kind === 'error-context' || b.kind === 'error-context') return a.kind === b.kind;
  return isSame(a, b);
}

/** A primitive also by another name: `type id = u32`. */
function primitiveOf(type: ValueType): string | undefined {
  if (type.kind === 'primitive') return type.name;
  if (type.kind === 'error-context') return undefined;
  const form = plain(type);
  return form.kind === 'value' && form.value.form === 'plain' ? primitiveOf(form.value.type) : undefined;
}

const SAME = new WeakMap<Type, WeakMap<Type, boolean>>();

/** Remembers what was found: types can share others many times over. */
function isSame(one: Type, other: Type): boolean {
  const known = SAME.get(one) ?? new WeakMap<Type, boolean>();
  SAME.set(one, known);
  const same = known.get(other) ?? isSamePlain(one, other);
  known.set(other, same);
  return same;
}

function isSamePlain(one: Type, other: Type): boolean {
  const [a, b] = [plain(one), plain(other)];
  // Which resource it is, the validation of the whole decides; here it is one of the same name.
  if (a.kind === 'resource') return b.kind === 'resource' && resourceName(one) === resourceName(other);
  if (a.kind === 'value' && b.kind === 'value') return isSameForm(a.value, b.value);
  return a.kind === 'function' && b.kind === 'function' && isSameFunction(a, b);
}

/** The first name that it was given. */
function resourceName(type: Type): string {
  let found = '';
  for (let one = type; one.kind === 'named'; one = one.of) found = one.name;
  return found;
}

function isSameForm(a: ValueForm, b: ValueForm): boolean {
  switch (a.form) {
    case 'plain':
      return b.form === a.form && isSameValue(a.type, b.type);
    case 'record':
      return b.form === a.form && isSameList(a.fields, b.fields);
    case 'variant':
      return b.form === a.form && isSameList(a.cases, b.cases);
    case 'list':
      return b.form === a.form && isSameValue(a.element, b.element);
    case 'fixed-list':
      return b.form === a.form && a.length === b.length && isSameValue(a.element, b.element);
    case 'tuple':
      return b.form === a.form && isSameList(unnamed(a.items), unnamed(b.items));
    case 'flags':
    case 'enum':
      return b.form === a.form && a.names.join() === b.names.join();
    case 'option':
      return b.form === a.form && isSameValue(a.some, b.some);
    case 'result':
      return b.form === a.form && isSameValue(a.ok, b.ok) && isSameValue(a.err, b.err);
    case 'own':
    case 'borrow':
      return b.form === a.form && isSame(a.resource, b.resource);
    case 'stream':
    case 'future':
      return b.form === a.form && isSameValue(a.element, b.element);
    case 'map':
      return b.form === a.form && isSameValue(a.key, b.key) && isSameValue(a.value, b.value);
  }
}

const unnamed = (items: readonly ValueType[]): readonly (readonly [string, ValueType])[] =>
  items.map((item) => ['', item] as const);

function functionText({ async, params, result }: FunctionType): string {
  const list = params.map(([name, type]) => `${name}: ${valueText(type)}`).join(', ');
  return `${async ? 'async ' : ''}func(${list})${result ? ` -> ${valueText(result)}` : ''}`;
}

/** Named types by their names. */
function valueText(type: ValueType | undefined): string {
  if (type === undefined) return '_';
  if (type.kind === 'primitive') return type.name;
  if (type.kind === 'error-context') return type.kind;
  return type.kind === 'named' ? type.name : typeText(type);
}

/** What a type is, one level deep. */
function typeText(type: Type): string {
  const found = plain(type);
  if (found.kind === 'function') return functionText(found);
  return found.kind === 'value' ? formText(found.value) : found.kind;
}

function formText(form: ValueForm): string {
  const members = (items: readonly (readonly [string, ValueType | undefined])[]): string =>
    items.map(([name, type]) => (type === undefined ? name : `${name}: ${valueText(type)}`)).join(', ');
  switch (form.form) {
    case 'plain':
      return valueText(form.type);
    case 'record':
      return `record { ${members(form.fields)} }`;
    case 'variant':
      return `variant { ${members(form.cases)} }`;
    case 'list':
      return `list<${valueText(form.element)}>`;
    case 'fixed-list':
      return `list<${valueText(form.element)}, ${form.length}>`;
    case 'tuple':
      return `tuple<${form.items.map(valueText).join(', ')}>`;
    case 'flags':
    case 'enum':
      return `${form.form} { ${form.names.join(', ')} }`;
    case 'option':
      return `option<${valueText(form.some)}>`;
    case 'result':
      return `result<${valueText(form.ok)}, ${valueText(form.err)}>`;
    case 'own':
    case 'borrow':
      return `${form.form}<${resourceName(form.resource)}>`;
    case 'stream':
    case 'future':
      return `${form.form}<${valueText(form.element)}>`;
    case 'map':
      return `map<${valueText(form.key)}, ${valueText(form.value)}>`;
  }
}
