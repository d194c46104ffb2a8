import { ts } from 'ts-morph';
import type { AnalysisContext } from './context.ts';

/** The description in a declaration's doc comment, without tags; undefined where there is none. */
export function docsOfSymbol(context: AnalysisContext, symbol: ts.Symbol | undefined): string | undefined {
  if (symbol === undefined) return undefined;
  const docs = tidy(plainText(symbol.getDocumentationComment(context.checker)));
  if (docs !== undefined) return docs;
  const declaration = symbol.declarations?.[0];
  // TypeScript takes a comment in the line of the opening brace for a comment on the brace.
  const isMember = declaration !== undefined && (ts.isPropertySignature(declaration) || ts.isEnumMember(declaration));
  return isMember ? docsBefore(declaration) : undefined;
}

/** As {@link docsOfSymbol}, for a constructor, whose symbol is no part of the checker's interface. */
export function docsOfFunction({ checker }: AnalysisContext, node: ts.SignatureDeclaration): string | undefined {
  return tidy(plainText(checker.getSignatureFromDeclaration(node)?.getDocumentationComment(checker) ?? []));
}

/** The doc comment of a node that is no symbol's declaration, such as a union's member: the last one before it. */
export function docsBefore(node: ts.Node): string | undefined {
  const text = commentBefore(node);
  return text === undefined ? undefined : tidy(text.replace(NAME_TAG, ''));
}

/** `@name` is for the build. */
const NAME_TAG = /^[ \t]*@name[ \t]+\S+[ \t]*$/m;

/** The text of the doc comment before a node, tags included. */
export function commentBefore(node: ts.Node): string | undefined {
  const { text } = node.getSourceFile();
  const start = node.getStart();
  const from = endOfPrevious(node);
  const last = [...text.slice(from, start).matchAll(/\/\*\*([\s\S]*?)\*\//g)].at(-1);
  if (last?.[1] === undefined) return undefined;
  const before = text.slice(from, from + last.index);
  const after = text.slice(from + last.index + last[0].length, start);
  const isTrailing = from > 0 && !before.includes('\n') && after.includes('\n');
  // The star that begins a line is not in the first one: `/** **bold** */`.
  return isTrailing ? undefined : last[1].replaceAll(/\n[ \t]*\*? ?/g, '\n');
}

/** `docs` of the shape that the model's nodes spread in, absent where there is no text. */
export function withDocs(docs: string | undefined): { readonly docs?: string } {
  return docs === undefined ? {} : { docs };
}

/** The text up to the end of the first sentence, in one line. */
export function firstSentence(docs: string): string {
  const paragraph = (docs.split(/\n\s*\n/)[0] ?? '').replaceAll(/\s+/g, ' ').trim();
  return /^.*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
}

/** Where what stands before a node ends; for a union's members, the bar between them does not count. */
function endOfPrevious(node: ts.Node): number {
  if (!ts.isUnionTypeNode(node.parent)) return node.getFullStart();
  const { types } = node.parent;
  return types[types.findIndex((type) => type === node) - 1]?.getEnd() ?? node.parent.getFullStart();
}

/** Links become their text: `{@link Order | the order}` is `the order`. */
function plainText(parts: readonly ts.SymbolDisplayPart[]): string {
  return parts
    .map(({ kind, text }, index) => {
      if (kind === 'link') return '';
      if (kind === 'linkName') return parts[index + 1]?.kind === 'linkText' ? '' : text;
      return kind === 'linkText' ? text.replace(/^\s*\|?\s*/, '') : text;
    })
    .join('');
}

function tidy(text: string): string | undefined {
  const plain = text
    .replaceAll(/\{@link(?:code|plain)?\s+([^|}]*?)(?:\s*\|\s*([^}]*?))?\s*\}/g, (_, target: string, label?: string) =>
      (label ?? target).trim(),
    )
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
  return plain === '' ? undefined : plain;
}
