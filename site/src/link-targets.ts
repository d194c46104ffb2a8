/** From a link in a document to the page of the site that shows what it means. */
import { posix } from 'node:path';
import { pictureOutputPath, sourceOutputPath } from './output-path.ts';
import { kindOf } from './repository.ts';

export class LinkTargets {
  readonly #pages: ReadonlyMap<string, string>;
  readonly #files = new Set<string>();
  readonly #pictures = new Set<string>();

  /** `pages` are the outputs of the documents by their path in the repository. */
  constructor(pages: ReadonlyMap<string, string>) {
    this.#pages = pages;
  }

  /** Files and folders that are no documents, and that something links to. */
  get files(): readonly string[] {
    return [...this.#files].sort();
  }

  /** Drawings that are shown or linked to, which the site has as they are. */
  get pictures(): readonly string[] {
    return [...this.#pictures].sort();
  }

  /** The page and anchor that a relative link of a document means. @throws Error where there is nothing. */
  resolve(source: string, href: string): string {
    const [target = '', anchor] = href.split('#');
    const path = target === '' ? source : posix.normalize(posix.join(posix.dirname(source), target)).replace(/\/$/, '');
    const page = this.#pages.get(path) ?? this.#pages.get(`${path}/README.md`) ?? this.#fileOf(path);
    if (page === undefined) throw new Error(`${source} links to ${href}, which is not there`);
    return anchor === undefined ? page : `${page}#${anchor}`;
  }

  /** The page of a file of the repository, which is made of all that are asked for. */
  #fileOf(path: string): string | undefined {
    if (path.startsWith('..') || kindOf(path) === undefined) return undefined;
    if (path.endsWith('.svg')) {
      this.#pictures.add(path);
      return pictureOutputPath(path);
    }
    this.#files.add(path);
    return sourceOutputPath(path);
  }
}
