/** WIT text line by line. */
import type { WitItem } from '../document/item.ts';

export type Lines = readonly string[];

/** `head { … }` around items: short ones below each other, longer ones with an empty line between. */
export function block(head: string, items: readonly Lines[]): Lines {
  if (items.length === 0) return [`${head} {`, '}'];
  const lines = items.flatMap((item, at) => {
    const before = items[at - 1];
    const isApart = before !== undefined && (item.length > 1 || before.length > 1);
    return [...(isApart ? [''] : []), ...indent(item)];
  });
  return [`${head} {`, ...lines, '}'];
}

export function indent(lines: Lines): Lines {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

/** Documentation, gates and the platform's id: what stands before an item. */
export function preamble({ docs, gate, externalId }: Omit<WitItem, 'name'>): Lines {
  return [
    ...docLines(docs),
    ...(gate?.since === undefined ? [] : [`@since(version = ${gate.since})`]),
    ...(gate?.unstable === undefined ? [] : [`@unstable(feature = ${gate.unstable})`]),
    ...(gate?.deprecated === undefined ? [] : [`@deprecated(version = ${gate.deprecated})`]),
    ...(externalId === undefined ? [] : [`@external-id("${externalId.replaceAll(/["\\]/g, '\\$&')}")`]),
  ];
}

export function docLines(docs: string | undefined): Lines {
  return docs === undefined ? [] : docs.split('\n').map((line) => `/// ${line}`.trimEnd());
}
