import { escapeWitName } from '@airssys/model';
import { isDeepStrictEqual } from 'node:util';
import type { WitFunction, WitNamed, WitResourceFunction, WitTypeItem, WitUse } from '../document/item.ts';
import { visitWitType, type WitType } from '../document/wit-type.ts';
import { block, docLines, indent, type Lines, preamble } from './lines.ts';

/** Types with a name; what is used from one interface in a row becomes one `use`. */
export function printTypeItems(items: readonly WitTypeItem[], pathTo: (id: string) => string): readonly Lines[] {
  const printed: Lines[] = [];
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined) break;
    if (item.kind !== 'use') {
      printed.push(printTypeItem(item));
      continue;
    }
    const group = [item];
    for (let next = items[at + 1]; next?.kind === 'use' && isSameUse(item, next); next = items[at + 1]) {
      group.push(next);
      at += 1;
    }
    printed.push(printUse(group, pathTo(item.from)));
  }
  return printed;
}

function isSameUse(one: WitUse, other: WitUse): boolean {
  return one.from === other.from && one.docs === other.docs && isDeepStrictEqual(one.gate, other.gate);
}

function printUse(group: readonly WitUse[], path: string): Lines {
  const names = group.map(({ name, original }) =>
    name === original ? escapeWitName(name) : `${escapeWitName(original)} as ${escapeWitName(name)}`,
  );
  return [...preamble(group[0] ?? {}), `use ${path}.{${names.join(', ')}};`];
}

function printTypeItem(item: Exclude<WitTypeItem, WitUse>): Lines {
  const head = preamble(item);
  const name = escapeWitName(item.name);
  switch (item.kind) {
    case 'alias':
      return [...head, `type ${name} = ${printAliased(item.type)};`];
    case 'record':
      return [
        ...head,
        ...members(
          'record',
          name,
          item.fields.map((one) => [one, `: ${printWitType(one.type)}`]),
        ),
      ];
    case 'variant':
      return [
        ...head,
        ...members(
          'variant',
          name,
          item.cases.map((one) => [one, one.type ? `(${printWitType(one.type)})` : '']),
        ),
      ];
    case 'enum':
      return [
        ...head,
        ...members(
          'enum',
          name,
          item.cases.map((one) => [one, '']),
        ),
      ];
    case 'flags':
      return [
        ...head,
        ...members(
          'flags',
          name,
          item.flags.map((one) => [one, '']),
        ),
      ];
    case 'resource': {
      if (item.functions.length === 0) return [...head, `resource ${name};`];
      return [...head, ...block(`resource ${name}`, item.functions.map(printResourceFunction))];
    }
  }
}

function members(word: string, name: string, all: readonly (readonly [WitNamed, string])[]): Lines {
  const lines = all.flatMap(([one, rest]) => [...docLines(one.docs), `${escapeWitName(one.name)}${rest},`]);
  return [`${word} ${name} {`, ...indent(lines), '}'];
}

/** `name: func(…) -> …;` with what stands before it. */
export function printFunction(one: WitFunction, isStatic = false): Lines {
  const words = `${isStatic ? 'static ' : ''}${one.async ? 'async ' : ''}func`;
  return [...preamble(one), `${escapeWitName(one.name)}: ${words}${signature(one)};`];
}

function printResourceFunction(one: WitResourceFunction): Lines {
  if (one.kind === 'constructor') return [...preamble(one), `constructor${signature(one)};`];
  return printFunction(one, one.kind === 'static');
}

function signature({ params, result }: WitFunction): string {
  const list = params.map(({ name, type }) => `${escapeWitName(name)}: ${printWitType(type)}`).join(', ');
  return `(${list})${result === undefined ? '' : ` -> ${printWitType(result)}`}`;
}

/** After `type name =` a resource's own name makes an alias of the resource; its handle has to be spelled out. */
function printAliased(type: WitType): string {
  return type.kind === 'own' ? `own<${escapeWitName(type.resource)}>` : printWitType(type);
}

/** A type as WIT text, such as `option<list<u8>>`. */
export function printWitType(type: WitType): string {
  const of = (name: string, ...types: readonly (WitType | undefined)[]): string => {
    const inner = types.filter((one) => one !== undefined).map(printWitType);
    return inner.length === 0 ? name : `${name}<${inner.join(', ')}>`;
  };
  return visitWitType<string>(type, {
    primitive: ({ name }) => name,
    list: ({ element }) => of('list', element),
    'fixed-list': ({ element, length }) => `list<${printWitType(element)}, ${length}>`,
    option: ({ some }) => of('option', some),
    result: ({ ok, err }) =>
      ok === undefined && err !== undefined ? `result<_, ${printWitType(err)}>` : of('result', ok, err),
    tuple: ({ items }) => of('tuple', ...items),
    map: ({ key, value }) => of('map', key, value),
    stream: ({ element }) => of('stream', element),
    future: ({ element }) => of('future', element),
    'error-context': () => 'error-context',
    own: ({ resource }) => escapeWitName(resource),
    borrow: ({ resource }) => `borrow<${escapeWitName(resource)}>`,
    reference: ({ name }) => escapeWitName(name),
  });
}
