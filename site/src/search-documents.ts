/** What the search finds: a passage for each heading. The index over them is made in the browser. */
import type { PageSource, RenderedPage } from './page.ts';

export interface SearchDocument {
  readonly id: number;
  /** Page and anchor. */
  readonly url: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

/** Characters of a passage that are searched; the longest are tables. */
const MAX_PASSAGE = 1_500;

export function searchDocuments(pages: readonly (PageSource & RenderedPage)[]): readonly SearchDocument[] {
  return pages
    .flatMap(({ output, title, headings, passages }) =>
      passages.flatMap(({ slug, text }) => {
        const heading = headings.find((one) => one.slug === slug)?.text ?? '';
        if (heading === '' && text === '') return [];
        const url = slug === '' || heading === title ? output : `${output}#${slug}`;
        return [
          { url, page: title, heading: heading === title ? '' : heading, text: text.trim().slice(0, MAX_PASSAGE) },
        ];
      }),
    )
    .map((document, id) => ({ id, ...document }));
}
