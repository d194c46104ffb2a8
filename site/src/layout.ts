/** The HTML around what a page says. */
import { relativeLink } from './output-path.ts';
import type { Heading } from './page.ts';

export interface NavigationSection {
  readonly title: string;
  readonly pages: readonly { readonly output: string; readonly title: string }[];
}

export interface PageContent {
  readonly output: string;
  readonly title: string;
  /** What a search engine shows. */
  readonly description: string;
  readonly html: string;
  readonly headings: readonly Heading[];
}

export interface PageLayout {
  readonly sections: readonly NavigationSection[];
  readonly previous?: { readonly output: string; readonly title: string } | undefined;
  readonly next?: { readonly output: string; readonly title: string } | undefined;
  /** What links begin with, where they cannot be relative: the page that a server shows at any address. */
  readonly base?: string;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function renderLayout(page: PageContent, layout: PageLayout): string {
  const { base } = layout;
  const link = (to: string): string => (base === undefined ? relativeLink(page.output, to) : base + to);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title === 'airssys' ? 'airssys' : `${page.title} · airssys`)}</title>
<meta name="description" content="${escapeHtml(page.description)}">
<link rel="icon" href="${link('assets/icon.svg')}">
<link rel="stylesheet" href="${link('assets/style.css')}">
<script src="${link('assets/site.js')}" data-root="${link('')}" defer></script>
<script>document.documentElement.dataset.theme = (() => { try { return localStorage.getItem('airssys-theme') ?? ''; } catch { return ''; } })();</script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<a class="home" href="${link('index.html')}">airssys</a>
<form class="search" role="search"><input type="search" placeholder="Search" aria-label="Search" autocomplete="off" disabled><div class="results" hidden></div></form>
<button class="theme" type="button" aria-label="Light or dark" hidden></button>
</header>
<details class="menu"><summary>All pages</summary><nav aria-label="All pages">${navigation(page, layout, link)}</nav></details>
<div class="columns">
<nav class="sidebar" aria-label="Pages">${navigation(page, layout, link)}</nav>
<main id="content">
${page.html}
${neighbours(layout, link)}
</main>
${contents(page)}
</div>
</body>
</html>
`;
}

function navigation(page: PageContent, { sections }: PageLayout, link: (to: string) => string): string {
  return sections
    .map(({ title, pages }) => {
      const isOpen = pages.some(({ output }) => output === page.output);
      const items = pages.map(({ output, title }) => {
        const current = output === page.output ? ' aria-current="page"' : '';
        return `<li><a href="${link(output)}"${current}>${escapeHtml(title)}</a></li>`;
      });
      return `<details${isOpen ? ' open' : ''}><summary>${escapeHtml(title)}</summary><ul>${items.join('')}</ul></details>`;
    })
    .join('');
}

function neighbours({ previous, next }: PageLayout, link: (to: string) => string): string {
  const one = (page: PageLayout['next'], rel: string): string =>
    page === undefined ? '' : `<a rel="${rel}" href="${link(page.output)}">${escapeHtml(page.title)}</a>`;
  if (previous === undefined && next === undefined) return '';
  return `<nav class="neighbours" aria-label="Neighbours">${one(previous, 'prev')}${one(next, 'next')}</nav>`;
}

/** The headings of the page, where there are enough for a list. */
function contents({ headings }: PageContent): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return '';
  const items = shown.map(
    ({ level, slug, text }) => `<li class="level-${level}"><a href="#${slug}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="contents" aria-label="On this page"><p>On this page</p><ul>${items.join('')}</ul></nav>`;
}
