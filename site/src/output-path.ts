/** Where a document of the repository stands in the site. */

const MOVED: Readonly<Record<string, string>> = {
  'README.md': 'index.html',
  'docs/README.md': 'guides.html',
  'wit/README.md': 'packages/wit.html',
};

/** `docs/testing/mocks.md` is `testing/mocks.html`, and so are documents that a package brings; the README of a folder in `docs` is its index, one of a package or an example bears its name. */
export function outputPath(source: string): string {
  const moved = MOVED[source];
  if (moved !== undefined) return moved;
  const path = source.replace(/^(packages\/[\w-]+\/)?docs\//, '').replace(/\.md$/, '');
  if (!path.endsWith('/README')) return `${path.includes('/') ? path : path.toLowerCase()}.html`;
  const folder = path.slice(0, -'/README'.length);
  return source.startsWith('docs/') ? `${folder}/index.html` : `${folder}.html`;
}

/** Where the site shows a file or folder of the repository that is no document. */
export function sourceOutputPath(path: string): string {
  return `source/${path.replace(/\/$/, '')}.html`;
}

/** Where the site has a drawing of the repository. */
export function pictureOutputPath(path: string): string {
  return `pictures/${path}`;
}

/** A link from one page of the site to another, relative, so that the site works in any folder. */
export function relativeLink(from: string, to: string): string {
  const up = '../'.repeat(from.split('/').length - 1);
  const [target = '', anchor] = to.split('#');
  const path = target === from && anchor !== undefined ? '' : `${up}${target}`;
  return anchor === undefined ? path : `${path}#${anchor}`;
}
