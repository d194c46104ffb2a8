/** Links of the documents as they stand in the repository: each file is there, and so is the heading. */
import { existsSync, globSync } from 'node:fs';
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { readText, ROOT } from '../src/repository.ts';

const markdown = new MarkdownIt();
const documents = globSync(['*.md', '{docs,packages,examples,wit,bench,conformance}/**/*.md'], {
  cwd: ROOT,
  exclude: (path) => /(^|\/)(node_modules|dist|\.[^/]+)$/.test(path),
}).sort();

interface Document {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

/** Code is no link; what a heading is called is what the repository's pages call it. */
function readDocument(path: string): Document {
  const slugger = new GithubSlugger();
  const tokens = markdown.parse(readText(path), {});
  const headings = tokens.flatMap((_, index) => (tokens[index - 1]?.type === 'heading_open' ? [tokens[index]] : []));
  const text = (children: typeof tokens): string => children.map(({ content }) => content).join('');
  return {
    links: tokens
      .flatMap(({ children }) => children ?? [])
      .filter(({ type }) => type === 'link_open' || type === 'image')
      .map((token) => String(token.attrGet('href') ?? token.attrGet('src'))),
    anchors: new Set(headings.map((heading) => slugger.slug(text(heading?.children ?? [])))),
  };
}

const known = new Map<string, Document>();
function document(path: string): Document {
  const read = known.get(path) ?? readDocument(path);
  known.set(path, read);
  return read;
}

/** What is wrong with a link of a document. */
function complaint(from: string, link: string): string | undefined {
  const [target = '', anchor = ''] = decodeURI(link).split('#');
  const path = target === '' ? from : posix.join(posix.dirname(from), target);
  if (!existsSync(`${ROOT}/${path}`)) return `${from}: there is no ${link}`;
  if (anchor === '' || !path.endsWith('.md')) return undefined;
  return document(path).anchors.has(anchor) ? undefined : `${from}: ${target} has no heading for #${anchor}`;
}

test('every relative link of the documents leads somewhere, its anchor too', () => {
  expect(documents.length).toBeGreaterThan(100);
  const links = documents.flatMap((from) => document(from).links.map((link) => [from, link] as const));
  const relative = links.filter(([, link]) => !/^[a-z]+:/.test(link));
  expect(relative.length).toBeGreaterThan(500);
  expect(relative.flatMap(([from, link]) => complaint(from, link) ?? [])).toEqual([]);
});

test('a link that leads nowhere is found out', () => {
  expect(complaint('docs/limits.md', 'lifecycle.md#no-such-heading')).toContain('has no heading');
  expect(complaint('docs/limits.md', 'no-such-page.md')).toContain('there is no');
  expect(complaint('docs/limits.md', '../README.md#two-commands')).toBeUndefined();
});
