/** Markdown as the HTML of a page: anchors as the repository's own pages have them, links into the site, code in colors. */
import GithubSlugger from 'github-slugger';
import { escapeHtml } from './layout.ts';
import MarkdownIt, { type Token } from 'markdown-it';
import anchor from 'markdown-it-anchor';
import type { Highlighter } from './highlight.ts';
import type { LinkTargets } from './link-targets.ts';
import { relativeLink } from './output-path.ts';
import type { Heading, PageSource, RenderedPage } from './page.ts';
import type { SymbolTable } from './symbols.ts';

export interface MarkdownServices {
  readonly highlighter: Highlighter;
  readonly targets: LinkTargets;
  readonly symbols: SymbolTable;
}

const IS_EXTERNAL = /^[a-z]+:/i;

export function renderMarkdown(page: PageSource, services: MarkdownServices): RenderedPage {
  const { highlighter, targets, symbols } = services;
  const findLink = (name: string): string | undefined => {
    const target = symbols.find(name);
    return target === undefined ? undefined : relativeLink(page.output, target);
  };
  const slugger = new GithubSlugger();
  const markdown = new MarkdownIt({ html: false });
  markdown.use(anchor, { slugify: (text) => slugger.slug(text), permalink: anchor.permalink.headerLink() });

  markdown.renderer.rules['fence'] = (tokens, index) => {
    const token = tokens[index];
    const [language = '', ...words] = (token?.info ?? '').trim().split(/\s+/);
    const code = (token?.content ?? '').replace(/\n$/, '');
    return `<figure class="code">${caption(words)}${highlighter.render(code, language, findLink)}</figure>\n`;
  };

  const tokens = markdown.parse(page.markdown, {});
  labelCells(tokens);
  for (const token of tokens) {
    if (token.children !== null) token.children = linkInline(token.children);
  }
  return {
    html: markdown.renderer.render(tokens, markdown.options, {}),
    headings: headingsOf(tokens),
    passages: passagesOf(tokens),
  };

  function siteAddress(address: string): string {
    if (IS_EXTERNAL.test(address)) return address;
    return relativeLink(page.output, targets.resolve(page.source, address));
  }

  /** Leads links into the site, and makes links of the names in code. */
  function linkInline(children: readonly Token[]): Token[] {
    let isInLink = false;
    return children.flatMap((token) => {
      if (token.type === 'link_close') isInLink = false;
      if (token.type === 'link_open') isInLink = true;
      const address = token.type === 'link_open' ? 'href' : token.type === 'image' ? 'src' : undefined;
      if (address !== undefined) token.attrSet(address, siteAddress(String(token.attrGet(address))));
      const name = token.type === 'code_inline' && !isInLink ? findLink(token.content) : undefined;
      return name === undefined ? [token] : linked(token, name);
    });
  }
}

function linked(token: Token, href: string): Token[] {
  const Kind = token.constructor as new (type: string, tag: string, nesting: 1 | -1) => Token; // its class is not exported by name
  const open = new Kind('link_open', 'a', 1);
  open.attrSet('href', href);
  return [open, token, new Kind('link_close', 'a', -1)];
}

/** Columns from which a table is looked at sideways on small screens. With fewer, its rows become cards. */
const WIDE = 6;

/** Gives each cell the name of its column, for screens that have no room for columns. */
function labelCells(tokens: readonly Token[]): void {
  let columns: string[] = [];
  let table: Token | undefined;
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'table_open') [table, columns] = [token, []];
    if (token.type === 'thead_close' && columns.length >= WIDE) table?.attrSet('class', 'wide');
    if (token.type === 'th_open') columns.push(plainText(tokens[index + 1]));
    if (token.type === 'tr_open') at = 0;
    if (token.type === 'td_open') token.attrSet('data-column', columns[at++] ?? '');
  }
}

/** What the words behind the language of a fence say to a reader. */
function caption(words: readonly string[]): string {
  const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
  const word = words.find((one) => one === 'wrong' || one === 'mended' || one === 'output');
  const text = file ?? word;
  return text === undefined ? '' : `<figcaption class="${word ?? 'file'}">${escapeHtml(text)}</figcaption>`;
}

function headingsOf(tokens: readonly Token[]): readonly Heading[] {
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return [];
    return [
      { level: Number(token.tag.slice(1)), slug: String(token.attrGet('id')), text: plainText(tokens[index + 1]) },
    ];
  });
}

function passagesOf(tokens: readonly Token[]): RenderedPage['passages'] {
  const passages = [{ slug: '', text: '' }];
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') passages.push({ slug: String(token.attrGet('id')), text: '' });
    const isHeading = tokens[index - 1]?.type === 'heading_open';
    const last = passages.at(-1);
    if (last !== undefined && token.type === 'inline' && !isHeading) last.text += `${plainText(token)} `;
  }
  return passages;
}

/** Text without marks. */
function plainText(token: Token | undefined): string {
  return (token?.children ?? [])
    .map((child) =>
      child.type === 'text' || child.type === 'code_inline' ? child.content : child.type === 'softbreak' ? ' ' : '',
    )
    .join('');
}
