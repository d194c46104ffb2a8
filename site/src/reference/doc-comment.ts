/** Doc comments as markdown. */
import { ts } from 'ts-morph';

/** What the comment above a declaration says; empty where there is none. */
export function docComment(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const last = comments.at(-1);
  if (last === undefined) return '';
  const tags = last.tags?.map(tagText) ?? [];
  return [text(last.comment), ...tags].filter((part) => part !== '').join('\n\n');
}

function tagText(tag: ts.JSDocTag): string {
  const said = text(tag.comment);
  if (ts.isJSDocThrowsTag(tag)) {
    const type = tag.typeExpression?.type.getText();
    return `Throws ${type === undefined ? '' : `\`${type}\` `}${said}`.trim();
  }
  if (ts.isJSDocParameterTag(tag)) return `\`${tag.name.getText()}\`: ${said}`;
  if (ts.isJSDocReturnTag(tag)) return `Returns ${said}`;
  const name = tag.tagName.text;
  return name === 'example' ? said : `${name[0]?.toUpperCase()}${name.slice(1)}: ${said}`;
}

function text(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  if (comment === undefined) return '';
  if (typeof comment === 'string') return comment.trim();
  return comment
    .map((part) => (part.kind === ts.SyntaxKind.JSDocText ? part.text : `\`${linkText(part)}\``))
    .join('')
    .trim();
}

/** `{@link Name}`, or `{@link Name | text}`. */
function linkText(link: ts.JSDocLink | ts.JSDocLinkCode | ts.JSDocLinkPlain): string {
  const [, words] = link.text.split('|');
  return words?.trim() || `${link.name?.getText() ?? ''}${link.text}`.trim();
}
