/** The comment above a declaration, and what it says. */
import { ts } from 'ts-morph';

/** Text of the doc comment without its stars; undefined without one. The comment of `const x = …` is above its statement. */
export function docComment(node: ts.Node): string | undefined {
  const owner = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const comment = ts.getJSDocCommentsAndTags(owner).findLast(ts.isJSDoc);
  return comment
    ?.getText()
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .trim();
}

/** Whether it begins with a sentence: words that end somewhere. */
export const hasSentence = (text: string): boolean => /^(?!@)\S+.*[.:;!?)`]/s.test(text);

/** Whether a parameter is told of, by name or by the words of which the name is made: `topicPattern` as "pattern of topics". */
export function tellsOf(text: string, parameter: string): boolean {
  const spoken = text.toLowerCase();
  if (spoken.includes(parameter.toLowerCase())) return true;
  const words = parameter.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  return words.length > 1 && words.every((word) => word === 'ms' || spoken.includes(word));
}

/** Whether it says what comes back: in so many words, or by being a noun: "The state of …", "Whether …". */
export const tellsResult = (text: string): boolean =>
  /\b(answers?|answered|returns?|gives?|yields?|makes?|creates?|reads?|takes|finds?|parses|opens|loads|builds|converts)\b/i.test(
    text,
  ) ||
  /^(a|an|the|all|any|every|each|how|what|where|when|which|who|whether|one|true|false|undefined|its|as|bytes|same)\b/i.test(
    text,
  );

/** Whether it says that something is thrown, and what. */
export const tellsThrows = (text: string): boolean => /\bthrows?\b|\brejects?\b/i.test(text);
