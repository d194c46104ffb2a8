/** The fences of code in a document, as modules: those that continue one another are one. */

export interface Snippet {
  /** Of all fences of code in the document, from 0. */
  readonly index: number;
  readonly code: string;
}

const FENCE = /^(`{3,})(ts|js)(?: (.*))?\n([\s\S]*?)^\1$/gm;

/** Fences without a file's name: what has one is run by the test of its page. A fence with the word `continued` goes on with the one before it. */
export function readSnippets(markdown: string): readonly Snippet[] {
  const snippets: Snippet[] = [];
  for (const [index, [, , , info = '', code = '']] of [...markdown.matchAll(FENCE)].entries()) {
    if (info.includes('file=')) continue;
    const before = snippets.at(-1);
    if (info === 'continued' && before !== undefined) snippets.push({ index, code: `${before.code}\n${code}` });
    else snippets.push({ index, code });
  }
  return snippets;
}
