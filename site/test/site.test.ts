/** The site as it is built: each link leads to something, nothing is loaded from elsewhere, and all that should be there is. */
import { posix } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildSite } from '../src/build-site.ts';
import { entryPoints } from '../src/reference/entry-points.ts';
import { allCommands } from '../src/reference/command-reference.ts';
import { documentSections } from '../src/sections.ts';

let files: ReadonlyMap<string, string>;
let pages: readonly (readonly [string, string])[];

beforeAll(async () => {
  files = await buildSite({ base: '/docs/' });
  pages = [...files].filter(([path]) => path.endsWith('.html'));
}, 120_000);

const ids = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id));

/** Addresses in a page's markup; what stands in code is escaped and no markup. */
const addresses = (html: string): readonly string[] =>
  [...html.matchAll(/<[^>]* (?:href|src)="([^"]*)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'));

test('every link and anchor of the site leads somewhere', () => {
  const anchors = new Map(pages.map(([path, html]) => [path, ids(html)]));
  const broken = pages.flatMap(([path, html]) =>
    addresses(html)
      .filter((address) => !/^(https?|mailto):/.test(address))
      .filter((address) => {
        const [target = '', anchor = ''] = address.split('#');
        const inSite = target.startsWith('/docs/')
          ? target.slice('/docs/'.length)
          : posix.join(posix.dirname(path), target);
        const file = target === '' ? path : inSite;
        return !files.has(file) || (anchor !== '' && !anchors.get(file)?.has(decodeURIComponent(anchor)));
      })
      .map((address) => `${path}: ${address}`),
  );
  expect(broken).toEqual([]);
});

test('no page has one id twice', () => {
  const twice = pages.filter(([, html]) => [...html.matchAll(/ id="([^"]*)"/g)].length !== ids(html).size);
  expect(twice.map(([path]) => path)).toEqual([]);
});

test('a page loads nothing but files of the site, by relative addresses', () => {
  const loaded = pages
    .filter(([path]) => path !== '404.html')
    .flatMap(([path, html]) =>
      [...html.matchAll(/<(?:script|link|img|iframe|source)\b[^>]* (?:href|src)="([^"]*)"/g)]
        .filter(([, address = '']) => /^([a-z]+:|\/)/i.test(address))
        .map(([, address]) => `${path}: ${address}`),
    );
  expect(loaded).toEqual([]);
  expect(files.get('assets/style.css')).not.toMatch(/url\(|@import/);
});

test('the page for what is not there finds its files at any address', () => {
  const html = files.get('404.html') ?? '';
  expect(addresses(html).filter((address) => !address.startsWith('/docs/') && !address.startsWith('#'))).toEqual([]);
});

test('every document, entry point and command is in it', () => {
  const sources = documentSections().flatMap((section) => section.sources);
  expect(sources.length).toBeGreaterThan(100);
  expect(new Set(sources).size).toBe(sources.length);
  const navigation = files.get('index.html') ?? '';
  for (const { name } of entryPoints()) expect(navigation).toContain(`>${name}</a>`);
  const commands = files.get('reference/command.html') ?? '';
  expect(allCommands().filter(({ slug }) => !commands.includes(`id="${slug}"`))).toEqual([]);
});

test('the reference shows what an export is and what its members mean', () => {
  const host = files.get('reference/host.md') ?? '';
  expect(host).toContain('\n## ComponentHost\n');
  expect(host).toMatch(
    /\n## Limits\n\nWhat one instance may use\.[\s\S]*?\n- `maxMemoryBytes`\n\n {2}Bytes of linear memory/,
  );
  expect(host).not.toMatch(/^ *private |#private/m);
});

test('a name of the reference is a link to it, in code and in text', () => {
  expect(files.get('serve.html')).toMatch(/<a href="reference\/host\.html#componenthost">ComponentHost<\/a>/);
  expect(files.get('index.html')).toMatch(/<a href="errors\.html"><code>AIRSSYS_TRAP_DEADLINE<\/code><\/a>/);
});

test('llms.txt names every page as markdown, which is there', () => {
  const index = files.get('llms.txt') ?? '';
  expect(index).toMatch(/^# airssys\n\n> \S.*\n\n## Begin\n/);
  const named = [...index.matchAll(/^- \[[^\]]+\]\(([^)]+)\): \S/gm)].map(([, path = '']) => path);
  expect(named.filter((path) => !files.has(path))).toEqual([]);
  expect(named).toHaveLength(index.split('\n').filter((line) => line.startsWith('- ')).length);
  expect([...files.keys()].filter((path) => path.endsWith('.md') && !named.includes(path))).toEqual([]);
  expect(files.get('llms-full.txt')).toContain('A first component in ten minutes');
});

test('the links of the pages as markdown lead to files of the site', () => {
  const texts = [...files].filter(([path]) => path.endsWith('.md') || path === 'llms-full.txt');
  const broken = texts.flatMap(([path, text]) =>
    [...text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !files.has(posix.join(posix.dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('what the search finds is there', () => {
  const script = files.get('assets/search-documents.js') ?? '';
  const documents = JSON.parse(script.slice(script.indexOf('['), script.lastIndexOf(']') + 1)) as readonly {
    url: string;
  }[]; // our own file
  expect(documents.length).toBeGreaterThan(1_000);
  expect(documents.filter(({ url }) => !files.has(url.split('#')[0] ?? ''))).toEqual([]);
});
