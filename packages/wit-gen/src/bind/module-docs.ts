/** Documentation of WIT as doc comments. */
import type { WitFunction, WitGate } from '../document/item.ts';
import { docComment } from '../print/typescript.ts';
import { splitDocs } from './function-docs.ts';
import { parameterKey } from './names.ts';

/** An item's text; what is deprecated says so in the way that editors know. */
export function itemDocs({
  docs,
  gate,
}: {
  readonly docs?: string | undefined;
  readonly gate?: WitGate;
}): string | undefined {
  if (gate?.deprecated === undefined) return docs;
  const tag = `@deprecated Since version ${gate.deprecated} of the package.`;
  return docs === undefined ? tag : `${docs}\n\n${tag}`;
}

export function functionComment({
  docs,
  gate,
  params,
}: Pick<WitFunction, 'docs' | 'gate' | 'params'>): readonly string[] {
  const split = splitDocs(docs, params);
  const tags = [...split.params].map(([name, text]) => `@param ${parameterKey(name)} ${text}`);
  const parts = [...(split.docs === undefined ? [] : [split.docs]), ...(tags.length > 0 ? [tags.join('\n')] : [])];
  const text = parts.length === 0 ? undefined : parts.join('\n\n');
  return docComment(itemDocs({ docs: text, ...(gate && { gate }) }));
}
