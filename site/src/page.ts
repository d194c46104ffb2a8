/** Where a heading stands, and what it is named. */
export interface Heading {
  readonly level: number;
  /** Unique in its page; the same as on the repository's own page. */
  readonly slug: string;
  readonly text: string;
}

/** A page before it is rendered. */
export interface PageSource {
  /** The file of the site, such as `testing/mocks.html`. */
  readonly output: string;
  /** The document in the repository that relative links are meant from. */
  readonly source: string;
  readonly title: string;
  readonly markdown: string;
}

/** Pages that stand together in the navigation. */
export interface PageSection {
  readonly title: string;
  readonly pages: readonly PageSource[];
}

/** What comes of the markdown of a page. */
export interface RenderedPage {
  readonly html: string;
  readonly headings: readonly Heading[];
  /** The text below each heading, for the search; that before the first one has an empty slug. */
  readonly passages: readonly { readonly slug: string; readonly text: string }[];
}
