/** `llms.txt`, the list of what there is to read as https://llmstxt.org describes it, and all of it in one file. */
import type { LinkTargets } from './link-targets.ts';
import { relativeLink } from './output-path.ts';
import type { PageSection, PageSource } from './page.ts';

/** Sections that somebody with little room can do without. */
const OPTIONAL = new Set(['Errors', 'The project', 'Packages']);

export function llmsIndex(
  summary: string,
  sections: readonly PageSection[],
  describe: (page: PageSource) => string,
): string {
  const list = ({ pages }: PageSection): string =>
    pages.map((page) => `- [${page.title}](${markdownPath(page)}): ${describe(page)}`).join('\n');
  const main = sections.filter(({ title }) => !OPTIONAL.has(title)).map((one) => `## ${one.title}\n\n${list(one)}`);
  const optional = sections.filter(({ title }) => OPTIONAL.has(title)).map(list);
  return `# airssys\n\n> ${summary}\n\n${[...main, `## Optional\n\n${optional.join('\n')}`].join('\n\n')}\n`;
}

/** Decisions and diagnostics are left out: whoever wants one of them finds it by its name. */
export function llmsFull(summary: string, sections: readonly PageSection[], targets: LinkTargets): string {
  const pages = sections
    .flatMap((section) => section.pages)
    .filter(({ output }) => !/^(decisions|diagnostics)\//.test(output));
  const texts = pages.map(
    (page) => `<!-- ${page.output} -->\n\n${markdownFrom('llms-full.txt', page, targets).trim()}`,
  );
  return `# airssys\n\n> ${summary}\n\n${texts.join('\n\n')}\n`;
}

/** Each page is there as markdown too, beside its HTML. */
export function markdownPath({ output }: PageSource): string {
  return output.replace(/\.html$/, '.md');
}

export function markdownCopy(page: PageSource, targets: LinkTargets): string {
  return markdownFrom(markdownPath(page), page, targets);
}

/** A fence, or a link outside of one. */
const FENCE_OR_LINK = /^ *```[\s\S]*?^ *```$|\]\((?![a-z]+:|#)([^)\s]+)\)/gm;

/** The markdown of a page with its links as they are meant from a file of the site. */
function markdownFrom(from: string, page: PageSource, targets: LinkTargets): string {
  return page.markdown.replace(FENCE_OR_LINK, (whole, href: string | undefined) =>
    href === undefined ? whole : `](${relativeLink(from, targets.resolve(page.source, href))})`,
  );
}
