/**
 * Documents as WIT text in its normal form: the root package first and the others after it in braces, types before functions,
 * imports before exports. Reading it gives the same document.
 */
import { escapeWitName } from '@airssys/model';
import {
  interfaceId,
  type WitDocument,
  type WitInterface,
  type WitPackage,
  type WitWorld,
  type WitWorldItem,
} from '../document/document.ts';
import type { WitScope } from '../document/item.ts';
import { printFunction, printTypeItems } from './items.ts';
import { block, docLines, type Lines, preamble } from './lines.ts';

/** The root package as WIT text, with the others it depends on behind it. */
export function printDocument({ root, packages }: WitDocument): string {
  const parts = packages.map((one) => {
    const head = docLines(one.docs);
    if (one.id === root) return [[...head, `package ${packageName(one)};`], ...itemsOf(one)].map(text).join('\n\n');
    return text([...head, ...block(`package ${packageName(one)}`, itemsOf(one))]);
  });
  return `${parts.join('\n\n')}\n`;
}

const text = (lines: Lines): string => lines.join('\n');

function packageName({ namespace, name, version }: WitPackage): string {
  return `${escapeWitName(namespace)}:${escapeWitName(name)}${version === undefined ? '' : `@${version}`}`;
}

function itemsOf(one: WitPackage): readonly Lines[] {
  return [
    ...one.interfaces.map((item) => printInterface(item, one)),
    ...one.worlds.map((world) => printWorld(world, one)),
  ];
}

function printInterface(item: WitInterface, owner: WitPackage): Lines {
  return [...preamble(item), ...block(`interface ${escapeWitName(item.name)}`, scopeItems(item, owner))];
}

function scopeItems({ types, functions }: WitScope, owner: WitPackage): readonly Lines[] {
  return [...printTypeItems(types, (id) => pathTo(id, owner)), ...functions.map((one) => printFunction(one))];
}

function printWorld(world: WitWorld, owner: WitPackage): Lines {
  const items = [
    ...printTypeItems(world.types, (id) => pathTo(id, owner)),
    ...world.imports.map((item) => printPort('import', item, owner)),
    ...world.exports.map((item) => printPort('export', item, owner)),
  ];
  return [...preamble(world), ...block(`world ${escapeWitName(world.name)}`, items)];
}

function printPort(word: 'import' | 'export', item: WitWorldItem, owner: WitPackage): Lines {
  if (item.kind === 'function') {
    const { docs: _docs, gate: _gate, externalId: _id, ...bare } = item;
    const [line = ''] = printFunction(bare);
    return [...preamble(item), `${word} ${line}`];
  }
  if (item.kind === 'inline') {
    const head = `${word} ${escapeWitName(item.name)}: interface`;
    return [...preamble(item), ...block(head, scopeItems(item, owner))];
  }
  const name = item.name === undefined ? '' : `${escapeWitName(item.name)}: `;
  return [...preamble(item), `${word} ${name}${pathTo(item.interface, owner)};`];
}

/** How an interface is named in a package: by its name alone where it is in the same one. */
function pathTo(id: string, owner: WitPackage): string {
  const own = owner.interfaces.find(({ name }) => interfaceId(owner, name) === id);
  if (own !== undefined) return escapeWitName(own.name);
  const [path = '', version] = id.split('@');
  const names = path.split(/[:/]/).map(escapeWitName);
  return `${names[0]}:${names[1]}/${names[2]}${version === undefined ? '' : `@${version}`}`;
}
