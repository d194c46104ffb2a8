/** From the repository to the files of the site. */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { Highlighter } from './highlight.ts';
import { type NavigationSection, type PageContent, renderLayout } from './layout.ts';
import { LinkTargets } from './link-targets.ts';
import { llmsFull, llmsIndex, markdownCopy, markdownPath } from './llms.ts';
import { renderMarkdown } from './markdown.ts';
import { outputPath, pictureOutputPath, sourceOutputPath } from './output-path.ts';
import type { PageSection, PageSource, RenderedPage } from './page.ts';
import { referenceSection } from './reference/reference-section.ts';
import { readText } from './repository.ts';
import { searchDocuments } from './search-documents.ts';
import { documentSections } from './sections.ts';
import { sourcePageHtml } from './source-page.ts';
import { Symbols } from './symbols.ts';

export interface SiteOptions {
  /** Where the site will stand on its server. Only the page for addresses that are not there needs it. `/` by default. */
  readonly base?: string;
}

/** The files by their path, all of them text. @throws Error for a link that leads nowhere. */
export async function buildSite({ base = '/' }: SiteOptions = {}): Promise<ReadonlyMap<string, string>> {
  const symbols = new Symbols();
  const documents = documentSections().map(({ title, sources }) => ({ title, pages: sources.map(documentPage) }));
  const sections = [...documents, referenceSection(symbols)];
  for (const { source } of documents.flatMap(({ pages }) => pages)) addDiagnostic(source, symbols);
  addErrorCodes(documents, symbols);

  const pages = sections.flatMap((section) => section.pages);
  const targets = new LinkTargets(new Map(pages.map(({ source, output }) => [source, output])));
  const services = { highlighter: await Highlighter.create(), targets, symbols };
  const rendered = pages.map((page) => ({ ...page, ...renderMarkdown(page, services) }));

  const files = new Map<string, string>();
  const add = (path: string, content: string): void => {
    if (files.has(path)) throw new Error(`Two pages of the site are ${path}`);
    files.set(path, content);
  };
  for (const [index, page] of rendered.entries()) {
    const layout = { sections, previous: rendered[index - 1], next: rendered[index + 1] };
    add(page.output, renderLayout({ ...page, description: describe(page) }, layout));
    add(markdownPath(page), markdownCopy(page, targets));
  }
  for (const path of targets.files) add(sourceOutputPath(path), sourceFile(path, targets, sections));
  for (const path of targets.pictures) add(pictureOutputPath(path), readText(path));
  add('404.html', renderLayout(NOT_FOUND, { sections, base }));

  const summary = describe(rendered[0]);
  const byOutput = new Map(rendered.map((page) => [page.output, page]));
  add(
    'llms.txt',
    llmsIndex(summary, sections, ({ output }) => describe(byOutput.get(output))),
  );
  add('llms-full.txt', llmsFull(summary, sections, targets));
  add('assets/search-documents.js', `self.airssysSearch = ${JSON.stringify(searchDocuments(rendered))};\n`);
  for (const [path, content] of await assets()) add(path, content);
  return files;
}

const NOT_FOUND: PageContent = {
  output: '404.html',
  title: 'Not found',
  description: 'There is no such page.',
  html: '<h1>Not found</h1><p>There is no such page. The search above finds words, and the list of pages has all of them.</p>',
  headings: [],
};

function documentPage(source: string): PageSource {
  const markdown = readText(source);
  const [, title = source] = /^# (.+)$/m.exec(markdown) ?? [];
  return { source, output: outputPath(source), title: title.replaceAll('`', ''), markdown };
}

const ERRORS = 'packages/cli/docs/errors.md';

/** A diagnostic has a page of its name. */
function addDiagnostic(source: string, symbols: Symbols): void {
  const [, code] = /^packages\/cli\/docs\/diagnostics\/(\w+)\.md$/.exec(source) ?? [];
  if (code !== undefined) symbols.addCode(code, outputPath(source));
}

/** Other codes stand in tables of one page, below a heading each. */
function addErrorCodes(sections: readonly PageSection[], symbols: Symbols): void {
  const page = sections.flatMap(({ pages }) => pages).find(({ source }) => source === ERRORS);
  for (const [, code = ''] of page?.markdown.matchAll(/^\| *`(AIRSSYS_\w+)`/gm) ?? []) {
    if (symbols.find(code) === undefined) symbols.addCode(code, outputPath(ERRORS));
  }
}

/** The first words of a page. */
function describe(page: (PageSource & RenderedPage) | undefined): string {
  const text = page?.passages.find((one) => one.text.trim() !== '')?.text.trim() ?? '';
  const [sentence = text] = /^.{20,}?\.(?=\s|$)/.exec(text) ?? [];
  return sentence.slice(0, 300);
}

function sourceFile(path: string, targets: LinkTargets, sections: readonly NavigationSection[]): string {
  const shown = new Set(targets.files);
  const html = sourcePageHtml(path, (inside) => shown.has(inside));
  const page = { output: sourceOutputPath(path), title: path, description: path, html, headings: [] };
  return renderLayout(page, { sections });
}

const CLIENT = new URL('../client/', import.meta.url);

/** The script is one file without modules: a browser loads these from no file:// address. */
async function assets(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [new URL('site.ts', CLIENT).pathname],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  const file = (name: string): string => readFileSync(new URL(name, CLIENT), 'utf8');
  return new Map([
    ['assets/site.js', outputFiles.map(({ text }) => text).join('')],
    ['assets/style.css', file('style.css')],
    ['assets/icon.svg', file('icon.svg')],
  ]);
}
