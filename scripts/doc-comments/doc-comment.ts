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

/** Words for which the names of parameters are short. */
const SHORT_FOR: Readonly<Record<string, string>> = { args: 'argument', params: 'parameter' };

/** Whether a parameter is told of, by name or by the words of which that is made: `topicPattern` as "patterns of topics". */
export function tellsOf(text: string, parameter: string): boolean {
  const spoken = text.toLowerCase();
  if (spoken.includes(parameter.toLowerCase())) return true;
  const words = parameter.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  // A unit is told by its number: `timeoutMs` as "timeout: 1 to 60,000 ms".
  return words.every((word) => word === 'ms' || spoken.includes(SHORT_FOR[word] ?? word.replace(/s$/, '')));
}

/** Whether it says what comes back: in so many words, or by being it: "The state of …", not "Calls …". */
export const tellsResult = (text: string): boolean =>
  !/^(?!As\b|Its\b|This\b|Bytes\b|Milliseconds\b)[A-Z]\w*s\b/.test(text) ||
  /\b(answers?|answered|returns?|gives?|yields?|makes?|creates?|reads|takes|finds|parses|opens|loads|builds|converts)\b/i.test(
    text,
  );

/** Whether a member is told of above what it belongs to: by its name, as code. */
export const tellsOfMember = (text: string, member: string): boolean => text.includes(`\`${member}\``);

/** Whether it says that something is thrown, and what. */
export const tellsThrows = (text: string): boolean => /\bthrows?\b|\brejects?\b/i.test(text);
